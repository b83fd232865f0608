/// One line that holds an argument list: a JSON array of strings, or words quoted as for a POSIX shell.
package enum ArgumentLine {
  /// Why a line isn't an argument list.
  package struct Malformed: Failure {
    package let reason: String
    package var message: String { reason }
  }

  /// The words of one line.
  package static func words(_ line: [UInt8]) throws(Malformed) -> [Text] {
    let isASCII = line.allSatisfy { $0 < 0x80 && $0 != 0 }
    guard isASCII || String(validating: line, as: UTF8.self)?.utf8.contains(0) == false else {
      throw Malformed(reason: line.contains(0) ? "a NUL in an argument" : "not UTF-8")
    }
    let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return first == UInt8(ascii: "[") ? try json(line) : try shell(line)
  }

  private static func json(_ line: [UInt8]) throws(Malformed) -> [Text] {
    let value: JSON
    do throws(JSONFailure) { value = try JSONReader.read(line) } catch {
      throw Malformed(reason: error.message)
    }
    guard let words = value.texts else { throw Malformed(reason: "not a JSON array of strings") }
    guard !words.contains(where: { $0.bytes.contains(0) }) else {
      throw Malformed(reason: "a NUL in an argument")
    }
    return words
  }

  /// Splits at blanks outside quotes; `'…'` is literal, in `"…"` a backslash quotes `$`, `` ` ``, `"`, `\` alone.
  private static func shell(_ line: [UInt8]) throws(Malformed) -> [Text] {
    var words: [Text] = []
    var word: [UInt8] = []
    var isOpen = false
    var quote: UInt8 = 0
    var i = 0
    while i < line.count {
      let byte = line[i]
      i += 1
      switch (quote, byte) {
      case (UInt8(ascii: "'"), UInt8(ascii: "'")), (UInt8(ascii: "\""), UInt8(ascii: "\"")):
        quote = 0
      case (0, UInt8(ascii: "'")), (0, UInt8(ascii: "\"")):
        quote = byte
        isOpen = true
      case (0, UInt8(ascii: "\\")), (UInt8(ascii: "\""), UInt8(ascii: "\\")):
        guard i < line.count else { throw Malformed(reason: "nothing after the last backslash") }
        if quote != 0, !"$`\"\\".utf8.contains(line[i]) { word.append(byte) }
        word.append(line[i])
        isOpen = true
        i += 1
      case (0, UInt8(ascii: " ")), (0, UInt8(ascii: "\t")), (0, UInt8(ascii: "\r")):
        if isOpen { words.append(Text(bytes: word)) }
        word.removeAll(keepingCapacity: true)
        isOpen = false
      default:
        word.append(byte)
        isOpen = true
      }
    }
    guard quote == 0 else { throw Malformed(reason: "a quote isn't closed") }
    if isOpen { words.append(Text(bytes: word)) }
    return words
  }

  /// `words` quoted so that a POSIX shell reads the same list back.
  package static func quoted(_ words: [Text]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: Text) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%"
    let safe = Set(plain.utf8)
    if !word.isEmpty, word.bytes.allSatisfy(safe.contains) { return word.string }
    return "'"
      + word.string.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
