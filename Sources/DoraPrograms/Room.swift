import DoraModel
