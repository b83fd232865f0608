import DoraEngines
import DoraModel
import DoraStore

/// Why an XP is in the state that it's in.
package struct WhyVerb {
  private let project: Project
  /// What is looked through for a reason.
  private static let depth = 400

  package init(_ project: Project) { self.project = project }

  /// One XP's state, how it came to it, and what to do.
  package struct Answer {
    package let row: StatusVerb.Row
    package let diagnosis: Diagnosis
    /// The last lines of its log.
    package let log: [String]

    package var json: JSON {
      [
        "version": 1, "sig": JSON(row.sig.description), "name": JSON(row.summary.name),
        "state": JSON(row.run?.state.rawValue ?? RunState.none), "job": JSON(row.run?.job),
        "exit": JSON(row.run?.exit), "signal": JSON(row.run?.signal),
        "cause": JSON(diagnosis.cause), "hint": JSON(diagnosis.hint),
        "log": JSON(row.run?.log), "lines": .array(log.map { JSON($0) }),
      ]
    }
  }

  /// The answers for the XPs named, each with up to `lines` lines of log.
  package func answers(_ names: [String], lines: Int) throws -> [Answer] {
    try StatusVerb(project).status(of: names).map { answer($0, lines: lines) }
  }

  package func answer(_ row: StatusVerb.Row, lines: Int) -> Answer {
    let log = LogEnd.lines(row.run?.log ?? "", count: max(lines, Self.depth))
    return Answer(
      row: row, diagnosis: Diagnosis(row.sig, row.run, log: log), log: log.suffix(lines))
  }
}
