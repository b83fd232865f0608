import DoraModel
import DoraSystem
import Glibc

/// What other tools send us on stdin.
package enum StandardInput {
  /// Whether something is sent: a pipe, a file or a socket, and not a terminal or `/dev/null`.
  package static var isSent: Bool {
    var found = stat()
    guard fstat(0, &found) == 0 else { return false }
    let kind = found.st_mode & S_IFMT
    return kind == S_IFIFO || kind == S_IFREG || kind == S_IFSOCK
  }

  /// Every line to the end, without its newline.
  package static func lines() throws(SystemFailure) -> [[UInt8]] {
    let bytes = try File.contents(of: 0, named: "standard input")
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(Array.init)
  }

  /// Lines up to the first empty one behind any, so that a paste on a terminal needs no Ctrl-D; or to the end.
  static func paragraph() throws(SystemFailure) -> [UInt8] {
    if isatty(0) == 0 { return try File.contents(of: 0, named: "standard input") }
    var lines = ""
    while let line = readLine(strippingNewline: true) {
      if !line.isEmpty { lines += line } else if !lines.isEmpty { break }
    }
    return Array(lines.utf8)
  }

  /// One XP that another tool printed: its sig and, in JSON Lines, all else that was said of it.
  struct Record {
    let sig: String
    var json: JSON?
  }

  /// The first field of every line or NUL-ended record, or the `sig` of every line that is a JSON object.
  static func records() throws(SystemFailure) -> [Record] {
    let bytes = try File.contents(of: 0, named: "standard input")
    let end: UInt8 = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
    return bytes.split(separator: end).compactMap { record in
      if record.first == UInt8(ascii: "{"), let json = try? JSONReader.read(Array(record)) {
        // What could not be signed has none.
        return Record(sig: json["sig"]?.string ?? "!", json: json)
      }
      let field = record.split { [0x09, 0x20, 0x0D].contains($0) }.first
      return field.map { Record(sig: String(decoding: $0, as: UTF8.self)) }
    }
  }
}
