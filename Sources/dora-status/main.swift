import DoraConsole

Tool.main("dora-status")
