/// What may be in a YAML text that two scanners are to read alike.
enum YAMLText {
  /// The text with Python's line ends, or a doubt when it holds what the scanners differ on.
  static func checked(_ bytes: [UInt8]) throws(YAMLDoubt) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var isASCII = true
    var line = 1
    var index = 0
    while index < bytes.count {
      var byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\r") {
        if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
        byte = UInt8(ascii: "\n")
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte == 9 { throw YAMLDoubt(reason: "a tab", line: line) }
      if byte < 0x20 && byte != 10 || byte == 0x7F {
        throw YAMLDoubt(reason: "a control character", line: line)
      }
      if byte == UInt8(ascii: "%"), out.last ?? 10 == 10 {
        throw YAMLDoubt(reason: "a directive", line: line)
      }
      if byte == UInt8(ascii: "#"), isHeader(out[...]) {
        throw YAMLDoubt(reason: "a comment right after '|' or '>'", line: line)
      }
      if byte >= 0x80 { isASCII = false }
      out.append(byte)
    }
    guard !isASCII else { return out }
    guard let string = String(validating: out, as: UTF8.self) else {
      throw YAMLDoubt(reason: "not UTF-8", line: 0)
    }
    for scalar in string.unicodeScalars where !isOrdinary(scalar.value) {
      throw YAMLDoubt(reason: "an unusual character", line: 0)
    }
    return out
  }

  /// Whether the text ends like the header of a block scalar, after which PyYAML wants a blank.
  private static func isHeader(_ text: ArraySlice<UInt8>) -> Bool {
    let before = text.suffix(3).reversed().drop { "+-0123456789".utf8.contains($0) }.first
    return before == UInt8(ascii: "|") || before == UInt8(ascii: ">")
  }

  /// Neither a line break nor a mark nor what only one scanner allows.
  private static func isOrdinary(_ point: UInt32) -> Bool {
    switch point {
    case 0..<0x80: true
    case 0x80...0xA0, 0x1680, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F: false
    case 0x3000, 0xFEFF, 0xFFF0...0xFFFF: false
    default: point & 0xFFFE != 0xFFFE
    }
  }
}
