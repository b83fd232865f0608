import DoraModel

/// Why the engine can't do what it was asked to.
package enum EngineFailure: Failure {
  /// A job asks for more GPUs than it may see.
  case tooFewGPUs(wanted: Int, visible: Int)
  /// A file of the engine's doesn't say what it must.
  case malformed(String)
  /// The run is another machine's, or another engine's.
  case elsewhere(job: String, host: String)
  /// Another user of this machine has submitted the run.
  case anothers(job: String)
  /// The program withstood even SIGKILL for a while, or its supervisor is stopped.
  case notEnding([String])
  /// The job was cancelled before it started.
  case cancelled(job: Int)

  package var message: String {
    switch self {
    case .tooFewGPUs(let wanted, let visible):
      "cannot give \(wanted) GPUs to one job: \(visible) \(visible == 1 ? "is" : "are") visible"
    case .malformed(let path): "cannot read '\(path)': it is damaged"
    case .elsewhere(let job, let host): "cannot cancel job \(job): it belongs to '\(host)'"
    case .anothers(let job): "cannot cancel job \(job): another user of this machine submitted it"
    case .notEnding(let jobs):
      jobs.count == 1
        ? "job \(jobs[0]) does not end, not even by SIGKILL"
        : "jobs \(jobs.joined(separator: ", ")) do not end, not even by SIGKILL"
    case .cancelled(let job): "job \(job) was cancelled before it started"
    }
  }

  package var hint: String? {
    switch self {
    case .tooFewGPUs: "ask for fewer with --gpus, or check CUDA_VISIBLE_DEVICES"
    case .malformed: "it may be removed; what it said is lost"
    case .elsewhere(_, let host):
      "run the same command on '\(host)', or with '--lost' if that won't come back"
    case .anothers: "who that is, the store's log says: git --git-dir=.dora log"
    case .notEnding:
      "processes that wait for a device can't be ended; dora-status tells when they did"
    case .cancelled: nil
    }
  }
}
