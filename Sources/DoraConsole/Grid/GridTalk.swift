import DoraModel
import DoraSystem
import DoraVerbs

/// Says what is about to be done with a grid.
struct GridTalk {
  private let output: Output
  /// More lines than this are a flood.
  private static let most = 12

  init(_ output: Output) { self.output = output }

  /// The summary and, for each kind of act, the first XPs, on stderr.
  func tell(_ plan: GridPlan) {
    summarize(plan)
    let acts = plan.cancelled.filter { $0.action == .cancel } + plan.submitted
    let lines = acts.map(\.line)
    for line in lines.prefix(Self.most) { output.talk("  \(Text(line).oneLine.string)") }
    if lines.count > Self.most {
      output.talk("  and \(lines.count - Self.most) more; --dry-run lists them all")
    }
  }

  /// The whole plan on stdout, a line an XP; the summary, and jobs of a cluster as they would be submitted, on stderr.
  func show(
    _ plan: GridPlan, scripts: [SlurmSubmission.Script], as export: TableExport?
  ) throws(SystemFailure) -> Int32 {
    for step in plan.left + plan.steps {
      if export == .json {
        try output.data(PythonJSON.bytes(step.json) + [UInt8(ascii: "\n")])
      } else {
        try output.line(Text(step.line).oneLine.string)
      }
    }
    if !scripts.isEmpty { try output.flush() }
    summarize(plan)
    output.show(scripts)
    return Exit.done.rawValue
  }

  func summarize(_ plan: GridPlan) {
    output.talk("grid \(plan.record.name): \(plan.summary)")
  }
}

extension Output {
  /// Shows what would be given to sbatch.
  func show(_ scripts: [SlurmSubmission.Script]) {
    for script in scripts {
      let count = script.sigs.count
      talk("sbatch \(script.name): \(count == 1 ? "\(script.sigs[0])" : "\(count) XPs")")
      talk(script.text)
    }
  }
}
