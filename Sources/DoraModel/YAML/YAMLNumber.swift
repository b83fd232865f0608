/// Integers and floats as PyYAML and OmegaConf spell them.
enum YAMLNumber {
  /// Whether every character may be part of a number; all else is a string.
  static func isCandidate(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "x"),
        UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "I"), UInt8(ascii: "N"):
        true
      default: false
      }
    }
  }

  /// The number that `bytes` spell, their text when they spell none, nil in doubt.
  static func value(_ bytes: [UInt8]) -> JSON? {
    var digits = bytes[...]
    var isNegative = false
    var hasSign = false
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      hasSign = true
      digits = digits.dropFirst()
    }
    let text = JSON.text(Text(bytes: bytes))
    switch Text(bytes: digits) {
    case ".inf", ".Inf", ".INF": return .number(isNegative ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return hasSign ? text : .number(.nan)
    default: break
    }
    guard let first = digits.first else { return text }
    // No pattern has a sign before a leading point.
    if first == UInt8(ascii: "."), hasSign { return text }
    guard first == UInt8(ascii: ".") || isDigit(first) else { return text }
    if digits.contains(UInt8(ascii: ":")) {
      return sexagesimal(digits, isNegative: isNegative, otherwise: text)
    }
    if digits.count > 1, first == UInt8(ascii: "0"), let based = based(digits, isNegative) {
      return based.isEmpty ? nil : .integer(Text(bytes: based).string)
    }
    if digits.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) {
      // A leading zero belongs to the octals, which were tried: 08 is a string.
      guard first != UInt8(ascii: "0") || digits.count == 1 else { return text }
      let plain = digits.filter { $0 != UInt8(ascii: "_") }
      guard plain.count <= 4000 else { return nil }
      return .integer(signed(String(decoding: plain, as: UTF8.self), isNegative))
    }
    return float(digits, isNegative: isNegative, otherwise: text)
  }

  /// A number of base 2, 8 or 16; empty when Python refuses it or it's very long, nil when it's none.
  private static func based(_ digits: ArraySlice<UInt8>, _ isNegative: Bool) -> [UInt8]? {
    let second = digits[digits.startIndex + 1]
    let radix = second == UInt8(ascii: "b") ? 2 : second == UInt8(ascii: "x") ? 16 : 8
    let body = digits.dropFirst(radix == 8 ? 1 : 2)
    let isNumber =
      !body.isEmpty
      && body.allSatisfy { byte in
        if byte == UInt8(ascii: "_") { return true }
        guard let value = Character(UnicodeScalar(byte)).hexDigitValue else { return false }
        return value < radix
      }
    guard isNumber else { return nil }
    let plain = body.filter { $0 != UInt8(ascii: "_") }
    if plain.isEmpty { return radix == 8 ? Array("0".utf8) : [] }
    guard let value = Int(String(decoding: plain, as: UTF8.self), radix: radix) else { return [] }
    return Array(signed(String(value), isNegative).utf8)
  }

  private static func float(
    _ digits: ArraySlice<UInt8>, isNegative: Bool, otherwise text: JSON
  ) -> JSON? {
    // Underscores in floats are where the patterns of PyYAML and of OmegaConf's versions part.
    guard !digits.contains(UInt8(ascii: "_")) else { return nil }
    var rest = digits
    let whole = takeDigits(&rest)
    var fraction = 0
    var hasPoint = false
    if rest.first == UInt8(ascii: ".") {
      hasPoint = true
      rest = rest.dropFirst()
      fraction = takeDigits(&rest)
    }
    guard whole > 0 || (hasPoint && fraction > 0) else { return text }
    var hasExponent = false
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      hasExponent = true
      rest = rest.dropFirst()
      var hasSign = false
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        hasSign = true
        rest = rest.dropFirst()
      }
      // After a leading point every pattern wants a sign in the exponent.
      guard takeDigits(&rest) > 0, whole > 0 || hasSign else { return text }
    }
    guard rest.isEmpty, hasPoint || hasExponent else { return text }
    guard let value = Double(pythonFloat(digits)) else { return nil }
    return .number(isNegative ? -value : value)
  }

  private static func sexagesimal(
    _ digits: ArraySlice<UInt8>, isNegative: Bool, otherwise text: JSON
  ) -> JSON? {
    guard !digits.contains(UInt8(ascii: "_")) else { return nil }
    let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, first.allSatisfy(isDigit) else { return text }
    var last = parts[parts.count - 1]
    let isFloat = last.contains(UInt8(ascii: "."))
    if isFloat {
      // Summing floats in another order than Python's could round apart.
      guard let point = last.firstIndex(of: UInt8(ascii: ".")),
        last[(point + 1)...].allSatisfy(isDigit)
      else { return text }
      last = last[..<point]
    }
    for part in parts.dropFirst().dropLast() + [last] {
      guard !part.isEmpty, part.allSatisfy(isDigit), part.count <= 2,
        part.count == 1 || part[part.startIndex] <= UInt8(ascii: "5")
      else { return text }
    }
    if isFloat { return nil }
    guard first[first.startIndex] != UInt8(ascii: "0") else { return text }
    var total = 0
    for part in parts {
      guard let value = Int(String(decoding: part, as: UTF8.self)), total < 1 << 50,
        value < 1 << 50
      else { return nil }
      total = total * 60 + value
    }
    return .integer(signed(String(total), isNegative))
  }

  /// The float's spelling for Swift, which wants a digit on both sides of the point.
  private static func pythonFloat(_ digits: ArraySlice<UInt8>) -> String {
    var out: [UInt8] = [UInt8(ascii: "0")]
    for (index, byte) in zip(digits.indices, digits) {
      out.append(byte)
      if byte == UInt8(ascii: "."),
        index + 1 == digits.endIndex || !isDigit(digits[index + 1])
      {
        out.append(UInt8(ascii: "0"))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> Int {
    let count = bytes.prefix(while: isDigit).count
    bytes = bytes.dropFirst(count)
    return count
  }

  private static func signed(_ digits: String, _ isNegative: Bool) -> String {
    isNegative && digits != "0" ? "-" + digits : digits
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
  }
}
