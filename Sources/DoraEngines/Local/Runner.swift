import DoraModel
import DoraSystem
import Glibc

/// Starts the queue's jobs, one supervisor each, and leaves with the last one.
final class Runner {
  private let folder: EngineFolder
  private let queue: Queue
  private let launcher: [String]
  private var slots: [Int: Slot] = [:]
  /// How often the supervisor of a job ended without having taken it.
  private var attempts: [Int: Int] = [:]
  /// Supervisors that we didn't start end without telling us, so we look after them.
  private static let glance = 1.0
  /// Nothing happens unless a child ends or somebody pokes us; this is for what we can't foresee.
  private static let idle = 10.0

  /// A job that runs, or is about to.
  private struct Slot {
    /// Its supervisor; nil when another runner started that.
    var child: Child?
    let devices: [String]
  }

  init(_ engine: LocalEngine) {
    folder = engine.folder
    queue = engine.queue
    launcher = engine.launcher
  }

  /// Runs jobs until none is left; returns at once when another runner does.
  func serve() throws {
    signal(SIGHUP, SIG_IGN)
    let signals = SignalQueue([SIGCHLD, SIGURG])
    guard let life = try folder.locked({ try FileLock.take(folder.runner) }) else { return }
    try announce(life)
    try settleDead()
    while true {
      let isDone = try !step()
      if isDone, try leave(life) { return }
      signals.next(within: slots.values.contains { $0.child == nil } ? Self.glance : Self.idle)
    }
  }

  /// Says who can be poked.
  private func announce(_ life: FileLock) throws {
    guard ftruncate(life.file, 0) == 0 else { throw SystemFailure("write", folder.runner) }
    try File.write(Array("\(getpid())\n".utf8), to: life.file, named: folder.runner)
  }

  /// Lets go of our lock, unless a job was released meanwhile.
  private func leave(_ life: FileLock) throws -> Bool {
    try folder.locked {
      guard queue.first(besides: []) == nil else { return false }
      life.release()
      return true
    }
  }

  /// Does everything there is to do now; false when no job is left.
  private func step() throws -> Bool {
    for (number, slot) in slots {
      if let child = slot.child {
        if let end = child.end() { try supervisorEnded(number, end) }
      } else if !folder.isAlive(number) {
        try supervisorEnded(number, .exit(0))
      }
    }
    try adopt()
    while let next = queue.first(besides: slots.keys) {
      guard try start(next) else { return true }
    }
    return !slots.isEmpty
  }

  /// Counts the supervisors that an earlier runner started.
  private func adopt() throws {
    for number in started() where slots[number] == nil && folder.isAlive(number) {
      guard let devices = try? JobFile.read(folder.jobFile(number)).devices else { continue }
      slots[number] = Slot(child: nil, devices: devices)
    }
  }

  /// The numbers of the jobs that were started and aren't struck off.
  private func started() -> [Int] {
    ((try? File.names(in: folder.jobs)) ?? []).compactMap { name in
      name.hasSuffix(".json") ? Int(name.dropLast(".json".count)) : nil
    }
  }

  /// What died while there was no runner may still have processes that keep GPUs busy.
  private func settleDead() throws {
    for number in started() where !folder.isAlive(number) && queue.mark(of: number) == .taken {
      guard let job = try? JobFile.read(folder.jobFile(number)).job else { continue }
      _ = try Settlement(folder: folder, queue: queue).settle(job.subject)
    }
  }

  /// Makes sure that the job of a supervisor that is gone has a final state, or is started again if it never began.
  private func supervisorEnded(_ number: Int, _ end: Child.End) throws {
    if folder.isAlive(number) {
      // Another one was faster; it holds the job.
      slots[number]?.child = nil
      return
    }
    slots[number] = nil
    let settlement = Settlement(folder: folder, queue: queue)
    let job = try? JobFile.read(folder.jobFile(number)).job
    guard queue.mark(of: number) == .released else {
      if let job { _ = try settlement.settle(job.subject) }
      return
    }
    attempts[number, default: 0] += 1
    // It may have been killed, or found no memory; but what never starts mustn't be tried for ever.
    if attempts[number, default: 0] < 3 { return }
    let how =
      switch end {
      case .exit(let status): "exit \(status)"
      case .signal(let signal): "signal \(signal)"
      }
    try settlement.fail(
      (job ?? queue.job(number)).subject,
      reason: "its supervisor could not start (\(how)); see '\(folder.runnerLog)'")
  }

  /// Starts a supervisor for a job, if there is room for it; false when it has to wait.
  private func start(_ number: Int) throws -> Bool {
    let job = try queue.job(number)
    let visible = GPUs.visible(environment: job.environment)
    let wanted = job.wanted(of: visible)
    if wanted > visible.count {
      try Settlement(folder: folder, queue: queue).fail(
        job.subject,
        reason: EngineFailure.tooFewGPUs(wanted: wanted, visible: visible.count).message)
      return true
    }
    let room = try folder.count(in: folder.slots) ?? max(1, visible.count)
    let busy = Set(slots.values.flatMap(\.devices))
    let free = visible.filter { !busy.contains($0) }
    // Strictly in order: a job that needs much isn't overtaken for ever by those that need little.
    guard slots.count < room, free.count >= wanted else { return false }
    let devices = Array(free.prefix(wanted))
    let isOurs = try folder.locked {
      if folder.isAlive(number) { return false }
      try JobFile(job: job, devices: devices).write(in: folder)
      return true
    }
    slots[number] = Slot(
      child: isOurs ? try startSupervisor(number) : nil,
      devices: isOurs ? devices : (try? JobFile.read(folder.jobFile(number)).devices) ?? [])
    return true
  }

  private func startSupervisor(_ number: Int) throws -> Child {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { throw SystemFailure("open", "/dev/null") }
    defer { close(null) }
    // Our own stderr is the runner's log.
    return try Child.start(
      (launcher + ["--job", folder.jobFile(number)]).map { Text($0) }, environment: [:],
      directory: "/", streams: Child.Streams(input: null, output: 2, error: 2), session: .own)
  }
}

extension LocalEngine {
  /// Is the runner: what `launcher` with `--runner` and the engine's folder comes to.
  package func serve() throws { try Runner(self).serve() }
}
