/// How many XPs are in which state, in one line.
package struct StateSummary: Hashable, Sendable {
  /// The number of XPs, whatever their state.
  package private(set) var total = 0
  private var counts: [RunState: Int] = [:]

  /// Counts the states of XPs' last runs; nil: never ran.
  package init(_ states: some Sequence<RunState?>) {
    for state in states {
      total += 1
      if let state { counts[state, default: 0] += 1 }
    }
  }

  package func count(_ state: RunState) -> Int { counts[state] ?? 0 }

  /// How many never ran.
  package var none: Int { total - counts.values.reduce(0, +) }

  /// Whether nothing is pending or running.
  package var isFinal: Bool { count(.pending) + count(.running) == 0 }

  /// `12 XPs: 3 running, 2 pending, 6 completed, 1 failed`.
  package var line: String {
    let order: [RunState] = [
      .running, .pending, .completed, .failed, .outOfMemory, .timeout, .nodeFail, .preempted,
      .cancelled,
    ]
    var parts = order.filter { count($0) > 0 }.map { "\(count($0)) \($0.words)" }
    if none > 0 { parts.append("\(none) not submitted") }
    let head = "\(total) \(total == 1 ? "XP" : "XPs")"
    return parts.isEmpty ? head : "\(head): \(parts.joined(separator: ", "))"
  }
}

extension RunState {
  /// The state in a sentence.
  package var words: String {
    switch self {
    case .pending: "pending"
    case .running: "running"
    case .completed: "completed"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .timeout: "timed out"
    case .outOfMemory: "out of memory"
    case .nodeFail: "lost to a node failure"
    case .preempted: "preempted"
    }
  }
}
