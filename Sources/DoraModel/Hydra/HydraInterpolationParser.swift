/// Parses strings with interpolations: the part of OmegaConf's grammar without escapes and containers.
///
/// What's outside that part is a doubt, never an error: a grammar that isn't wholly here can't refuse.
struct HydraInterpolationParser {
  private typealias Part = HydraInterpolation.Part
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  init(_ text: Text) { bytes = text.bytes }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }
  private var isOpening: Bool {
    at + 1 < bytes.count && bytes[at] == UInt8(ascii: "$") && bytes[at + 1] == UInt8(ascii: "{")
  }

  private func doubt(_ what: String) -> HydraStop {
    .unsure("\(what) in '\(Text(bytes: bytes).string)'")
  }

  /// The whole string.
  mutating func parse() throws(HydraStop) -> [HydraInterpolation.Part] {
    guard !bytes.contains(UInt8(ascii: "\\")) else { throw doubt("a backslash") }
    return try pieces { _ in false }
  }

  /// Literal text and interpolations until the end, or until `isEnd` says so.
  private mutating func pieces(
    until isEnd: (UInt8) -> Bool
  ) throws(HydraStop) -> [HydraInterpolation.Part] {
    var parts: [Part] = []
    var literal: [UInt8] = []
    while let byte = peek, !isEnd(byte) {
      if isOpening {
        if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
        literal = []
        parts.append(try interpolation())
      } else {
        literal.append(byte)
        at += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
    return parts
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == UInt8(ascii: " ") || byte == 9 { at += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func interpolation() throws(HydraStop) -> HydraInterpolation.Part {
    depth += 1
    defer { depth -= 1 }
    guard depth < 16 else { throw doubt("deep nesting") }
    at += 2
    skipSpace()
    var dots = 0
    while take(UInt8(ascii: ".")) { dots += 1 }
    let start = at
    var keys = [try key()]
    while true {
      if take(UInt8(ascii: ".")) {
        keys.append(try dotted())
      } else if peek == UInt8(ascii: "[") {
        keys.append(try key())
      } else {
        break
      }
    }
    skipSpace()
    if take(UInt8(ascii: "}")) { return .reference(.init(dots: dots, keys: keys)) }
    guard dots == 0, take(UInt8(ascii: ":")) else { throw doubt("an interpolation") }
    var names: [Text] = []
    for case .text(let name) in keys where HydraPrimitive.isName(name) { names.append(name) }
    // A key in brackets would have been joined with a dot here: only plain names are names.
    guard names.count == keys.count, !bytes[start..<at].contains(UInt8(ascii: "[")) else {
      throw doubt("a resolver's name")
    }
    let name = Text(bytes: names.map(\.bytes).joined(separator: [UInt8(ascii: ".")]))
    return .call(.init(name: name, arguments: try arguments()))
  }

  private mutating func key() throws(HydraStop) -> HydraInterpolation.Key {
    guard take(UInt8(ascii: "[")) else { return try dotted() }
    let key = try dotted()
    guard take(UInt8(ascii: "]")) else { throw doubt("a key") }
    return key
  }

  private mutating func dotted() throws(HydraStop) -> HydraInterpolation.Key {
    if isOpening { return .nested(try interpolation()) }
    let start = at
    while let byte = peek, !Self.ends.contains(byte), byte >= 0x20 { at += 1 }
    // `a${b}` is no key: a dollar before a brace ends nothing.
    guard at > start, peek != UInt8(ascii: "{") else { throw doubt("a key") }
    return .text(Text(bytes: bytes[start..<at]))
  }

  private static let ends = Set("\\{}()[]:. \t'\"".utf8)

  private mutating func arguments() throws(HydraStop) -> [HydraInterpolation.Argument] {
    skipSpace()
    if take(UInt8(ascii: "}")) { return [] }
    var arguments: [HydraInterpolation.Argument] = []
    while true {
      arguments.append(try argument())
      skipSpace()
      if take(UInt8(ascii: "}")) { return arguments }
      guard take(UInt8(ascii: ",")) else { throw doubt("an argument") }
      skipSpace()
    }
  }

  private mutating func argument() throws(HydraStop) -> HydraInterpolation.Argument {
    if let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      at += 1
      let parts = try pieces { $0 == quote }
      guard take(quote) else { throw doubt("a quote") }
      return .parts(parts, isText: true)
    }
    var parts: [Part] = []
    var literal: [UInt8] = []
    var tokens = 0
    var only: HydraPrimitive?
    loop: while let byte = peek {
      if isOpening {
        if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
        literal = []
        parts.append(try interpolation())
        tokens += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "}"), UInt8(ascii: ","): break loop
      case UInt8(ascii: " "), 9:
        // Blanks inside an argument belong to it, and those before its end don't.
        let start = at
        skipSpace()
        guard let next = peek, next != UInt8(ascii: ","), next != UInt8(ascii: "}") else {
          break loop
        }
        if next == UInt8(ascii: ":") { throw doubt("blanks at a colon") }
        literal += bytes[start..<at]
        tokens += 1
      case UInt8(ascii: ":"):
        at += 1
        if let next = peek, next == UInt8(ascii: " ") || next == 9 {
          throw doubt("blanks at a colon")
        }
        literal.append(byte)
        tokens += 1
        only = nil
      default:
        // Names with dashes are one word only since OmegaConf 2.3; joined, they're the same text.
        guard let token = HydraPrimitive(bytes, at: at, hasDashes: true, hasPipe: true),
          token.kind != .escape
        else { throw doubt("an argument") }
        literal += bytes[at..<token.end]
        at = token.end
        tokens += 1
        only = token
      }
    }
    if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
    guard tokens > 0 else { throw doubt("an empty argument") }
    if literal.contains(UInt8(ascii: "|")) { throw doubt("a bar") }
    if tokens == 1, let only { return .value(only.value(of: bytes)) }
    if parts.count == 1, case .literal(let text) = parts[0] { return .value(.text(text)) }
    return .parts(parts, isText: parts.count > 1)
  }
}
