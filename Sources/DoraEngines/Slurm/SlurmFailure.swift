import DoraModel

/// Why Slurm can't do what it was asked to.
package enum SlurmFailure: Failure, Equatable {
  /// There is no such command here.
  case missing(String)
  /// A command ended with another status than 0.
  case refused(command: String, status: Int32, said: String)
  /// A command gave no answer in time.
  case silent(command: String, seconds: Int)
  /// No controller is there to answer.
  case unreachable(said: String)
  /// A command's answer isn't in the form that was asked for.
  case malformed(command: String, line: String)
  /// Some of the XPs were submitted, then the user's limit was reached.
  case limit(left: Int, said: String)
  /// The kernel's refusal.
  case system(SystemFailureText)
  /// Jobs that live on after scancel.
  case notEnding([String])
  /// A file of ours that doesn't say what it must.
  case damaged(String)

  /// What a system failure said.
  package struct SystemFailureText: Hashable, Sendable {
    package let message: String
    package let hint: String?
  }

  package var message: String {
    switch self {
    case .missing(let command): "cannot find '\(command)' on PATH"
    case .refused(let command, let status, _): "\(command) ended with status \(status)"
    case .silent(let command, let seconds): "\(command) gave no answer in \(seconds) s"
    case .unreachable: "no controller of Slurm answers"
    case .malformed(let command, let line): "cannot understand what \(command) says: '\(line)'"
    case .limit(let left, _):
      "cannot submit \(left) \(left == 1 ? "XP" : "XPs"): the limit of jobs is reached"
    case .system(let text): text.message
    case .notEnding(let jobs):
      jobs.count == 1
        ? "job \(jobs[0]) does not end" : "jobs \(jobs.joined(separator: ", ")) do not end"
    case .damaged(let path): "cannot read '\(path)': it is damaged"
    }
  }

  package var cause: String? {
    switch self {
    case .refused(_, _, let said), .limit(_, let said), .unreachable(let said):
      said.isEmpty ? nil : said
    case .missing, .silent, .malformed, .system, .notEnding, .damaged: nil
    }
  }

  /// Whether the next sbatch would fail for the same reason, whatever it asked for.
  package var isForAll: Bool {
    switch self {
    case .missing, .silent, .unreachable, .limit, .system: true
    case .refused(_, _, let said): said.contains("controller")
    case .malformed, .notEnding, .damaged: false
    }
  }

  /// Whether what was asked for may have come about all the same.
  var isOpen: Bool {
    switch self {
    case .silent, .malformed: true
    case .refused(_, let status, let said):
      (129...192).contains(status)
        || ["timed out", "receive failure", "Zero Bytes"].contains(where: said.contains)
    case .missing, .unreachable, .limit, .system, .notEnding, .damaged: false
    }
  }

  package var hint: String? {
    switch self {
    case .missing: "use a machine that submits to Slurm, or run here with '--engine local'"
    case .refused(_, _, let said): Self.hint(said)
    case .silent, .unreachable: "'scontrol ping' tells whether the controller answers"
    case .limit: "run the same command again when some have ended"
    case .system(let text): text.hint
    case .notEnding: "'squeue' tells what they wait for"
    case .malformed, .damaged: nil
    }
  }

  private static func hint(_ said: String) -> String? {
    let hints = [
      ("invalid partition", "list partitions with 'sinfo --summarize'"),
      ("Invalid account", "list your accounts with 'sacctmgr show associations user=$USER'"),
      ("Invalid qos", "list them with 'sacctmgr show qos'"),
      (
        "node configuration",
        "ask for less: -g GPUS, --slurm mem_per_gpu=GB; 'sinfo -Nel' lists nodes"
      ),
      ("Invalid generic resource", "without GPUs, use -g 0"),
      ("time limit is invalid", "'sinfo -o \"%P %l\"' lists what partitions allow"),
      ("QOS policy", "ask for less, or with another qos: 'sacctmgr show qos' lists them"),
      (
        "configuration source",
        "no cluster is set up here; run on this machine with '--engine local'"
      ),
      ("contact slurm controller", "'scontrol ping' tells whether the controller answers"),
    ]
    return hints.first { said.contains($0.0) }?.1
  }
}
