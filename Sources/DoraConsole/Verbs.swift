/// The verbs of dora: the one list that dispatch, help and completions are made from.
enum Verbs {
  /// Verbs that are tools of their own, `dora-<verb>`, and speak to scripts.
  static let plumbing: [String: any ToolCommand.Type] = [
    "sig": SigCommand.self, "submit": SubmitCommand.self, "status": StatusCommand.self,
    "tail": TailCommand.self, "run": RunCommand.self, "grid": GridListCommand.self,
  ]

  /// Verbs for people, which compose the others.
  static let porcelain: [String: any ToolCommand.Type] = [
    "cancel": CancelCommand.self,
    "checkout": CheckoutCommand.self,
    "config": ConfigCommand.self,
    "diff": DiffCommand.self,
    "export": ExportCommand.self,
    "gc": GCCommand.self,
    "grid": GridCommand.self,
    "import": ImportCommand.self,
    "info": InfoCommand.self,
    "init": InitCommand.self,
    "launch": LaunchCommand.self,
    "log": LogCommand.self,
    "metrics": MetricsCommand.self,
    "report": ReportCommand.self,
    "reproduce": ReproduceCommand.self,
    "pull": PullCommand.self,
    "push": PushCommand.self,
    "show": ShowCommand.self,
    "snapshot": SnapshotCommand.self,
    "star": StarCommand.self,
    "status": OverviewCommand.self,
    "top": TopCommand.self,
    "wait": WaitCommand.self,
    "why": WhyCommand.self,
  ]

  /// Every verb's name.
  static var all: [String] { Set(plumbing.keys).union(porcelain.keys).sorted() }

  /// What `dora <verb>` is.
  static func named(_ verb: String) -> (any ToolCommand.Type)? {
    porcelain[verb] ?? plumbing[verb]
  }

  /// What `dora-<verb>` is: it may be less than `dora <verb>`.
  static func tool(_ verb: String) -> (any ToolCommand.Type)? {
    // To make the table of them all takes longer than this tool's own work.
    if verb == "sig" { return SigCommand.self }
    return plumbing[verb] ?? porcelain[verb]
  }

  /// How a verb was called, for its usage: `dora-sig` or `dora sig`.
  static func shownName(_ verb: String) -> String {
    Tool.called == "dora-\(verb)" ? Tool.called : "dora \(verb)"
  }
}
