import DoraModel
import DoraSystem
import Glibc

/// One file of the queue: jobs with consecutive numbers that were submitted together.
///
/// Line 1 has one letter for each job, a `Mark`, and is all that ever changes: single bytes written in place can't be
/// torn, and need no space on a full disk. Line 2 is the environment that all of them share. Each job follows as a line.
/// The file's name is the range of numbers. As long as its submitter hasn't finished, it holds the file's lock. The file
/// goes when nothing in it is open.
struct Batch {
  let numbers: ClosedRange<Int>
  let path: String

  init(_ numbers: ClosedRange<Int>, in folder: EngineFolder) {
    self.numbers = numbers
    path = Path.join(folder.queue, "\(numbers.lowerBound)-\(numbers.upperBound)")
  }

  /// The batch that a file of the queue is, by its name.
  init?(name: String, in folder: EngineFolder) {
    let ends = name.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard ends.count == 2, ends[0] > 0, ends[0] <= ends[1] else { return nil }
    self.init(ends[0]...ends[1], in: folder)
  }

  /// Writes jobs with consecutive numbers; they're on the disk when this returns.
  ///
  /// The lock says that we live.
  static func create(_ jobs: [Job], mark: Mark, in folder: EngineFolder) throws -> (Batch, FileLock)
  {
    let batch = Batch(jobs[0].number...jobs[jobs.count - 1].number, in: folder)
    let shared = Job.shared(by: jobs)
    var bytes = [UInt8](repeating: mark.rawValue, count: jobs.count) + [newline]
    PythonJSON.write(Job.json(of: shared), to: &bytes)
    bytes.append(newline)
    for job in jobs {
      PythonJSON.write(job.json(without: shared), to: &bytes)
      bytes.append(newline)
    }
    // Locked before it has its name: nobody may take it for one whose submitter died.
    let temporary = Path.join(folder.queue, ".\(Path.name(batch.path)).new")
    unlink(temporary)
    guard let lock = try FileLock.take(temporary) else { throw SystemFailure("lock", batch.path) }
    do {
      try File.write(bytes, to: lock.file, named: batch.path)
      guard fsync(lock.file) == 0 else { throw SystemFailure("write", batch.path) }
      guard rename(temporary, batch.path) == 0 else { throw SystemFailure("create", batch.path) }
      try EngineFolder.sync(folder.queue)
    } catch {
      unlink(temporary)
      unlink(batch.path)
      throw error
    }
    return (batch, lock)
  }

  private static let newline = UInt8(ascii: "\n")

  /// The mark of each job, by its place; nil when the file is gone.
  func marks() -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: numbers.count)
    return pread(file, &bytes, bytes.count, 0) == bytes.count ? bytes : nil
  }

  /// The mark of one job; nil when the file is gone.
  func mark(of number: Int) -> Mark? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var byte: UInt8 = 0
    return pread(file, &byte, 1, number - numbers.lowerBound) == 1 ? Mark(rawValue: byte) : nil
  }

  /// Replaces the marks; who calls holds the engine's lock.
  func write(_ marks: [UInt8]) throws(SystemFailure) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    guard pwrite(file, marks, marks.count, 0) == marks.count else {
      throw SystemFailure("write", path)
    }
    if !marks.contains(where: { Mark(rawValue: $0)?.isOpen == true }) { unlink(path) }
  }

  /// Whether its submitter is still at work on it.
  var isHeldByTheLiving: Bool { FileLock.isHeld(path) }

  /// Everything but the marks.
  func contents() throws -> Contents {
    let bytes = try File.contents(path)
    var lines: [Range<Int>] = []
    var start = 0
    while lines.count < numbers.count + 2,
      let end = bytes[start...].firstIndex(of: Self.newline)
    {
      lines.append(start..<end)
      start = end + 1
    }
    guard lines.count == numbers.count + 2,
      let shared = try? JSONReader.read(Array(bytes[lines[1]]))
    else { throw EngineFailure.malformed(path) }
    return Contents(
      numbers: numbers, path: path, bytes: bytes, lines: lines, shared: Job.variables(of: shared))
  }

  /// The jobs of a batch, read when they're asked for.
  struct Contents {
    let numbers: ClosedRange<Int>
    let path: String
    fileprivate let bytes: [UInt8]
    fileprivate let lines: [Range<Int>]
    fileprivate let shared: [String: String]

    func job(_ number: Int) throws -> Job {
      let line = lines[number - numbers.lowerBound + 2]
      guard let json = try? JSONReader.read(Array(bytes[line])),
        let job = Job(json: json, adding: shared), job.number == number
      else { throw EngineFailure.malformed(path) }
      return job
    }
  }
}
