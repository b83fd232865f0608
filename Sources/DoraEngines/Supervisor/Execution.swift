import DoraModel
import DoraSystem
import Glibc

/// One job from its first process to its last.
final class Execution {
  private let claim: Claim
  private let isForeground: Bool
  private let now: () -> Double
  private var ranks: Ranks
  private var memory = MemoryWatch()
  private var history: HistoryWatch
  /// When SIGKILL is due.
  private var killAt: Double?
  private var isCancelled = false
  private var isInterrupted = false
  /// What a program gets to end by itself when we are told to end and not how fast; Slurm's KillWait.
  private static let grace = 30.0
  /// What workers get when one of them has failed.
  private static let workersGrace = 10.0
  /// How long nothing may happen before we look around: the history, the memory, wishes that came without a signal.
  private static let tick = 1.0

  init(_ claim: Claim, isForeground: Bool, now: @escaping () -> Double) {
    self.claim = claim
    self.isForeground = isForeground
    self.now = now
    ranks = Ranks(claim.job, devices: claim.devices, isForeground: isForeground)
    history = HistoryWatch(HistoryFile(folder: claim.job.folder))
  }

  /// Starts the program, waits for its end and records everything; the status is the program's.
  func run() throws -> Int32 {
    let signals = SignalQueue([SIGCHLD, SIGURG, SIGTERM, SIGINT, SIGQUIT, SIGHUP])
    // Ignored, the kernel wouldn't tell us how children ended.
    signal(SIGCHLD, SIG_DFL)
    var state = StateFile(
      id: claim.job.id, job: String(claim.job.number), state: .running, started: now(),
      pid: Int(getpid()), gpus: claim.devices)
    try claim.begin(state)
    history.begin()
    var refusal: SystemFailure?
    do throws(SystemFailure) {
      if !heed() { try ranks.start() }
    } catch {
      refusal = error
      ranks.kill()
    }
    while !ranks.isOver { look(signals.next(within: wait)) }
    Remains.end(of: claim.job.id)
    history.finish()
    conclude(&state, refusal)
    try claim.end(state)
    if let refusal, isForeground { throw refusal }
    return state.signal.map { 128 + Int32($0) } ?? Int32(state.exit ?? 0)
  }

  private var wait: Double {
    guard let killAt else { return Self.tick }
    return min(Self.tick, max(0.01, killAt - now()))
  }

  /// Reacts to a signal, or to the passing of time.
  private func look(_ arrival: SignalQueue.Arrival?) {
    if let arrival { react(arrival) }
    let hadFailed = ranks.failure != nil
    ranks.reap()
    if !hadFailed, ranks.failure != nil, !ranks.isOver { end(within: Self.workersGrace) }
    if let killAt, now() >= killAt {
      ranks.kill()
      // What is in the kernel's hands may need another one.
      self.killAt = now() + Self.tick
    }
    _ = heed()
    memory.look(at: now())
    history.look(at: now(), clock: now)
  }

  private func react(_ arrival: SignalQueue.Arrival) {
    switch arrival.signal {
    case SIGTERM:
      if heed() { return }
      isCancelled = true
      end(within: Self.grace)
    case SIGINT, SIGQUIT, SIGHUP:
      guard isForeground else { return }
      isInterrupted = arrival.signal == SIGINT || isInterrupted
      // The terminal has told the program as well; another process has told only us.
      if arrival.isFromProcess { ranks.signal(arrival.signal) }
    default: break
    }
  }

  /// Looks whether somebody wishes the job to end, and ends it.
  private func heed() -> Bool {
    guard let grace = claim.request else { return isCancelled }
    if !isCancelled || killAt.map({ $0 > now() + grace }) == true {
      isCancelled = true
      end(within: grace)
    }
    return true
  }

  private func end(within grace: Double) {
    ranks.signal(SIGTERM)
    killAt = min(killAt ?? .infinity, now() + grace)
  }

  /// What it all came to.
  private func conclude(_ state: inout StateFile, _ refusal: SystemFailure?) {
    state.ended = now()
    if let refusal {
      state.state = .failed
      state.exit = refusal.code == ENOENT ? 127 : 126
      state.reason = refusal.message
      if !isForeground {
        try? File.append(Array("fatal: \(refusal.message)\n".utf8), to: claim.job.log)
      }
      return
    }
    switch ranks.failure {
    case .exit(let status): state.exit = Int(status)
    case .signal(let signal): state.signal = Int(signal)
    case nil: state.exit = isCancelled && !ranks.hasStarted ? nil : 0
    }
    let isKilledByKernel =
      ranks.failure == .signal(SIGKILL) && !ranks.wasKilled && memory.hasKilled
    let isByKey =
      isInterrupted && (ranks.failure == .signal(SIGINT) || ranks.failure == .exit(130))
    if isCancelled || isByKey {
      state.state = .cancelled
    } else if isKilledByKernel {
      state.state = .outOfMemory
    } else {
      state.state = ranks.failure == nil ? .completed : .failed
    }
  }
}
