/// One word of an unquoted value, in the grammar that Hydra's overrides and OmegaConf's interpolations share.
struct HydraPrimitive {
  enum Kind { case float, integer, boolean, null, name, character, escape }

  let kind: Kind
  private let start: Int
  let end: Int

  /// The longest word at a place, or nil when none begins there.
  init?(_ bytes: [UInt8], at start: Int, hasDashes: Bool, hasPipe: Bool) {
    self.start = start
    let rest = bytes[start...]
    guard let first = rest.first else { return nil }
    if first == UInt8(ascii: "\\"), let length = Self.escape(rest) {
      kind = .escape
      end = start + length
      return
    }
    let float = Self.float(rest)
    let integer = Self.integer(rest)
    let name = Self.name(rest, hasDashes: hasDashes)
    // Of words of one length the first of the grammar wins: float, integer, boolean, null, character, name.
    if float > 0, float >= integer, float >= name {
      kind = .float
      end = start + float
    } else if integer > 0, integer >= name {
      kind = .integer
      end = start + integer
    } else if name > 0 {
      let word = rest.prefix(name).map { $0 | 0x20 }
      kind =
        word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8)
        ? .boolean : word.elementsEqual("null".utf8) ? .null : .name
      end = start + name
    } else if "/-\\+.$%*@?".utf8.contains(first) || hasPipe && first == UInt8(ascii: "|") {
      kind = .character
      end = start + 1
    } else {
      return nil
    }
  }

  /// The value of the word when it stands alone.
  func value(of bytes: [UInt8]) -> JSON {
    let word = bytes[start..<end]
    switch kind {
    case .boolean: return .bool(word.first.map { $0 | 0x20 } == UInt8(ascii: "t"))
    case .null: return .null
    case .integer:
      var digits = word.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "+") }
      if digits == Array("-0".utf8) { digits = Array("0".utf8) }
      return .integer(String(decoding: digits, as: UTF8.self))
    case .float: return .number(Self.number(word))
    case .name, .character: return .text(Text(bytes: word))
    case .escape: return .text(Text(bytes: Self.unescaped(word)))
    }
  }

  /// An escape without its backslashes: every other character.
  static func unescaped(_ word: some Sequence<UInt8>) -> [UInt8] {
    word.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  /// Whether `text` is one name.
  static func isName(_ text: Text) -> Bool {
    !text.isEmpty && name(text.bytes[...], hasDashes: true) == text.bytes.count
  }

  private static func number(_ word: ArraySlice<UInt8>) -> Double {
    var text = word.filter { $0 != UInt8(ascii: "_") }.map { byte in
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
    let isNegative = text.first == UInt8(ascii: "-")
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      text.removeFirst()
    }
    if text.elementsEqual("nan".utf8) { return .nan }
    if text.elementsEqual("inf".utf8) { return isNegative ? -.infinity : .infinity }
    if let point = text.firstIndex(of: UInt8(ascii: ".")) {
      let isLast = point + 1 == text.count || !isDigit(text[point + 1])
      if isLast { text.insert(UInt8(ascii: "0"), at: point + 1) }
    }
    let value = Double("0" + String(decoding: text, as: UTF8.self)) ?? .nan
    return isNegative ? -value : value
  }

  private static func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    let escaped = Set("\\()[]{}:=, \t".utf8)
    var length = 0
    var rest = bytes
    while rest.count >= 2, rest[rest.startIndex] == UInt8(ascii: "\\"),
      escaped.contains(rest[rest.startIndex + 1])
    {
      length += 2
      rest = rest.dropFirst(2)
    }
    return length > 0 ? length : nil
  }

  private static func name(_ bytes: ArraySlice<UInt8>, hasDashes: Bool) -> Int {
    guard let first = bytes.first, isLetter(first) else { return 0 }
    return bytes.prefix {
      isLetter($0) || isDigit($0) || hasDashes && $0 == UInt8(ascii: "-")
    }.count
  }

  private static func signLength(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") ? 1 : 0
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int {
    let sign = signLength(bytes)
    let length = unsigned(bytes.dropFirst(sign))
    return length > 0 ? sign + length : 0
  }

  /// The length of `0` or of digits that don't begin with it; single underscores may part them.
  static func unsigned(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first, isDigit(first) else { return 0 }
    return first == UInt8(ascii: "0") ? 1 : digits(bytes)
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> Int {
    var length = 0
    var rest = bytes
    while let byte = rest.first {
      if isDigit(byte) {
        length += 1
        rest = rest.dropFirst()
      } else if length > 0, byte == UInt8(ascii: "_"), rest.count > 1,
        isDigit(rest[rest.startIndex + 1])
      {
        length += 2
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    return length
  }

  private static func float(_ bytes: ArraySlice<UInt8>) -> Int {
    let sign = signLength(bytes)
    let rest = bytes.dropFirst(sign)
    let word = rest.prefix(3).map { $0 | 0x20 }
    if word.elementsEqual("inf".utf8) || word.elementsEqual("nan".utf8) { return sign + 3 }
    let whole = unsigned(rest)
    var length = 0
    var after = rest.dropFirst(whole)
    if after.first == UInt8(ascii: ".") {
      let fraction = digits(after.dropFirst())
      if whole > 0 || fraction > 0 {
        length = whole + 1 + fraction
        after = rest.dropFirst(length)
      }
    }
    if whole > 0 || length > 0, let mark = after.first, mark | 0x20 == UInt8(ascii: "e") {
      let body = after.dropFirst()
      let expSign = signLength(body)
      let exponent = digits(body.dropFirst(expSign))
      if exponent > 0 { length = rest.count - after.count + 1 + expSign + exponent }
    }
    return length > 0 ? sign + length : 0
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return UInt8(ascii: "a") <= lower && lower <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }
}
