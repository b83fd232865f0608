/// A state in Slurm's own word, and what it means to us.
package struct SlurmState: Hashable, Sendable {
  package let state: RunState
  /// What the word says beyond the state.
  package let reason: String?

  /// The meaning of `CANCELLED by 1000`, `NODE_FAIL` and the like; nil for what is no state at all.
  package init?(_ word: some StringProtocol) {
    let words = word.split(separator: " ")
    var reason: String?
    switch words.first ?? "" {
    case "PENDING", "REQUEUED", "CONFIGURING", "RESV_DEL_HOLD": state = .pending
    case "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT":
      state = .pending
      reason = "held after it was requeued"
    case "RUNNING", "COMPLETING", "SIGNALING", "STAGE_OUT", "RESIZING": state = .running
    case "SUSPENDED", "STOPPED":
      state = .running
      reason = "suspended"
    case "COMPLETED": state = .completed
    case "FAILED": state = .failed
    case "CANCELLED":
      state = .cancelled
      if words.count == 3, words[1] == "by" { reason = "cancelled by user id \(words[2])" }
    case "REVOKED": state = .cancelled
    case "TIMEOUT": state = .timeout
    case "DEADLINE":
      state = .timeout
      reason = "its deadline passed"
    case "OUT_OF_MEMORY": state = .outOfMemory
    case "NODE_FAIL":
      state = .nodeFail
      reason = "its node failed"
    case "BOOT_FAIL":
      state = .nodeFail
      reason = "its node did not boot"
    case "PREEMPTED": state = .preempted
    case let word where !word.isEmpty && word.utf8.allSatisfy { 65...90 ~= $0 || $0 == 0x5F }:
      // Of a newer Slurm; as long as its job is listed it's not concluded to be gone.
      state = .running
      reason = "\(word), in Slurm's word"
    default: return nil
    }
    self.reason = reason
  }
}
