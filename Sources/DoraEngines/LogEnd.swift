import DoraSystem
import Glibc

/// The last lines of a log, however long it is.
package enum LogEnd {
  /// What is read from the end of the file; a line may be cut at its beginning.
  private static let window = 64 << 10

  /// Up to `count` lines, without what a terminal would have drawn over; none when there is no such file.
  package static func lines(_ path: String, count: Int) -> [String] {
    guard let status = File.status(path), status.isFile else { return [] }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    let start = max(0, status.size - window)
    var bytes = [UInt8](repeating: 0, count: min(window, status.size))
    let got = pread(file, &bytes, bytes.count, off_t(start))
    guard got > 0 else { return [] }
    var lines = bytes[..<got].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if start > 0 { lines.removeFirst() }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.suffix(count).map { line in
      // A progress bar writes over itself: what was there last is what counts.
      var line = line
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      return String(
        decoding: line.split(separator: UInt8(ascii: "\r")).last ?? [], as: UTF8.self)
    }
  }
}
