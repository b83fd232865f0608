import DoraSystem
import Glibc

/// Where the local engine keeps what it knows, in `<store>/local/<host>`; of a second user of the store on that machine, in
/// `<store>/local/<uid>@<host>`.
///
///     queue/<first>-<last>   jobs that were submitted together, and a letter for what became of each
///     jobs/<number>.json     a job that was started and hasn't ended; its supervisor holds the file's lock
///     jobs/<number>.cancel   the wish that it ends: the seconds it gets before SIGKILL
///     lock                   held while any of this is changed
///     number                 the last job number given out
///     slots                  jobs at once, when somebody has said how many
///     runner                 the runner holds its lock; its pid
///     runner.log             what went wrong where nobody was watching
struct EngineFolder: Sendable {
  let path: String

  var queue: String { Path.join(path, "queue") }
  var jobs: String { Path.join(path, "jobs") }
  var number: String { Path.join(path, "number") }
  var slots: String { Path.join(path, "slots") }
  var runner: String { Path.join(path, "runner") }
  var runnerLog: String { Path.join(path, "runner.log") }

  func jobFile(_ number: Int) -> String { Path.join(jobs, "\(number).json") }
  func request(_ number: Int) -> String { Path.join(jobs, "\(number).cancel") }

  /// Makes the folders that are missing.
  func make() throws(SystemFailure) {
    if File.status(jobs) == nil {
      try File.makeFolders(Path.parent(path))
      // Who can write here can have anything done in its owner's name, and environments may hold secrets.
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemFailure("create", path) }
      try File.makeFolders(jobs)
    }
    if File.status(queue) == nil { try File.makeFolders(queue) }
  }

  /// Does `body` while nobody else changes anything here; it must not take long, nor come here again.
  func locked<R>(_ body: () throws -> R) throws -> R {
    let lock: FileLock
    do throws(SystemFailure) { lock = try FileLock.wait(for: Path.join(path, "lock")) } catch {
      guard error.code == ENOENT else { throw error }
      try make()
      lock = try FileLock.wait(for: Path.join(path, "lock"))
    }
    return try withExtendedLifetime(lock) { try body() }
  }

  /// Whether a supervisor lives for the job.
  func isAlive(_ number: Int) -> Bool { FileLock.isHeld(jobFile(number)) }

  /// A whole number that a file holds; nil when the file isn't there.
  func count(in path: String) throws -> Int? {
    guard File.status(path) != nil else { return nil }
    let text = String(decoding: try File.contents(path), as: UTF8.self)
    guard let count = Int(text.prefix { $0 != "\n" }), count >= 0 else {
      throw EngineFailure.malformed(path)
    }
    return count
  }

  /// Now, in seconds since 1970, by the file system's clock: what ends without a supervisor ends at this time.
  func time() -> Double? {
    let path = Path.join(jobs, ".now.\(getpid())")
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return nil }
    close(file)
    defer { unlink(path) }
    return File.status(path).map { Double($0.modified) / 1e9 }
  }

  /// Puts what a folder lists on the disk.
  static func sync(_ path: String) throws(SystemFailure) {
    let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw SystemFailure("write", path) }
  }

  /// Tells the runner that there is something to look at; it costs nothing when it knows already.
  func pokeRunner() {
    guard FileLock.isHeld(runner), let pid = try? count(in: runner) else { return }
    Self.poke(pid)
  }

  /// Wakes a process of ours; to any other, SIGURG means nothing.
  static func poke(_ pid: Int) {
    if pid > 1 { kill(pid_t(pid), SIGURG) }
  }
}
