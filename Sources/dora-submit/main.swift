import DoraConsole

Tool.main("dora-submit")
