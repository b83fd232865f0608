import DoraModel
import DoraSystem
import Glibc

/// Slurm's own commands, each run to its end.
package struct SlurmCommands {
  private let environment: [String: String]
  private let directory: String
  private let trace: ([String]) -> Void
  /// What a busy controller may take; its own commands try again for longer than anybody waits.
  private static let patience = 30
  /// What a ping may take: a controller that is there answers at once.
  private static let pingPatience = 3

  package init(
    environment: [String: String], directory: String, trace: @escaping ([String]) -> Void
  ) {
    self.environment = Self.cleaned(environment)
    self.directory = directory
    self.trace = trace
  }

  /// Where a command is, or nil when this machine hasn't got it.
  package static func path(of name: String, environment: [String: String]) -> String? {
    Path.executable(name, on: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
  }

  /// The environment without what would speak for the user.
  ///
  /// A submission from inside a job would inherit that job's shape, and variables of sbatch beat the script's options;
  /// where the site's or the user's default is wanted, no option is given and the variable counts.
  private static func cleaned(_ environment: [String: String]) -> [String: String] {
    let kept: Set<String> = [
      "SLURM_CONF", "SLURM_CLUSTERS", "SBATCH_ACCOUNT", "SBATCH_PARTITION", "SBATCH_QOS",
      "SBATCH_RESERVATION", "SBATCH_CONSTRAINT", "SBATCH_CLUSTERS",
    ]
    var clean = environment.filter { name, _ in
      kept.contains(name)
        || !["SLURM_", "SBATCH_", "SRUN_", "PMI_", "PMIX_"].contains { name.hasPrefix($0) }
    }
    for name in ["RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"] {
      clean[name] = nil
    }
    // Where sbatch alone is told of another cluster, the others would ask this one for its jobs.
    clean["SLURM_CLUSTERS"] = clean["SLURM_CLUSTERS"] ?? clean["SBATCH_CLUSTERS"]
    clean["LC_ALL"] = clean["LC_ALL"] ?? "C.UTF-8"
    return clean
  }

  /// Runs a command and returns what it printed.
  @discardableResult
  package func run(
    _ name: String, _ words: [String], keeping: [Int32] = [], without: [String] = []
  ) throws(SlurmFailure) -> String {
    try ask(name, words, keeping: keeping, without: without).output
  }

  /// What Slurm says when no controller answers; nil: one does, and is only busy.
  ///
  /// Its commands try again for 9 s and more before they say so, or for as long as the network makes them wait.
  private var silence: String? {
    guard let path = Self.path(of: "scontrol", environment: environment) else { return nil }
    trace([path, "ping"])
    let answer = try? Answer.of(
      [path, "ping"], environment: environment, directory: directory, keeping: [],
      seconds: Double(Self.pingPatience))
    guard let answer else { return nil }
    let lines = answer.output.split(separator: "\n").filter { $0.contains("Slurmctld") }
    if lines.contains(where: { $0.hasSuffix(" UP") }) { return nil }
    return lines.joined(separator: "; ")
  }

  /// Runs a command that must end with status 0; `keeping` stays open in it, as long as it lives.
  ///
  /// Such a one isn't killed when it's slow: what it has asked for may come about yet, and its lock says so.
  /// `without` names variables that options of the script must not lose against.
  func ask(
    _ name: String, _ words: [String], keeping: [Int32] = [], without: [String] = []
  ) throws(SlurmFailure) -> Answer {
    guard let path = Self.path(of: name, environment: environment) else { throw .missing(name) }
    // Its own variables, such as SQUEUE_PARTITION, hide jobs; those of sbatch were seen to, and jobs may use the others.
    var environment =
      name == "sbatch"
      ? environment : environment.filter { !$0.key.hasPrefix(name.uppercased() + "_") }
    // Seconds since 1970, and not a local time that isn't unique in autumn.
    environment["SLURM_TIME_FORMAT"] = "%s"
    for variable in without { environment[variable] = nil }
    trace([path] + words)
    let answer: Answer
    var silence: String?
    do throws(SystemFailure) {
      answer = try Answer.of(
        [path] + words, environment: environment, directory: directory, keeping: keeping,
        seconds: Double(Self.patience), mayStay: !keeping.isEmpty
      ) {
        // sbatch is waited for, and accounting has a daemon of its own.
        if keeping.isEmpty, name != "sacct" { silence = self.silence }
        return silence == nil
      }
    } catch {
      throw .system(SlurmFailure.SystemFailureText(message: error.message, hint: error.hint))
    }
    switch answer.end {
    case nil:
      if let silence { throw .unreachable(said: silence) }
      throw .silent(command: name, seconds: Self.patience)
    case .exit(0): return answer
    case .exit(let status): throw .refused(command: name, status: status, said: answer.error)
    case .signal(let signal):
      throw .refused(command: name, status: 128 + signal, said: answer.error)
    }
  }
}
