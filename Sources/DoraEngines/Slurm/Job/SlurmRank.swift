import DoraModel
import DoraSystem
import Glibc

/// One task of a job: what srun starts once for each process of the program.
package enum SlurmRank {
  /// Executes the program as the rank that Slurm made this process, and returns its status.
  package static func run(folder: String, environment: [String: String]) throws -> Int32 {
    let place = try SlurmPlace(folder: folder, environment: environment)
    let rank = place.count("SLURM_PROCID") ?? 0
    // The step's signals go to all processes of it; these are for the program.
    if place.task.ignoresWarning { signal(SIGUSR2, SIG_IGN) }
    let signals = SignalQueue([SIGCHLD, SIGTERM, SIGINT, SIGUSR2])
    signal(SIGCHLD, SIG_DFL)
    // What the kernel has killed in the job's own group is known for sure, whichever process of the program it was.
    let group = MemoryGroup(folder: "job_\(place.number)")
    let before = group?.kills ?? 0
    var memory = MemoryWatch()
    let child: Child
    do throws(SystemFailure) {
      child = try start(place, rank)
    } catch {
      RankFailure(rank: rank, exit: error.code == ENOENT ? 127 : 126, reason: error.message)
        .write(for: place.task)
      throw error
    }
    var end: Child.End?
    while end == nil {
      // Where control groups track processes, Slurm's signals reach those that it started, and no others.
      if let arrival = signals.next(within: 1), arrival.signal != SIGCHLD {
        kill(child.pid, arrival.signal)
      }
      memory.look(at: Double(time(nil)))
      end = child.end()
    }
    let hasKilled = (group?.kills ?? 0) > before
    switch end {
    case .signal(let signal):
      let isOut = hasKilled || signal == SIGKILL && group == nil && memory.hasKilled
      RankFailure(rank: rank, signal: Int(signal), isOutOfMemory: isOut).write(for: place.task)
      return 128 + signal
    case .exit(let status) where status != 0:
      RankFailure(rank: rank, exit: Int(status), isOutOfMemory: hasKilled).write(for: place.task)
      return status
    case .exit, nil:
      if rank == 0 { RankSuccess.write(for: place.task) }
      return 0
    }
  }

  private static func start(_ place: SlurmPlace, _ rank: Int) throws(SystemFailure) -> Child {
    let task = place.task
    let path = rank == 0 ? task.log : Path.join(task.folder, "worker_\(rank).log")
    let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard log >= 0 else { throw SystemFailure("open", path) }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer {
      close(log)
      close(null)
    }
    let environment = variables(place, rank)
    guard let name = task.command.first, !name.isEmpty,
      let program = Path.executable(name.string, on: environment["PATH"] ?? "/usr/bin:/bin")
    else { throw SystemFailure("run", task.command.first?.string ?? "", code: ENOENT) }
    return try Child.start(
      [Text(program)] + task.command.dropFirst(), environment: environment,
      directory: place.batch.directory,
      streams: Child.Streams(input: null, output: log, error: log), session: .shared,
      ties: [.diesWithUs, .keepsIgnored])
  }

  private static func variables(_ place: SlurmPlace, _ rank: Int) -> [String: String] {
    var variables = place.environment.merging(place.task.variables) { $1 }
    variables["PWD"] = place.batch.directory
    variables["RANK"] = String(rank)
    variables["LOCAL_RANK"] = place.environment["SLURM_LOCALID"] ?? "0"
    variables["WORLD_SIZE"] = place.environment["SLURM_STEP_NUM_TASKS"] ?? "1"
    variables["DORA_JOB"] = place.job
    variables[Remains.variable] = place.task.id
    return variables
  }
}
