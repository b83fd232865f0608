/// A SHA-1 digest: 20 bytes.
package struct Digest: Hashable, Sendable, Comparable {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// The digest that 40 hex digits spell, or nil.
  package init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard digits.count == 40 else { return nil }
    var bytes: [UInt8] = []
    for i in stride(from: 0, to: 40, by: 2) {
      guard let high = Self.value(digits[i]), let low = Self.value(digits[i + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  /// 40 lower-case hex digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      for (i, byte) in bytes.enumerated() {
        buffer[2 * i] = digits[Int(byte >> 4)]
        buffer[2 * i + 1] = digits[Int(byte & 0xF)]
      }
      return bytes.count * 2
    }
  }

  package static func < (left: Digest, right: Digest) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
