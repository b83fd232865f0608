import DoraModel
import DoraSystem
import Glibc

/// The last word about runs whose supervisor can't say it.
///
/// A supervisor holds the lock of its job's file for as long as it lives, and kills the program's processes before it lets
/// go. When it's killed by SIGKILL, the kernel kills the processes that it started; what those had started in turn is
/// found and killed here.
struct Settlement {
  let folder: EngineFolder
  let queue: Queue

  /// A run, as far as it's needed here.
  struct Subject {
    let id: String
    let number: Int
    /// The XP's folder.
    let folder: String
    let log: String
  }

  /// What became of a run that was started: its own word, or else why there is none.
  func settle(_ subject: Subject) throws -> StateFile {
    if let said = said(subject), said.state.isFinal || folder.isAlive(subject.number) {
      return said
    }
    Remains.end(of: subject.id)
    return try folder.locked {
      let said = said(subject)
      if let said, said.state.isFinal || folder.isAlive(subject.number) { return said }
      var state = said ?? StateFile(id: subject.id, job: String(subject.number), state: .failed)
      let isOfThisBoot = state.boot == Machine.boot
      state.state = isOfThisBoot ? .failed : .nodeFail
      state.reason =
        said == nil
        ? "it left no trace" : isOfThisBoot ? "its supervisor was killed" : "the machine restarted"
      // The last sign of life; when exactly it ended, nobody saw.
      let written = File.status(subject.log).map { Double($0.modified) / 1e9 }
      state.ended = max(written ?? 0, state.started ?? 0)
      if state.ended == 0 { state.ended = folder.time() }
      try finish(subject, state)
      return state
    }
  }

  /// Ends a job that can't be started.
  func fail(_ subject: Subject, reason: String) throws {
    try folder.locked {
      if let said = said(subject), said.state.isFinal { return }
      let state = StateFile(
        id: subject.id, job: String(subject.number), state: .failed, ended: folder.time(),
        reason: reason)
      try finish(subject, state)
    }
  }

  /// Writes a final state if it can be written, and strikes the job off; who calls holds the engine's lock.
  func finish(_ subject: Subject, _ state: StateFile) throws {
    // Where the folder can't be written any more, the store still learns it from who asked.
    try? state.write(folder: subject.folder)
    try strike(subject.number)
  }

  /// Takes a job that has ended off the queue and the list of jobs.
  func strike(_ number: Int) throws {
    _ = try queue.mark([number], .taken) { $0.isOpen }
    unlink(folder.jobFile(number))
    unlink(folder.request(number))
  }

  private func said(_ subject: Subject) -> StateFile? {
    StateFile.read(folder: subject.folder, job: String(subject.number), id: subject.id)
  }
}

extension Job {
  var subject: Settlement.Subject {
    Settlement.Subject(id: id, number: number, folder: folder, log: log)
  }
}
