import DoraModel
import DoraSystem
import Glibc

/// The history of an XP: one JSON object for each time that its program pushed metrics.
///
/// `history.jsonl`, the journal, has one object a line and is only appended to, under flock: a push costs the same at the
/// 5,000th entry as at the 1st. `history.json` has the same entries as an array, replaced whole, for readers that know the
/// Python tool's file. That tool may write it too: of the two, the one with more entries counts. A last line without a
/// newline was torn by a kill or a full disk: readers ignore it, and the next writer completes it with a newline if it's
/// JSON, else moves it to `history.jsonl.torn`. A line in the middle that isn't an object is skipped.
package struct HistoryFile: Sendable {
  let journal: String
  let array: String

  /// The history of the XP with this folder.
  package init(folder: String) {
    journal = Path.join(folder, "history.jsonl")
    array = Path.join(folder, "history.json")
  }

  /// All entries, oldest first.
  package func load() throws -> [JSON] {
    var entries: [JSON] = []
    if File.status(journal) != nil { entries = Self.entries(in: try File.contents(journal)) }
    let rendered = rendered()
    return rendered.count > entries.count ? rendered : entries
  }

  /// Adds an entry.
  ///
  /// Under a supervisor, that renders the array; else we do, where it's due.
  package func push(_ entry: JSON, isSupervised: Bool) throws {
    let file = try lock()
    defer { close(file) }
    try repair(file)
    if try size(of: file) == 0 { try takeOver(file) }
    try append(PythonJSON.bytes(entry) + [Self.newline], to: file)
    flock(file, LOCK_UN)
    // The entry is safe; the array is a copy that the next rendering makes good.
    if !isSupervised, isDue { try? render() }
  }

  /// Adds to the journal what the array has and it hasn't: the Python tool may have gone on writing.
  func reconcile() throws {
    guard File.status(array) != nil else { return }
    let file = try lock()
    defer { close(file) }
    try repair(file)
    try takeOver(file)
  }

  /// Whether rendering now takes little of the time since it was done last, judged by what the files say.
  private var isDue: Bool {
    guard let journal = File.status(journal), let array = File.status(array) else { return true }
    let cost = 1_000_000 + journal.size * Self.nanosecondsPerByte
    return journal.modified - array.modified >= 20 * cost
  }

  private static let nanosecondsPerByte = 100

  /// Replaces the array by the journal's entries; does nothing when there is no journal.
  package func render() throws {
    // Composed without the lock, so that no program waits for it; done again if another was at it meanwhile.
    for _ in 1...5 {
      let before = File.status(array)
      guard File.status(journal) != nil else { return }
      let bytes = Self.array(of: try File.contents(journal))
      if let before, before.size > bytes.count,
        rendered().count > Self.entries(in: try File.contents(journal)).count
      {
        try reconcile()
        continue
      }
      let file = try lock()
      defer { close(file) }
      if File.status(array) != before { continue }
      return try File.replace(array, with: bytes)
    }
  }

  // MARK: The array

  private func rendered() -> [JSON] {
    guard let bytes = try? File.contents(array),
      case .array(let values)? = try? JSONReader.read(bytes)
    else { return [] }
    return values.filter { $0.members != nil }
  }

  /// The array that a journal comes to: its lines as they are, one entry a line.
  private static func array(of journal: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "[")]
    out.reserveCapacity(journal.count * 9 / 8)
    forEachEntry(in: journal) { line, _ in
      out.append(contentsOf: out.count == 1 ? "\n".utf8 : ",\n".utf8)
      out.append(contentsOf: line)
    }
    out.append(contentsOf: out.count == 1 ? "]\n".utf8 : "\n]\n".utf8)
    return out
  }

  // MARK: The journal

  private static let newline = UInt8(ascii: "\n")

  private static func entries(in journal: [UInt8]) -> [JSON] {
    var entries: [JSON] = []
    forEachEntry(in: journal) { entries.append($1) }
    return entries
  }

  /// Calls `body` with each complete line that is an object.
  private static func forEachEntry(
    in journal: [UInt8], _ body: (ArraySlice<UInt8>, JSON) -> Void
  ) {
    var start = 0
    while let end = journal[start...].firstIndex(of: newline) {
      let line = journal[start..<end]
      start = end + 1
      if !line.isEmpty, let entry = try? JSONReader.read(Array(line)), entry.members != nil {
        body(line, entry)
      }
    }
  }

  /// Opens the journal, made if need be, and waits until we alone write it; closing it lets go.
  private func lock() throws(SystemFailure) -> Int32 {
    while true {
      let file = open(journal, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw SystemFailure("open", journal) }
      while flock(file, LOCK_EX) != 0 {
        if errno == EINTR { continue }
        let failure = SystemFailure("lock", journal)
        close(file)
        throw failure
      }
      // Somebody may have removed the file, and another made a new one, while we waited.
      var ours = stat()
      if fstat(file, &ours) == 0, let there = File.status(journal), there.inode == ours.st_ino {
        return file
      }
      close(file)
    }
  }

  private func size(of file: Int32) throws(SystemFailure) -> Int {
    var found = stat()
    guard fstat(file, &found) == 0 else { throw SystemFailure("read", journal) }
    return Int(found.st_size)
  }

  /// Appends whole lines; what a full disk lets through of them is taken back.
  private func append(_ lines: [UInt8], to file: Int32) throws(SystemFailure) {
    let before = try size(of: file)
    do throws(SystemFailure) { try File.write(lines, to: file, named: journal) } catch {
      _ = ftruncate(file, before)
      throw error
    }
  }

  /// Appends the array's entries that the journal hasn't got.
  private func takeOver(_ file: Int32) throws {
    let rendered = rendered()
    let count = try size(of: file) == 0 ? 0 : Self.entries(in: try File.contents(journal)).count
    if rendered.count <= count { return }
    try append(rendered[count...].flatMap { PythonJSON.bytes($0) + [Self.newline] }, to: file)
  }

  /// Makes the journal end with a newline.
  private func repair(_ file: Int32) throws {
    let size = try size(of: file)
    var last: UInt8 = 0
    guard size > 0, pread(file, &last, 1, size - 1) == 1, last != Self.newline else { return }
    var start = size
    var line: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while start > 0 {
      let from = max(0, start - chunk.count)
      guard pread(file, &chunk, start - from, from) == start - from else {
        throw SystemFailure("read", journal)
      }
      let part = chunk[..<(start - from)]
      if let end = part.lastIndex(of: Self.newline) {
        line = Array(part[(end + 1)...]) + line
        start = from + end + 1
        break
      }
      line = Array(part) + line
      start = from
    }
    if (try? JSONReader.read(line)) != nil { return try append([Self.newline], to: file) }
    try File.append(line + [Self.newline], to: journal + ".torn")
    guard ftruncate(file, start) == 0 else { throw SystemFailure("write", journal) }
  }
}
