import DoraEngines
import DoraModel
import DoraStore

/// What `dora top` shows, looked at again and again.
package final class TopVerb {
  private let project: Project
  private let names: [String]?
  private let histories = HistoryReader()

  /// The XPs named, or all of the store.
  package init(_ project: Project, names: [String]?) {
    self.project = project
    self.names = names
  }

  /// What there is now.
  package func items() throws -> [TopList.Item] {
    let now = project.context.now()
    return try StatusVerb(project).status(of: names).map { row in
      let run = row.run
      var seconds: Double?
      if let run {
        let start = run.started ?? run.submitted
        seconds = max(0, (run.ended ?? now) - start)
      }
      // Histories of XPs that never ran are those of the Python tool's days; there may be very many.
      let read = run == nil ? nil : histories.read(row.folder).read
      return TopList.Item(
        sig: row.sig.description, state: run?.state, job: run?.job ?? "", seconds: seconds,
        name: row.summary.name,
        metrics: read.map { $0.count == 0 ? "" : MetricWords.short($0.last) } ?? "")
    }
  }

  /// The end of an XP's log, `count` lines at most, and what is to be said of its state.
  package func why(_ sig: String, lines count: Int) throws -> WhyVerb.Answer? {
    try WhyVerb(project).answers([sig], lines: count).first
  }

  /// Cancels an XP's run.
  package func cancel(_ sig: String) throws { try CancelVerb(project).cancel([sig]) }
}
