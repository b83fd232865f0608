/// Bytes as letters, as RFC 4648 has it.
package enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  package static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let group = bytes[i..<min(i + 3, bytes.count)]
      var bits = UInt32(0)
      for k in 0..<3 { bits = bits << 8 | UInt32(k < group.count ? bytes[i + k] : 0) }
      for k in 0..<4 {
        out.append(k <= group.count ? digits[Int(bits >> UInt32(18 - 6 * k) & 63)] : padding)
      }
      i += 3
    }
    return out
  }

  /// The bytes, or nil when the letters aren't such; blanks and line ends don't count.
  package static func decoded(_ letters: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var bits = UInt32(0)
    var known = 0
    var count = 0
    var padded = 0
    for letter in letters where ![0x20, 0x09, 0x0A, 0x0D].contains(letter) {
      count += 1
      if letter == padding {
        padded += 1
        continue
      }
      guard padded == 0, let digit = digits.firstIndex(of: letter) else { return nil }
      bits = bits << 6 | UInt32(digit)
      known += 6
      guard known >= 8 else { continue }
      known -= 8
      out.append(UInt8(truncatingIfNeeded: bits >> UInt32(known)))
    }
    return count % 4 == 0 && padded <= 2 ? out : nil
  }
}
