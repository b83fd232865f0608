extension GridPlan {
  /// The runs to cancel before anything is submitted: those that left, are replaced or were asked for.
  package var cancelled: [Step] {
    (steps + left).filter { $0.isUnfinished && ($0.action == .cancel || $0.action == .replace) }
  }

  /// The XPs to submit, those of a replaced run included.
  package var submitted: [Step] {
    steps.filter { $0.action == .submit || $0.action == .replace }
  }

  /// The XPs to submit, in the batches that the grid file put into job arrays; an XP outside of any is one by itself.
  package var batches: [[Step]] {
    var batches: [[Step]] = []
    var places: [Int: Int] = [:]
    for step in submitted {
      if let array = step.entry.array, let place = places[array] {
        batches[place].append(step)
      } else {
        if let array = step.entry.array { places[array] = batches.count }
        batches.append([step])
      }
    }
    return batches
  }

  /// The XPs whose folders are deleted once their runs are cancelled.
  package var cleared: [Step] { steps.filter(\.clears) }

  /// Whether nothing is submitted or cancelled.
  package var isIdle: Bool { cancelled.isEmpty && submitted.isEmpty }

  package var states: StateSummary { StateSummary(steps.map(\.run?.state)) }
}
