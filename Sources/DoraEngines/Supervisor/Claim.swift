import DoraModel
import DoraSystem

/// The right to execute one job; it's held as a lock, so it ends with its holder.
struct Claim {
  let job: Job
  let devices: [String]?
  let folder: EngineFolder
  let queue: Queue
  private let lock: FileLock

  /// Claims the job of a job file; nil when there is nothing to execute: another has it, it was cancelled, or it was started
  /// before by a supervisor that died, which is then settled.
  static func take(_ path: String, in folder: EngineFolder) throws -> Claim? {
    let queue = Queue(folder)
    var isStarted = false
    let claim: Claim? = try folder.locked {
      // The path must still lead to what we locked: who had the job before us removes it at its end.
      guard let lock = try FileLock.take(path, creating: false), lock.isOf(path) else { return nil }
      let file = try JobFile.read(path)
      let job = file.job
      let settlement = Settlement(folder: folder, queue: queue)
      let said = StateFile.read(folder: job.folder, job: String(job.number), id: job.id)
      let mark = queue.mark(of: job.number)
      if mark == .cancelled || mark == .dropped || said?.state.isFinal == true {
        try settlement.strike(job.number)
        return nil
      }
      isStarted = mark == .taken || said != nil
      return Claim(job: job, devices: file.devices, folder: folder, queue: queue, lock: lock)
    }
    guard let claim, isStarted else { return claim }
    claim.lock.release()
    _ = try Settlement(folder: folder, queue: queue).settle(claim.job.subject)
    return nil
  }

  /// Takes the job from the queue: from here on it is started, whatever happens.
  func begin(_ state: StateFile) throws {
    try state.write(folder: job.folder)
    try folder.locked { _ = try queue.mark([job.number], .taken) { $0.isOpen } }
  }

  /// The seconds that somebody who wants the job to end gives it, if anybody does.
  var request: Double? {
    guard let bytes = try? File.contents(folder.request(job.number)) else { return nil }
    return Double(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)) ?? 0
  }

  /// Writes the last state and lets go of the job.
  func end(_ state: StateFile) throws {
    // A full disk mustn't turn what happened into a guess; as long as we wait, the job counts as running.
    for attempt in 1...600 {
      do throws(SystemFailure) {
        try state.write(folder: job.folder)
        break
      } catch {
        if attempt == 600 { throw error }
        Pause.seconds(1)
      }
    }
    try folder.locked {
      try Settlement(folder: folder, queue: queue).strike(job.number)
      lock.release()
    }
  }
}
