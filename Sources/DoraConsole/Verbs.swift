import DoraSystem

/// The verbs of dora: the one list that dispatch, help and completions are made from.
enum Verbs {
  /// Verbs that are tools of their own, `dora-<verb>`, and speak to scripts.
  static let plumbing: [String: any ToolCommand.Type] = [
    "sig": SigCommand.self, "submit": SubmitCommand.self, "status": StatusCommand.self,
    "tail": TailCommand.self, "run": RunCommand.self, "grid": GridListCommand.self,
  ]

  /// Verbs for people, which compose the others.
  static let porcelain: [String: any ToolCommand.Type] = [
    "init": InitCommand.self, "launch": LaunchCommand.self, "info": InfoCommand.self,
    "cancel": CancelCommand.self, "metrics": MetricsCommand.self,
    "grid": GridCommand.self, "log": LogCommand.self, "export": ExportCommand.self,
    "import": ImportCommand.self, "show": ShowCommand.self, "diff": DiffCommand.self,
  ]

  /// Every verb's name.
  static var all: [String] { Set(plumbing.keys).union(porcelain.keys).sorted() }

  /// What `dora <verb>` is.
  static func named(_ verb: String) -> (any ToolCommand.Type)? {
    porcelain[verb] ?? plumbing[verb]
  }

  /// What `dora-<verb>` is: it may be less than `dora <verb>`.
  static func tool(_ verb: String) -> (any ToolCommand.Type)? {
    plumbing[verb] ?? porcelain[verb]
  }

  /// How a verb was called, for its usage: `dora-sig` or `dora sig`.
  static func shownName(_ verb: String) -> String {
    let called = Path.name(CommandLine.arguments.first ?? "dora")
    return called == "dora-\(verb)" ? called : "dora \(verb)"
  }
}
