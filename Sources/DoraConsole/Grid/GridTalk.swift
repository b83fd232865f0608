import DoraModel
import DoraSystem

/// Says what is about to be done with a grid.
struct GridTalk {
  private let output: Output
  /// More lines than this are a flood.
  private static let most = 12

  init(_ output: Output) { self.output = output }

  /// The summary and, for each kind of act, the first XPs, on stderr.
  func tell(_ plan: GridPlan) {
    output.talk("grid \(plan.record.name): \(plan.summary)")
    let acts = plan.cancelled.filter { $0.action == .cancel } + plan.submitted
    let lines = acts.map(\.line)
    for line in lines.prefix(Self.most) { output.talk("  \(line)") }
    if lines.count > Self.most {
      output.talk("  and \(lines.count - Self.most) more; --dry-run lists them all")
    }
  }

  /// The whole plan on stdout, a line an XP, and the summary on stderr.
  func show(_ plan: GridPlan, as export: TableExport?) throws(SystemFailure) -> Int32 {
    for step in plan.left + plan.steps {
      if export == .json {
        try output.data(PythonJSON.bytes(step.json) + [UInt8(ascii: "\n")])
      } else {
        try output.line(step.line)
      }
    }
    output.talk("grid \(plan.record.name): \(plan.summary)")
    return Exit.done.rawValue
  }
}
