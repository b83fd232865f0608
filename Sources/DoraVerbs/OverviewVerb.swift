import DoraEngines
import DoraModel
import DoraStore

/// What a person wants to know first: what runs, what failed and why, and what to type next.
package struct OverviewVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// XPs in one state.
  package struct Group {
    package let states: [RunState]
    package let rows: [StatusVerb.Row]
    /// A word on each of the first rows: what went wrong, or how far it has come.
    package let words: [String]
  }

  /// All groups that have XPs, and how many XPs there are in which state.
  package struct Overview {
    package let states: StateSummary
    package let groups: [Group]
    /// The first XP that failed, for a hint.
    package let failed: Sig?
    package let idle: Sig?
    /// XPs whose last run used other code than today's.
    package let changed: [Sig]
  }

  private static let order: [[RunState]] = [
    [.running], [.pending], [.failed, .outOfMemory, .timeout, .nodeFail, .preempted],
    [.cancelled],
  ]

  /// Looks at the XPs named, or all; only the first `count` of a group are looked into.
  package func overview(of rows: [StatusVerb.Row], count: Int) -> Overview {
    let groups = Self.order.compactMap { states -> Group? in
      // The newest first: that's the one that one has just been thinking about.
      let all = rows.filter { row in row.run.map { states.contains($0.state) } == true }
        .sorted { Self.time($0) > Self.time($1) }
      if all.isEmpty { return nil }
      return Group(states: states, rows: all, words: all.prefix(count).map(word))
    }
    return Overview(
      states: StateSummary(rows.map { $0.run?.state }), groups: groups,
      failed: groups.first { $0.states.contains(.failed) }?.rows.first?.sig,
      idle: rows.first { $0.run == nil }?.sig,
      changed: rows.filter { $0.isCodeChanged == true }.map(\.sig))
  }

  private static func time(_ row: StatusVerb.Row) -> Double {
    row.run.map { $0.ended ?? $0.started ?? $0.submitted } ?? 0
  }

  private func word(_ row: StatusVerb.Row) -> String {
    guard let run = row.run else { return "" }
    switch run.state {
    case .running:
      let read = HistoryReader().read(row.folder).read
      return read.count == 0 ? "" : MetricWords.short(read.last)
    case .failed, .outOfMemory, .timeout, .nodeFail, .preempted:
      let cause = WhyVerb(project).answer(row, lines: 0).diagnosis.cause
      return cause ?? run.state.words
    case .pending: return run.reason ?? ""
    case .completed, .cancelled: return ""
    }
  }
}
