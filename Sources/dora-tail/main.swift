import DoraConsole

Tool.main("dora-tail")
