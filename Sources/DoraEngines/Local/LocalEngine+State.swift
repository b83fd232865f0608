import DoraModel
import DoraSystem
import Glibc

extension LocalEngine {
  var settlement: Settlement { Settlement(folder: folder, queue: queue) }

  /// The run as it is now.
  ///
  /// Jobs whose submitter, runner or supervisor died are carried on with, or given their final state, here. A run of
  /// another machine, in a folder that both can see, is as its own process last said, and so is any where nothing may be
  /// written.
  package func refresh(_ run: Run, folder xp: String) throws -> Run {
    guard run.engine == "local", !run.state.isFinal else { return run }
    let said = StateFile.read(folder: xp, job: run.job, id: run.id)
    if let said, said.state.isFinal { return said.applied(to: run) }
    if let said = last(of: run, besides: xp) { return said.applied(to: run) }
    guard run.host == host, let number = Int(run.job) else { return said?.applied(to: run) ?? run }
    do {
      return try decided(run, number, folder: xp, said)
    } catch let refusal as SystemFailure where refusal.isForbidden {
      return said?.applied(to: run) ?? run
    }
  }

  /// The last word of a run whose project was moved meanwhile: its process knows but the place where it began.
  private func last(of run: Run, besides xp: String) -> StateFile? {
    let place = Path.parent(Path.parent(run.log))
    guard !run.log.isEmpty, place != xp,
      let said = StateFile.read(folder: place, job: run.job, id: run.id), said.state.isFinal
    else { return nil }
    return said
  }

  /// The run as what is known here of its job says.
  private func decided(
    _ run: Run, _ number: Int, folder xp: String, _ said: StateFile?
  ) throws -> Run {
    let subject = Settlement.Subject(id: run.id, number: number, folder: xp, log: run.log)
    if said != nil { return try settlement.settle(subject).applied(to: run) }
    switch queue.mark(of: number) {
    case .released:
      carryOn()
      return run
    case .held:
      if queue.batch(of: number)?.isHeldByTheLiving == false { try releaseOrphan(number) }
      return run
    case .heldHere:
      guard queue.batch(of: number)?.isHeldByTheLiving == false else { return run }
      try settlement.fail(subject, reason: "it was killed before the program started")
    case .cancelled:
      try folder.locked { try settlement.finish(subject, cancelled(run)) }
    case .taken, .dropped, nil:
      if folder.isAlive(number) {
        // Its folder was removed while it runs.
        var run = run
        run.state = .running
        return run
      }
      return try settlement.settle(subject).applied(to: run)
    }
    return StateFile.read(folder: xp, job: run.job, id: run.id)?.applied(to: run) ?? run
  }

  /// Starts a runner if none lives.
  ///
  /// That it can't be started is the business of who submits, not of who asks.
  private func carryOn() {
    if FileLock.isHeld(folder.runner) { return }
    try? folder.locked { try startRunner() }
  }

  /// Releases a job that was recorded by a submitter that died before it could.
  private func releaseOrphan(_ number: Int) throws {
    try folder.locked {
      _ = try queue.mark([number], .released) { $0 == .held }
      try? startRunner()
    }
  }

  private func cancelled(_ run: Run) -> StateFile {
    StateFile(
      id: run.id, job: run.job, state: .cancelled,
      ended: folder.time().map { max($0, run.submitted) })
  }

  /// Ends runs: one that is pending never starts, one that runs gets SIGTERM and, `grace` seconds later, SIGKILL.
  ///
  /// Returns when their states are final. What has ended already stays as it is.
  package func cancel(_ runs: [(run: Run, folder: String)], grace: Double) throws {
    let ours = runs.filter { $0.run.engine == "local" && $0.run.host == host }
    var left = try folder.locked { try request(ours, grace: grace) }
    var waited = 0.0
    var pause = 0.01
    while true {
      left = try left.filter { try !refresh($0.run, folder: $0.folder).state.isFinal }
      // Even SIGKILL takes a moment, and so does what the program left behind.
      if left.isEmpty || waited > grace + 15 { break }
      Pause.seconds(pause)
      waited += pause
      pause = min(0.2, pause * 1.3)
    }
    if !left.isEmpty { throw EngineFailure.notEnding(left.map(\.run.job)) }
    if let other = runs.first(where: { $0.run.engine != "local" || $0.run.host != host }) {
      let machines = [other.run.host, host].map { $0.split(separator: "@").last }
      throw machines[0] == machines[1] && other.run.engine == "local"
        ? EngineFailure.anothers(job: other.run.job)
        : EngineFailure.elsewhere(job: other.run.job, host: other.run.host)
    }
  }

  /// Cancels what is pending, asks the supervisors of what runs, and returns what must be waited for.
  private func request(
    _ runs: [(run: Run, folder: String)], grace: Double
  ) throws -> [(run: Run, folder: String)] {
    var pending: [Int] = []
    var running: [(run: Run, folder: String)] = []
    for (run, xp) in runs {
      guard let number = Int(run.job) else { continue }
      let said = StateFile.read(folder: xp, job: run.job, id: run.id)
      if said?.state.isFinal == true { continue }
      if folder.isAlive(number) {
        try File.replace(folder.request(number), with: Array("\(grace)\n".utf8), mode: 0o600)
        guard let pid = said?.pid else {
          running.append((run, xp))
          continue
        }
        // The supervisor of a project that was moved finds no wish any more, but hears of it all the same.
        let home = try? JobFile.read(folder.jobFile(number)).job.folder
        if home == xp || pid <= 1 { EngineFolder.poke(pid) } else { kill(pid_t(pid), SIGTERM) }
      } else if queue.mark(of: number)?.isOpen == true {
        // Its word first: killed between the two, we leave a job that its supervisor refuses to start.
        try cancelled(run).write(folder: xp, sync: false)
        pending.append(number)
        continue
      }
      running.append((run, xp))
    }
    _ = try queue.mark(pending, .cancelled) { $0.isOpen }
    return running
  }
}
