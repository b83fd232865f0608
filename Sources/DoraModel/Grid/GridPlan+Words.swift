extension GridPlan {
  /// The plan in one line: `3 to submit, 2 running, 1 to cancel, 4 failed (2 exit 1, 1 out of memory): -r retries`.
  package var summary: String {
    var parts: [String] = []
    func add(_ count: Int, _ words: String) {
      if count > 0 { parts.append("\(count) \(words)") }
    }
    let kept = steps.filter { $0.action == .keep }
    func count(_ state: RunState) -> Int { kept.count { $0.run?.state == state } }
    add(steps.count { $0.action == .submit }, mode == .clear ? "to start anew" : "to submit")
    add(steps.count { $0.action == .replace }, "to replace")
    add(count(.running), "running")
    add(count(.pending), "pending")
    add(count(.completed), "completed")
    if mode != .run { add(kept.count { $0.run == nil }, "not submitted") }
    add((steps + left).count { $0.action == .cancel }, "to cancel")
    add(left.count { $0.action == .keep && $0.otherGrid == nil }, "left the grid and not selected")
    add(left.count { $0.otherGrid != nil }, "moved to another grid")
    add(unselected, "not selected")
    let failed = kept.filter { $0.run.map(Self.isFailure) ?? false }
    if !failed.isEmpty {
      let retries = mode == .run ? ": -r retries" : ""
      parts.append("\(failed.count) failed (\(Self.reasons(failed)))\(retries)")
    }
    return parts.isEmpty ? "no XPs" : parts.joined(separator: ", ")
  }

  private static func isFailure(_ run: Run) -> Bool { run.state.isFinal && run.state != .completed }

  /// Why they failed, the most frequent first: `2 exit 1, 1 out of memory`.
  private static func reasons(_ steps: [Step]) -> String {
    var counts: [String: Int] = [:]
    for step in steps { counts[step.run?.failure ?? "", default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}

extension GridPlan.Step {
  /// Why the plan does with the XP what it does.
  package var reason: String {
    let state = run?.state.words ?? "not submitted"
    switch action {
    case .submit:
      guard let run else { return "not submitted yet" }
      if clears { return "cleared" }
      return (run.state == .completed ? state : run.failure) + ", again"
    case .replace: return "\(state), replaced"
    case .cancel: return index == nil ? "left the grid" : state
    case .keep:
      if let otherGrid { return "in grid '\(otherGrid)'" }
      if index == nil { return "left the grid, not selected" }
      guard let run, run.state.isFinal, run.state != .completed else { return state }
      return run.failure
    }
  }

  /// The action in a line for people: `submit 2aeed959 0 lr=0.1 (not submitted yet)`.
  package var line: String {
    let word =
      switch action {
      case .keep: "keep"
      case .submit: clears ? "clear" : "submit"
      case .replace: clears ? "clear" : "replace"
      case .cancel: "cancel"
      }
    let fields = [word, entry.sig.description, index.map(String.init) ?? "-", entry.name]
    return fields.filter { !$0.isEmpty }.joined(separator: " ") + " (\(reason))"
  }

  /// The step for programs, in a fixed order.
  package var json: JSON {
    let word =
      switch action {
      case .keep: "keep"
      case .submit: "submit"
      case .replace: "replace"
      case .cancel: "cancel"
      }
    return [
      "version": 1, "sig": JSON(entry.sig.description), "digest": JSON(entry.digest.hex),
      "index": JSON(index), "name": JSON(entry.name), "action": JSON(word),
      "clear": .bool(clears), "reason": JSON(reason),
      "state": JSON(run?.state.rawValue ?? RunState.none), "job": JSON(run?.number),
      "array": JSON(entry.array), "resources": entry.resources,
    ]
  }
}

extension Run {
  /// Why a run that ended without success did so, in a few words: `exit 1`, `out of memory`.
  package var failure: String {
    switch state {
    case .failed:
      if let signal, signal != 0 { return "signal \(signal)" }
      if let exit, exit != 0 { return "exit \(exit)" }
      return reason ?? "failed"
    case .timeout: return "time-out"
    case .nodeFail: return "node failure"
    case .outOfMemory, .cancelled, .preempted, .completed, .pending, .running: return state.words
    }
  }
}

/// Counts in sentences.
enum GridWords {
  static func xps(_ count: Int) -> String { count == 1 ? "1 XP" : "\(count) XPs" }
}
