import DoraConsole

Tool.main("dora-grid")
