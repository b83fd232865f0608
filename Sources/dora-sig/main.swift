import DoraConsole

Tool.main("dora-sig")
