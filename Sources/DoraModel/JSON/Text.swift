/// A Python string: Unicode code points, lone surrogates included.
///
/// Swift's `String` compares canonically equivalent strings as equal and can't hold a lone surrogate, so neither
/// signatures nor their order can be made of it. The bytes are UTF-8 with surrogates let through (WTF-8); their order
/// is the order of code points, which is Python's.
package struct Text: Hashable, Sendable, Comparable, ExpressibleByStringLiteral {
  package var bytes: [UInt8]

  package init(bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  package init(_ string: String) {
    bytes = Array(string.utf8)
  }

  package init(stringLiteral value: StaticString) {
    bytes = value.withUTF8Buffer { Array($0) }
  }

  package static func < (left: Text, right: Text) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  package var isEmpty: Bool { bytes.isEmpty }

  /// The text for people and file names; a lone surrogate shows as U+FFFD.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  package func hasPrefix(_ prefix: Text) -> Bool {
    bytes.starts(with: prefix.bytes)
  }

  package static func + (left: Text, right: Text) -> Text {
    Text(bytes: left.bytes + right.bytes)
  }

  /// Calls `body` with each code point, lone surrogates as themselves.
  package func forEachCodePoint(_ body: (UInt32) -> Void) {
    var i = 0
    while i < bytes.count {
      let lead = bytes[i]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      var point = length == 1 ? UInt32(lead) : UInt32(lead) & (0xFF >> UInt32(length + 1))
      for k in 1..<max(length, 1) where i + k < bytes.count {
        point = point << 6 | UInt32(bytes[i + k] & 0x3F)
      }
      body(point)
      i += length
    }
  }

  /// The code points, lone surrogates as themselves.
  package var codePoints: [UInt32] {
    var points: [UInt32] = []
    points.reserveCapacity(bytes.count)
    forEachCodePoint { points.append($0) }
    return points
  }

  /// Appends one code point; a low surrogate after a high one joins it, as Python's JSON reader does.
  package mutating func append(codePoint point: UInt32) {
    var point = point
    if (0xDC00...0xDFFF).contains(point), bytes.count >= 3, bytes[bytes.count - 3] == 0xED,
      (0xA0...0xAF).contains(bytes[bytes.count - 2])
    {
      let high =
        0xD000 | UInt32(bytes[bytes.count - 2] & 0x3F) << 6 | UInt32(bytes[bytes.count - 1] & 0x3F)
      bytes.removeLast(3)
      point = 0x10000 + (high - 0xD800) << 10 + (point - 0xDC00)
    }
    switch point {
    case ..<0x80: bytes.append(UInt8(point))
    case ..<0x800:
      bytes.append(UInt8(0xC0 | point >> 6))
      bytes.append(UInt8(0x80 | point & 0x3F))
    case ..<0x10000:
      bytes.append(UInt8(0xE0 | point >> 12))
      bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | point & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | point >> 18))
      bytes.append(UInt8(0x80 | point >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | point & 0x3F))
    }
  }
}
