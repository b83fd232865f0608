import DoraConsole

Tool.main("dora-run")
