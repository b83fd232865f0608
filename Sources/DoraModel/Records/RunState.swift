/// The state of a run, in Slurm's words for every engine.
package enum RunState: String, Sendable, CaseIterable {
  case pending = "PENDING"
  case running = "RUNNING"
  case completed = "COMPLETED"
  case failed = "FAILED"
  case cancelled = "CANCELLED"
  case timeout = "TIMEOUT"
  case outOfMemory = "OUT_OF_MEMORY"
  case nodeFail = "NODE_FAIL"
  case preempted = "PREEMPTED"

  /// What an XP shows that has no run.
  package static let none = "N/A"

  /// Whether the run has ended; what has ended is never asked about again.
  package var isFinal: Bool { self != .pending && self != .running }
}
