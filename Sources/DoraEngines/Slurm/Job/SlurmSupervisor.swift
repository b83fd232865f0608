import DoraModel
import DoraSystem
import Glibc

/// The batch process of a job: it starts the program's processes with srun, says how they are, and queues them again.
package final class SlurmSupervisor {
  private let place: SlurmPlace
  private let folder: String
  private let launcher: [String]
  private let now: () -> Double
  private var state: StateFile
  private var history: HistoryWatch
  private let words: SlurmWords
  private let began: Double
  /// Until when a program that was told of the time limit may go on.
  private var requeueAt: Double?
  private var isEnded = false
  private var isQueuedAgain = false
  /// What a program ends with that has saved its work and wants to go on: EX_TEMPFAIL.
  static let goesOn = 75

  /// Executes the task of a batch that this process is, and returns the program's status.
  package static func run(
    folder: String, environment: [String: String], launcher: [String],
    now: @escaping () -> Double
  ) throws -> Int32 {
    let place = try SlurmPlace(folder: folder, environment: environment)
    return try SlurmSupervisor(place, folder: folder, launcher: launcher, now: now).run()
  }

  private init(
    _ place: SlurmPlace, folder: String, launcher: [String], now: @escaping () -> Double
  ) {
    self.place = place
    self.folder = folder
    self.launcher = launcher
    self.now = now
    began = now()
    let task = place.task
    let before = StateFile.read(folder: task.folder, job: task.id, id: task.id)
    state = StateFile(
      id: task.id, job: place.job, state: .running, started: before?.started ?? began,
      pid: Int(getpid()), gpus: nil)
    state.timeouts = before?.timeouts ?? 0
    history = HistoryWatch(HistoryFile(folder: task.folder))
    words = SlurmWords(log: task.log)
  }

  private func run() throws -> Int32 {
    let signals = SignalQueue([SIGCHLD, SIGTERM, SIGUSR2, SIGINT, SIGCONT])
    signal(SIGCHLD, SIG_DFL)
    RankFailure.forget(for: place.task)
    RankSuccess.forget(for: place.task)
    try say()
    linkByJob()
    // Where it couldn't be done before the lines of setup.
    try? SlurmLog.link(place, in: folder)
    RunFacts.keepMachine(
      place.environment["SLURMD_NODENAME"] ?? "", folder: place.task.folder, id: place.task.id)
    history.begin()
    let srun = try start()
    var end: Child.End?
    while end == nil {
      let arrival = signals.next(within: wait)
      if let arrival { react(arrival.signal, srun) }
      if let requeueAt, now() >= requeueAt, !isEnded {
        self.requeueAt = nil
        queueAgain()
      }
      history.look(at: now(), clock: now)
      end = srun.end()
    }
    history.finish()
    return try conclude(end ?? .exit(0))
  }

  /// `<dir>/by_id/<job>` leads to the XP's folder, as with the Python tool.
  private func linkByJob() {
    let xps = Path.parent(place.task.folder)
    guard Path.name(xps) == "xps" else { return }
    let links = Path.join(Path.parent(xps), "by_id")
    try? File.makeFolders(links)
    for name in place.names {
      try? File.link(Path.join(links, name), to: "../xps/" + Path.name(place.task.folder))
    }
  }

  private var wait: Double { requeueAt.map { min(1, max(0.05, $0 - now())) } ?? 1 }

  /// Tells everybody how the run is.
  private func say() throws(SystemFailure) {
    try state.write(folder: place.task.folder, name: place.task.id)
  }

  private func start() throws -> Child {
    var words = ["--kill-on-bad-exit=1", "--unbuffered"]
    if place.batch.resources.containerChdir {
      words.append("--container-workdir=\(place.batch.directory)")
    }
    words += place.batch.resources.srunArgs + launcher + ["--slurm-rank", folder]
    var environment = place.environment
    // A job that was submitted with --export=NONE has it for its steps as well, which lack what's set here then.
    environment["SLURM_EXPORT_ENV"] = "ALL"
    // Since 22.05 a step no longer takes the job's number by itself.
    environment["SRUN_CPUS_PER_TASK"] = environment["SLURM_CPUS_PER_TASK"]
    // Where processes meet: this is the first node, and a port that's free now won't be another job's that shares it.
    environment["MASTER_ADDR"] = environment["SLURMD_NODENAME"] ?? "127.0.0.1"
    environment["MASTER_PORT"] = String(Machine.freePort ?? 29_500)
    guard let path = SlurmCommands.path(of: "srun", environment: environment) else {
      throw SlurmFailure.missing("srun")
    }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    return try Child.start(
      ([path] + words).map { Text($0) }, environment: environment,
      directory: place.batch.directory, streams: Child.Streams(input: null), session: .group,
      ties: [.diesWithUs])
  }

  private func react(_ signal: Int32, _ srun: Child) {
    switch signal {
    case SIGUSR2:
      guard requeueAt == nil, !isQueuedAgain else { return }
      // srun passes it on to every process of the program.
      kill(srun.pid, SIGUSR2)
      let grace = Double(place.batch.resources.warning) * 2 / 3
      requeueAt = now() + grace
    case SIGTERM:
      // Slurm has told the program as well; SIGKILL comes next, for us too.
      isEnded = true
      guard !isQueuedAgain else { return }
      guess()
    default: break
    }
  }

  /// Says what being ended from outside most likely means, until Slurm itself is heard.
  private func guess() {
    state.isGuess = true
    state.ended = now()
    let minutes = place.batch.resources.time
    let limit = minutes == 0 ? .infinity : Double(minutes) * 60
    switch words.ending {
    case .nodeFailure:
      state.state = .nodeFail
      state.reason = nodeReason
    case .preemption: state.state = .preempted
    // Slurm looks after limits every 30 s, and may be early by its own clock.
    case nil where now() - began >= limit - 5, .timeLimit:
      state.state = .timeout
      state.reason = "ran out of time"
    case nil, .other:
      state.state = words.sayNodeFailure ? .nodeFail : .cancelled
      if words.sayNodeFailure { state.reason = nodeReason }
    }
    try? say()
  }

  /// Puts the job in the queue again, which ends it; where that can't be, it goes on to its end.
  private func queueAgain() {
    guard place.batch.resources.dependents == 0,
      state.timeouts < place.batch.resources.maxNumTimeout
    else { return }
    let before = state
    state.state = .pending
    state.timeouts += 1
    state.reason =
      "ran out of time; queued again, \(state.timeouts) of "
      + "\(place.batch.resources.maxNumTimeout)"
    try? say()
    isQueuedAgain = true
    do {
      // Not by its number: one task of an array has that of the whole, and with it all others would be queued again.
      try commands.run("scontrol", ["requeue", place.job])
    } catch {
      // Somebody may have been faster.
      if isStartedAgain { return }
      isQueuedAgain = false
      state = before
      try? say()
    }
  }

  private var commands: SlurmCommands {
    SlurmCommands(environment: place.environment, directory: "/", trace: { _ in })
  }

  /// What it all came to; the status is the program's.
  private func conclude(_ end: Child.End) throws -> Int32 {
    let failure = RankFailure.read(for: place.task)
    defer {
      RankFailure.forget(for: place.task)
      RankSuccess.forget(for: place.task)
    }
    if isQueuedAgain { return 0 }
    if !isEnded, isLost(end, failure) {
      // Slurm will say what it means to do about it.
      isEnded = true
      guess()
      if state.state == .cancelled, words.ending == nil {
        state.state = .failed
        state.reason = "its processes were lost; see the log"
        try say()
      }
    }
    if isEnded {
      // A preempted job that Slurm starts again has already been counted as started once more.
      if isStartedAgain {
        state.state = .pending
        state.isGuess = false
        state.ended = nil
        state.reason =
          switch words.ending {
          case .nodeFailure: "\(nodeReason); queued again"
          case .preemption: "preempted; queued again"
          case .timeLimit, .other, nil:
            words.sayNodeFailure
              ? "\(nodeReason); queued again" : "ended from outside; queued again"
          }
        try say()
      }
      return 128 + SIGTERM
    }
    let wantsMore =
      requeueAt != nil && (failure?.exit == Self.goesOn || failure?.signal == Int(SIGUSR2))
    if wantsMore {
      queueAgain()
      if isQueuedAgain { return 0 }
    }
    state.ended = now()
    state.reason = failure?.reason
    if let failure {
      state.exit = failure.exit
      state.signal = failure.signal
      state.state = wantsMore ? .timeout : failure.isOutOfMemory ? .outOfMemory : .failed
      if wantsMore { state.reason = "ran out of time" }
      if failure.isOutOfMemory { state.reason = memoryReason }
      if failure.rank > 0, state.reason == nil {
        state.reason = "rank \(failure.rank) failed, see worker_\(failure.rank).log"
      }
    } else {
      switch end {
      case .exit(let status): state.exit = Int(status)
      case .signal(let signal): state.signal = Int(signal)
      }
      state.state = end == .exit(0) ? .completed : .failed
      if state.state == .failed { state.reason = "srun failed; see the log" }
      // No process of the program could say what became of it.
      if state.state == .failed, words.sayOutOfMemory {
        state.state = .outOfMemory
        state.reason = memoryReason
      }
    }
    try say()
    return state.signal.map { 128 + Int32($0) } ?? Int32(state.exit ?? 0)
  }

  private var nodeReason: String {
    "its node failed" + (place.environment["SLURMD_NODENAME"].map { ": \($0)" } ?? "")
  }

  /// What an end for want of memory is called; nil: nothing more than that.
  private var memoryReason: String? {
    let asked = place.batch.resources.options.first { $0.name == "mem" }?.value
    return asked.map { "took more than the \($0) of memory that it asked for" }
  }

  /// Whether the program's processes are gone without an end of their own.
  private func isLost(_ end: Child.End, _ failure: RankFailure?) -> Bool {
    if words.sayNodeFailure { return true }
    return failure == nil && end == .exit(0) && !RankSuccess.isSaid(for: place.task)
  }

  /// Whether Slurm means to start this job once more: that start is counted already.
  private var isStartedAgain: Bool {
    guard let answer = try? commands.run("scontrol", ["show", "job", "-o", place.job]) else {
      return false
    }
    let count = answer.split(separator: " ").first { $0.hasPrefix("Restarts=") }
    return count.flatMap { Int($0.dropFirst("Restarts=".count)) } ?? 0 > place.restarts
  }
}
