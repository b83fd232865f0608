import DoraModel
import DoraSystem
import Glibc

/// Queued jobs on this machine, with no daemon and no set-up.
///
/// A submitter *holds* its jobs on disk, *records* their runs in the store, and *releases* them. It may be killed at any
/// instant:
/// - before it holds: nothing has happened;
/// - holding, not recorded: the jobs are nobody's. They never start, since only release makes them eligible, and `recover`
///   drops them when the store is known not to name them;
/// - recorded, not released: the first command that sees the pending run asks for its state. `refresh` finds the job held,
///   and the lock of its batch free, so that its submitter is dead; what it recorded is complete, as one commit records a
///   batch. It releases the job in its place;
/// - released, no runner started: the first command that asks starts one.
/// A job runs at most once, because its supervisor takes it from the queue before the program starts, under the lock that
/// every other decision about it takes too.
///
/// The first release starts a runner, and that one a supervisor for each job; both are processes of their own. The runner
/// leaves with the last job. It decides that, and lets go of its own lock, under the lock that a release takes to add jobs
/// and look for a runner: no job is left between them. Supervisors don't need the runner; a new one counts them by their
/// locks.
package struct LocalEngine {
  let folder: EngineFolder
  /// What it's called in the records of runs; see `name`.
  package let host: String
  let launcher: [String]
  let queue: Queue
  let holder = Holder()

  /// The engine that keeps its files in `directory`; the words of `launcher`, a path first, run `dora-run`.
  package init(directory: String, host: String, launcher: [String]) {
    folder = EngineFolder(path: directory)
    self.host = host
    self.launcher = launcher
    queue = Queue(folder)
  }

  /// What the engine of the user who asks is called, beside the others in the folder `local`: after the machine, and when that
  /// name is another user's, after this one too.
  ///
  /// A queue is one user's: its runner executes everything in it as that user. What the others have queued is as foreign as
  /// another machine's. Root may read them all, but is the user of its own only; on some file systems that's nobody's.
  package static func name(in local: String, host: String) -> String {
    let folder = Path.join(local, host)
    var found = stat()
    let isAnothers =
      geteuid() == 0 && stat(folder, &found) == 0 && ![0, 65534].contains(found.st_uid)
    let lock = Path.join(folder, "lock")
    if !isAnothers, access(lock, R_OK) == 0 || errno != EACCES { return host }
    return "\(getuid())@\(host)"
  }

  /// The first of `count` consecutive job numbers that nobody else has or will have.
  package func reserve(_ count: Int) throws -> Int {
    try folder.make()
    return try folder.locked {
      let last = try folder.count(in: folder.number)
      let next = (last ?? 0) + max(0, count)
      let file = open(folder.number, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw SystemFailure("open", folder.number) }
      defer { close(file) }
      // Always as long, and in place: it can't be torn, and a power cut can't bring an old one back.
      let digits = String(next)
      let line = String(repeating: "0", count: max(0, 19 - digits.utf8.count)) + digits + "\n"
      try File.write(Array(line.utf8), to: file, named: folder.number)
      guard fdatasync(file) == 0 else { throw SystemFailure("write", folder.number) }
      if last == nil { try EngineFolder.sync(folder.path) }
      return (last ?? 0) + 1
    }
  }

  /// Puts jobs on the disk; they don't start before `release`, or, in the foreground, `runHere`.
  package func hold(_ jobs: [Job], isForeground: Bool = false) throws {
    try folder.make()
    let jobs = jobs.sorted { $0.number < $1.number }
    if !isForeground { try jobs.forEach(checkGPUs) }
    do {
      var rest = jobs[...]
      while let first = rest.first {
        let batch = rest.enumerated().prefix { $0.element.number == first.number + $0.offset }
        let (made, lock) = try Batch.create(
          batch.map(\.element), mark: isForeground ? .heldHere : .held, in: folder)
        holder.add(made, lock)
        rest = rest.dropFirst(batch.count)
      }
    } catch {
      try? drop(jobs)
      throw error
    }
  }

  private func checkGPUs(_ job: Job) throws(EngineFailure) {
    guard let wanted = job.gpus, wanted > 0 else { return }
    let visible = GPUs.visible(environment: job.environment).count
    if wanted > visible { throw .tooFewGPUs(wanted: wanted, visible: visible) }
  }

  /// Forgets jobs that were held; they never start.
  package func drop(_ jobs: [Job]) throws {
    if jobs.isEmpty { return }
    try folder.locked {
      _ = try queue.mark(jobs.map(\.number), .dropped) { $0 == .held || $0 == .heldHere }
    }
    holder.settle()
  }

  /// Makes held jobs eligible and sees to it that a runner lives; `slots` at once, nil: as before.
  package func release(_ jobs: [Job], slots: Int?) throws {
    if jobs.isEmpty { return try wake(slots: slots) }
    try folder.locked {
      try keep(slots: slots)
      _ = try queue.mark(jobs.map(\.number), .released) { $0 == .held }
      try startRunner()
    }
    holder.settle()
  }

  /// Sees to it that a runner lives if any job is to be started; `slots` at once, nil: as before.
  package func wake(slots: Int?) throws {
    guard slots != nil || File.status(folder.queue) != nil else { return }
    try folder.locked {
      try keep(slots: slots)
      if queue.first(besides: []) != nil { try startRunner() }
    }
  }

  /// Decides about jobs whose submitter died between hold and release.
  ///
  /// Those that `isRecorded` are released, the others dropped. It costs a look into the queue when there are none.
  package func recover(isRecorded: (Job) throws -> Bool) throws {
    for batch in queue.batches() where batch.marks()?.contains(where: Self.isHeld) == true {
      if batch.isHeldByTheLiving { continue }
      let marks = batch.marks() ?? []
      let contents = try batch.contents()
      var recorded: [Int] = []
      for (number, mark) in zip(batch.numbers, marks) where mark == Mark.held.rawValue {
        if try isRecorded(contents.job(number)) { recorded.append(number) }
      }
      try folder.locked {
        _ = try queue.mark(recorded, .released) { $0 == .held }
        _ = try queue.mark(batch.numbers, .dropped) { $0 == .held || $0 == .heldHere }
        if !recorded.isEmpty { try startRunner() }
      }
    }
  }

  private static func isHeld(_ mark: UInt8) -> Bool {
    mark == Mark.held.rawValue || mark == Mark.heldHere.rawValue
  }

  private func keep(slots: Int?) throws {
    guard let slots, try slots != folder.count(in: folder.slots) else { return }
    try File.replace(folder.slots, with: Array("\(max(1, slots))\n".utf8), mode: 0o600)
  }

  /// Starts a runner if none lives, else tells it that there is news; who calls holds the engine's lock.
  func startRunner() throws {
    if FileLock.isHeld(folder.runner) { return folder.pokeRunner() }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    let log = open(folder.runnerLog, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer {
      if null >= 0 { close(null) }
      if log >= 0 { close(log) }
    }
    guard null >= 0 else { throw SystemFailure("open", "/dev/null") }
    let out = log >= 0 ? log : null
    // Nothing of the submitter's environment: jobs bring their own, and it's no business of a later one's.
    _ = try Child.start(
      (launcher + ["--runner", folder.path]).map { Text($0) }, environment: [:], directory: "/",
      streams: Child.Streams(input: null, output: out, error: out), session: .own)
  }
}
