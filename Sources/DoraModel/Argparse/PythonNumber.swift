/// Numbers as Python's `int()` and `float()` read them from strings.
enum PythonNumber {
  /// What became of a string.
  enum Reading {
    case value(PythonValue)
    /// Python raises ValueError.
    case invalid
    /// It depends on Python's version or settings.
    case unsure
  }

  /// Python refuses integers above a limit that can be set, but not to less than 640 digits.
  private static let longest = 600

  /// What `int(text)` gives.
  static func int(_ text: Text) -> Reading {
    guard let digits = decimal(text) else { return .unsure }
    return digits.withUnsafeBufferPointer { int(trimmed($0)) }
  }

  private static func int(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Reading {
    guard let first = bytes.first else { return .invalid }
    let isNegative = first == UInt8(ascii: "-")
    let body = isNegative || first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes
    guard let last = body.last, isDigit(last) else { return .invalid }
    var value = 0
    var overflows = false
    var count = 0
    var before = UInt8(ascii: "_")
    for byte in body {
      if byte == UInt8(ascii: "_") {
        guard before != UInt8(ascii: "_") else { return .invalid }
      } else {
        guard isDigit(byte) else { return .invalid }
        count += 1
        let (tenfold, a) = value.multipliedReportingOverflow(by: 10)
        let (sum, b) = tenfold.subtractingReportingOverflow(Int(byte - UInt8(ascii: "0")))
        overflows = overflows || a || b
        value = sum
      }
      before = byte
    }
    guard count <= longest else { return .unsure }
    // Counted downwards, since the least integer has no positive counterpart.
    if !overflows, isNegative || value != .min { return .value(.int(isNegative ? value : -value)) }
    let digits = body.filter { $0 != UInt8(ascii: "_") }.drop { $0 == UInt8(ascii: "0") }
    let text = String(decoding: digits, as: UTF8.self)
    return .value(.big(isNegative ? "-" + text : text))
  }

  /// What `float(text)` gives.
  static func float(_ text: Text) -> Reading {
    guard let digits = decimal(text) else { return .unsure }
    let value = digits.withUnsafeBufferPointer { buffer -> Double? in
      let bytes = trimmed(buffer)
      guard bytes.contains(UInt8(ascii: "_")) else { return Self.float(bytes) }
      guard let plain = withoutUnderscores(bytes) else { return nil }
      return plain.withUnsafeBufferPointer { Self.float($0[...]) }
    }
    return value.map { .value(.float($0)) } ?? .invalid
  }

  private static func float(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Double? {
    var at = bytes.startIndex
    let end = bytes.endIndex
    let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
    if at < end, isNegative || bytes[at] == UInt8(ascii: "+") { at += 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var scale = 0
    let first = at
    while at < end, isDigit(bytes[at]) {
      if digits < 19 { mantissa = mantissa * 10 + UInt64(bytes[at] - UInt8(ascii: "0")) }
      digits += 1
      at += 1
    }
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      while at < end, isDigit(bytes[at]) {
        if digits < 19 { mantissa = mantissa * 10 + UInt64(bytes[at] - UInt8(ascii: "0")) }
        digits += 1
        scale -= 1
        at += 1
      }
    }
    guard digits > 0 else { return word(bytes[first...], isNegative: isNegative) }
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      let isBelow = at < end && bytes[at] == UInt8(ascii: "-")
      if at < end, isBelow || bytes[at] == UInt8(ascii: "+") { at += 1 }
      let start = at
      var exponent = 0
      while at < end, isDigit(bytes[at]) {
        if exponent < 100_000 { exponent = exponent * 10 + Int(bytes[at] - UInt8(ascii: "0")) }
        at += 1
      }
      guard at > start else { return nil }
      scale += isBelow ? -exponent : exponent
    }
    guard at == end else { return nil }
    // Both factors are exact here, so the one rounding of their product or quotient is the right one.
    if digits <= 19, mantissa <= 1 << 53, (-22...22).contains(scale) {
      let value =
        scale < 0 ? Double(mantissa) / powers[-scale] : Double(mantissa) * powers[scale]
      return isNegative ? -value : value
    }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func word(
    _ bytes: UnsafeBufferPointer<UInt8>.SubSequence, isNegative: Bool
  ) -> Double? {
    let lower = bytes.map { $0 | 0x20 }
    if lower.elementsEqual("nan".utf8) { return .nan }
    guard lower.elementsEqual("inf".utf8) || lower.elementsEqual("infinity".utf8) else {
      return nil
    }
    return isNegative ? -.infinity : .infinity
  }

  /// Underscores are allowed between two digits.
  private static func withoutUnderscores(
    _ bytes: UnsafeBufferPointer<UInt8>.SubSequence
  ) -> [UInt8]? {
    var plain: [UInt8] = []
    var before: UInt8 = 0
    for byte in bytes {
      if byte == UInt8(ascii: "_") {
        guard isDigit(before) else { return nil }
      } else {
        guard before != UInt8(ascii: "_") || isDigit(byte) else { return nil }
        plain.append(byte)
      }
      before = byte
    }
    return before == UInt8(ascii: "_") ? nil : plain
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9
  }

  private static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>.SubSequence {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var bytes = bytes[...]
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return bytes
  }

  /// The text with ASCII digits and blanks for those of other scripts; nil: Python's versions differ on a character.
  private static func decimal(_ text: Text) -> [UInt8]? {
    if text.bytes.allSatisfy({ $0 < 0x80 }) { return text.bytes }
    var plain: [UInt8] = []
    for point in text.codePoints {
      if point < 0x7F {
        plain.append(UInt8(point))
      } else if PythonUnicode.isSpace(point) {
        plain.append(0x20)
      } else if let digit = PythonUnicode.digit(point) {
        plain.append(UInt8(ascii: "0") + UInt8(digit))
      } else if PythonUnicode.isOld(point) {
        plain.append(UInt8(ascii: "?"))
      } else {
        return nil
      }
    }
    return plain
  }
}
