/// What has become of a run: the part of its record that changes after it was submitted.
package struct Outcome: Hashable, Sendable {
  package var state: RunState
  /// Seconds since 1970.
  package var started: Double?
  package var ended: Double?
  /// The exit status, or the signal that killed it.
  package var exit: Int?
  package var signal: Int?
  /// Why it ended so, when the state alone doesn't say.
  package var reason: String?

  package init(
    state: RunState, started: Double? = nil, ended: Double? = nil, exit: Int? = nil,
    signal: Int? = nil, reason: String? = nil
  ) {
    self.state = state
    self.started = started
    self.ended = ended
    self.exit = exit
    self.signal = signal
    self.reason = reason
  }
}

extension Run {
  package var outcome: Outcome {
    get {
      Outcome(
        state: state, started: started, ended: ended, exit: exit, signal: signal, reason: reason)
    }
    set {
      state = newValue.state
      started = newValue.started
      ended = newValue.ended
      exit = newValue.exit
      signal = newValue.signal
      reason = newValue.reason
    }
  }

  /// The run without what takes room: resources, command, environment, metrics and what its snapshot lacks are empty.
  package var light: Run {
    var run = self
    run.resources = [:]
    run.command = []
    run.environment = []
    run.directory = nil
    run.environmentID = nil
    run.leftOut = []
    run.metrics = nil
    return run
  }
}
