extension FormatSpec {
  /// An integer, given by its digits.
  func format(integer digits: String) -> Text? {
    switch type {
    case nil, UInt8(ascii: "d"): return integer(digits, radix: 10, prefix: "")
    case UInt8(ascii: "b"): return integer(digits, radix: 2, prefix: "0b")
    case UInt8(ascii: "o"): return integer(digits, radix: 8, prefix: "0o")
    case UInt8(ascii: "x"): return integer(digits, radix: 16, prefix: "0x")
    case UInt8(ascii: "X"): return integer(digits, radix: 16, prefix: "0X")
    default:
      // Too large for a float is an error in Python.
      guard let value = Double(digits), value.isFinite else { return nil }
      return format(value)
    }
  }

  private func integer(_ text: String, radix: Int, prefix: StaticString) -> Text? {
    guard precision == nil, !dropsNegativeZero else { return nil }
    var digits = text
    if radix != 10 {
      digits = Self.digits(of: text, radix: radix)
      if type == UInt8(ascii: "X") { digits = digits.uppercased() }
    }
    let isNegative = digits.utf8.first == UInt8(ascii: "-")
    return number(
      isNegative: isNegative, prefix: isAlternate ? Text(stringLiteral: prefix) : "",
      whole: Array(digits.utf8.dropFirst(isNegative ? 1 : 0)), rest: [],
      group: radix == 10 ? 3 : 4)
  }

  /// Decimal digits, however many, in another base.
  private static func digits(of text: String, radix: Int) -> String {
    if let value = Int(text) { return String(value, radix: radix) }
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    var decimal = text.utf8.dropFirst(isNegative ? 1 : 0).map { Int($0) - 0x30 }
    var digits: [String] = []
    while !decimal.isEmpty {
      var rest = 0
      for i in decimal.indices {
        rest = rest * 10 + decimal[i]
        decimal[i] = rest / radix
        rest %= radix
      }
      digits.append(String(rest, radix: radix))
      decimal.removeFirst(decimal.prefix { $0 == 0 }.count)
    }
    return (isNegative ? "-" : "") + digits.reversed().joined()
  }

  /// A float.
  func format(_ value: Double) -> Text? {
    var kind = type ?? UInt8(ascii: "r")
    guard "eEfFgG%r".utf8.contains(kind), type != UInt8(ascii: "r") else { return nil }
    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(kind)
    if isUpper { kind += 32 }
    var value = value
    if kind == UInt8(ascii: "%") {
      value *= 100
      kind = UInt8(ascii: "f")
    }
    let percent: [UInt8] = type == UInt8(ascii: "%") ? [UInt8(ascii: "%")] : []
    guard value.isFinite else {
      let isNegative = value.sign == .minus && !value.isNaN
      let word = value.isNaN ? "nan" : "inf"
      return number(
        isNegative: isNegative, prefix: "", whole: [],
        rest: Array((isUpper ? word.uppercased() : word).utf8) + percent, group: 3)
    }
    let shown = FloatDigits(
      value.magnitude, kind: kind, precision: precision, isAlternate: isAlternate)
    let isNegative = value.sign == .minus && !(dropsNegativeZero && shown.isZero)
    let bytes = isUpper ? shown.bytes.map { $0 == UInt8(ascii: "e") ? 0x45 : $0 } : shown.bytes
    let whole = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    return number(
      isNegative: isNegative, prefix: "", whole: Array(whole),
      rest: Array(bytes[whole.count...]) + percent, group: 3)
  }

  /// Puts a number together: sign, prefix, padding, digits in groups, and what follows them.
  private func number(
    isNegative: Bool, prefix: Text, whole: [UInt8], rest: [UInt8], group: Int
  ) -> Text {
    var lead = prefix
    if isNegative {
      lead.bytes.insert(UInt8(ascii: "-"), at: 0)
    } else if let sign, sign != UInt8(ascii: "-") {
      lead.bytes.insert(sign, at: 0)
    }
    let isZeroPadded = fill == 0x30 && (align == .inside || (align == nil && hasZeroFlag))
    var digits = whole
    if let grouping, !whole.isEmpty {
      let least = isZeroPadded ? width - lead.bytes.count - rest.count : 0
      digits = Self.grouped(whole, by: group, with: grouping, atLeast: least)
    }
    return pad(
      lead, Text(bytes: digits + rest), count: lead.bytes.count + digits.count + rest.count,
      default: hasZeroFlag ? .inside : .right)
  }

  /// Separators every `size` digits; zeros in front, grouped as well, to at least `least` characters.
  private static func grouped(
    _ digits: [UInt8], by size: Int, with separator: UInt8, atLeast least: Int
  ) -> [UInt8] {
    var count = digits.count
    while count + (count - 1) / size < least { count += 1 }
    let all = [UInt8](repeating: UInt8(ascii: "0"), count: count - digits.count) + digits
    var out: [UInt8] = []
    for (i, digit) in all.enumerated() {
      if i > 0, (all.count - i) % size == 0 { out.append(separator) }
      out.append(digit)
    }
    return out
  }
}
