/// When an XP that already ran is run again.
package struct SubmitRules: Hashable, Sendable {
  /// Run again what failed, was cancelled, timed out or was lost.
  package var retry: Bool
  /// Cancel what is pending or running, and run it again.
  package var replace: Bool
  /// Run again what completed.
  package var replaceDone: Bool
  /// Run again what ended and ran with other code than today's.
  package var retryStale: Bool

  package init(
    retry: Bool = false, replace: Bool = false, replaceDone: Bool = false, retryStale: Bool = false
  ) {
    self.retryStale = retryStale
    self.retry = retry
    self.replace = replace
    self.replaceDone = replaceDone
  }

  /// What to do with one XP.
  package enum Decision: Hashable, Sendable {
    /// Leave its last run as it is.
    case keep
    /// Submit a new run.
    case submit
    /// Cancel its last run, then submit a new one.
    case replace
  }

  /// The decision for an XP whose last run has this state; nil: it never ran.
  ///
  /// `isStale` says that it ran with other code than today's.
  package func decide(_ state: RunState?, isStale: Bool = false) -> Decision {
    if isStale, retryStale, state?.isFinal == true { return .submit }
    return switch state {
    case nil: .submit
    case .completed: replaceDone ? .submit : .keep
    case .failed, .cancelled, .outOfMemory, .timeout, .nodeFail, .preempted: retry ? .submit : .keep
    case .pending, .running: replace ? .replace : .keep
    }
  }
}
