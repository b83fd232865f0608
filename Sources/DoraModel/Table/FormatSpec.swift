/// A format of Python's `format()`: `[[fill]align][sign][z][#][0][width][,|_][.precision][type]`.
package struct FormatSpec: Hashable, Sendable {
  package enum Align: UInt32, Sendable {
    case left = 0x3C
    case right = 0x3E
    case center = 0x5E
    /// Pads between the sign and the digits.
    case inside = 0x3D
  }

  var fill: UInt32 = 0x20
  var align: Align?
  var sign: UInt8?
  var dropsNegativeZero = false
  var isAlternate = false
  /// Whether a 0 stood before the width: pad numbers with zeros after the sign.
  var hasZeroFlag = false
  var width = 0
  var grouping: UInt8?
  var precision: Int?
  var type: UInt8?

  /// The format that shows a value as `str` does.
  package static let plain = FormatSpec()

  private init() {}

  /// No wider or more precise than this: a format mustn't be able to fill the memory.
  private static let limit = 4096

  /// Parses a format, or returns nil where Python says that it's invalid.
  package init?(_ text: Text) {
    var rest = text.codePoints[...]
    var hasFill = false
    if let second = rest.dropFirst().first, let align = Align(rawValue: second) {
      self.align = align
      fill = rest[rest.startIndex]
      hasFill = true
      rest = rest.dropFirst(2)
    } else if let first = rest.first, let align = Align(rawValue: first) {
      self.align = align
      rest = rest.dropFirst()
    }
    sign = Self.take(&rest, anyOf: "+- ")
    dropsNegativeZero = Self.take(&rest, anyOf: "z") != nil
    isAlternate = Self.take(&rest, anyOf: "#") != nil
    if !hasFill, Self.take(&rest, anyOf: "0") != nil {
      fill = 0x30
      hasZeroFlag = true
    }
    guard let width = Self.number(&rest) else { return nil }
    self.width = width.value
    grouping = Self.take(&rest, anyOf: ",_")
    if grouping != nil, Self.take(&rest, anyOf: ",_") != nil { return nil }
    if Self.take(&rest, anyOf: ".") != nil {
      guard let precision = Self.number(&rest), precision.length > 0 else { return nil }
      self.precision = precision.value
    }
    guard rest.count <= 1 else { return nil }
    if let last = rest.first {
      guard let type = UInt8(exactly: last) else { return nil }
      self.type = type
    }
    guard isGroupingAllowed else { return nil }
  }

  private var isGroupingAllowed: Bool {
    guard let grouping, let type else { return true }
    let types: StaticString = grouping == UInt8(ascii: ",") ? "defgEG%F" : "defgEG%FbxXo"
    return types.withUTF8Buffer { $0.contains(type) }
  }

  private static func take(
    _ rest: inout ArraySlice<UInt32>, anyOf letters: StaticString
  ) -> UInt8? {
    guard let first = rest.first.flatMap({ UInt8(exactly: $0) }),
      letters.withUTF8Buffer({ $0.contains(first) })
    else { return nil }
    rest = rest.dropFirst()
    return first
  }

  /// Decimal digits and how many there were, or nil when the number is out of all proportion.
  private static func number(_ rest: inout ArraySlice<UInt32>) -> (value: Int, length: Int)? {
    var value = 0
    var length = 0
    while let first = rest.first, (0x30...0x39).contains(first) {
      value = value * 10 + Int(first - 0x30)
      guard value <= limit else { return nil }
      length += 1
      rest = rest.dropFirst()
    }
    return (value, length)
  }

  /// The value in this format, or nil where Python raises.
  package func format(_ value: JSON) -> Text? {
    if self == .plain { return Self.plain(value) }
    return switch value {
    case .text(let text): format(text)
    case .integer(let digits): format(integer: digits)
    case .bool(let bool): format(integer: bool ? "1" : "0")
    case .number(let number): format(number)
    case .null, .array, .object: nil
    }
  }

  /// The value in this format, or as `str` shows it where Python raises: one odd metric mustn't hide a table.
  package func show(_ value: JSON) -> Text {
    format(value) ?? Self.plain(value)
  }

  private static func plain(_ value: JSON) -> Text {
    if case .text(let text) = value { text } else { Text(PythonText.str(value)) }
  }

  private func format(_ text: Text) -> Text? {
    guard type == nil || type == UInt8(ascii: "s"), sign == nil, !dropsNegativeZero, !isAlternate,
      align != .inside, grouping == nil
    else { return nil }
    // The usual case needs no decoding.
    if precision == nil, width == 0 { return text }
    var points = text.codePoints
    if let precision { points = Array(points.prefix(precision)) }
    var cut = Text(bytes: [])
    for point in points { cut.append(codePoint: point) }
    return pad(Text(bytes: []), cut, count: points.count, default: .left)
  }

  /// Fills up to the width; `lead` is the sign and prefix that stay in front of inside padding.
  func pad(_ lead: Text, _ body: Text, count: Int, default usual: Align) -> Text {
    let missing = width - count
    guard missing > 0 else { return lead + body }
    let align = align ?? usual
    let left: Int =
      switch align {
      case .left: 0
      case .right, .inside: missing
      case .center: missing / 2
      }
    let before = padding(left)
    let after = padding(missing - left)
    return align == .inside ? lead + before + body : before + lead + body + after
  }

  private func padding(_ count: Int) -> Text {
    var text = Text(bytes: [])
    for _ in 0..<count { text.append(codePoint: fill) }
    return text
  }
}
