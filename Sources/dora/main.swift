import DoraConsole

// Links to this one binary are the other tools: it goes by the name that it was called by.
Tool.main()
