/// Parses one override by Hydra's grammar.
///
/// Sweeps and whatever the grammar has no place for are refused, as Hydra refuses them.
struct HydraOverrideParser {
  private let text: Text
  private let bytes: [UInt8]
  private let rules: HydraRules
  private var at = 0
  private var depth = 0

  private init(_ text: Text, _ rules: HydraRules) {
    self.text = text
    bytes = text.bytes
    self.rules = rules
  }

  static func parse(_ text: Text, _ rules: HydraRules) throws(HydraStop) -> HydraOverride {
    var parser = HydraOverrideParser(text, rules)
    return try parser.override()
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private var failure: HydraStop {
    let before = Text(bytes: Array(bytes[..<at]))
    return .refused(
      "cannot read the override '\(text.string)' at character \(before.codePoints.count + 1)\(advice)"
    )
  }

  /// What to do about a character in a value that means nothing to Hydra; nothing where one of its own is out of place.
  private var advice: String {
    guard let byte = peek, !"()[]{},:'\"\\$ ".utf8.contains(byte), byte > 0x20,
      bytes[..<at].contains(UInt8(ascii: "="))
    else { return "" }
    let character = Text(bytes: Array(bytes[at...])).string.unicodeScalars.first.map(String.init)
    return ": in a value '\(character ?? "")' must be in quotes"
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == UInt8(ascii: " ") || byte == 9 { at += 1 }
  }

  private mutating func override() throws(HydraStop) -> HydraOverride {
    let kind: HydraOverride.Kind
    if take(UInt8(ascii: "~")) {
      kind = .delete
    } else if take(UInt8(ascii: "+")) {
      kind = take(UInt8(ascii: "+")) ? .forceAdd : .add
    } else {
      kind = .change
    }
    let key = try self.key(mayBeGroup: true)
    var package: Text?
    if take(UInt8(ascii: "@")) { package = try self.key(mayBeGroup: false) }
    if kind == .delete, peek == nil {
      return HydraOverride(
        kind: kind, key: key, package: package, value: .scalar(.null), text: text)
    }
    guard take(UInt8(ascii: "=")) else { throw failure }
    skipSpace()
    let value = peek == nil ? HydraNode.scalar(.text("")) : try element()
    if let next = peek {
      // A comma makes a sweep, and nothing else may follow a value: both are errors without --multirun.
      if next == UInt8(ascii: ",") {
        throw .refused(
          "'\(text.string)' lists several values, and an XP has one: quote it, or put it in brackets"
        )
      }
      throw failure
    }
    return HydraOverride(kind: kind, key: key, package: package, value: value, text: text)
  }

  /// A dotted path, or names with slashes between them.
  private mutating func key(mayBeGroup: Bool) throws(HydraStop) -> Text {
    let start = at
    var hasDot = false
    var hasSlash = false
    var isNumber = false
    while true {
      let rest = bytes[at...]
      let number = HydraPrimitive.unsigned(rest)
      let name = rest.prefix { byte in
        HydraPrimitive.isLetter(byte) || HydraPrimitive.isDigit(byte)
          || rules.hasDashes && byte == UInt8(ascii: "-")
      }.count
      guard let first = rest.first else { throw .unsure("an unusual key in '\(text.string)'") }
      if first == UInt8(ascii: "$") || first == UInt8(ascii: "=") || first == UInt8(ascii: "@") {
        throw .unsure("an unusual key in '\(text.string)'")
      }
      if HydraPrimitive.isLetter(first) {
        at += name
      } else {
        // A number is a key only inside a dotted path.
        guard number > 0, !hasSlash, !rest.prefix(number).contains(UInt8(ascii: "_")) else {
          throw number > 0 && !hasSlash ? .unsure("an unusual index") : failure
        }
        isNumber = true
        at += number
      }
      if peek == UInt8(ascii: "$") { throw .unsure("an unusual key in '\(text.string)'") }
      if !hasSlash, take(UInt8(ascii: ".")) {
        hasDot = true
      } else if mayBeGroup, !hasDot, take(UInt8(ascii: "/")) {
        hasSlash = true
      } else {
        break
      }
    }
    guard hasDot || !isNumber else { throw failure }
    return Text(bytes: bytes[start..<at])
  }

  private mutating func element() throws(HydraStop) -> HydraNode {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw .unsure("deep nesting in '\(text.string)'") }
    switch peek {
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "{"): return try table()
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return try HydraNode(.text(try quoted()))
    default:
      if let name = calledName() { return try call(name) }
      return try HydraNode(try primitive(isKey: false))
    }
  }

  /// The name of a function whose call begins here.
  private mutating func calledName() -> Text? {
    let start = at
    guard let first = peek, HydraPrimitive.isLetter(first),
      let word = HydraPrimitive(bytes, at: at, hasDashes: rules.hasDashes, hasPipe: rules.hasPipe),
      word.kind == .name
    else { return nil }
    at = word.end
    skipSpace()
    if peek == UInt8(ascii: "(") { return Text(bytes: bytes[start..<word.end]) }
    at = start
    return nil
  }

  private mutating func list() throws(HydraStop) -> HydraNode {
    at += 1
    skipSpace()
    var nodes: [HydraNode] = []
    if take(UInt8(ascii: "]")) { return .list(nodes) }
    while true {
      nodes.append(try element())
      skipSpace()
      if take(UInt8(ascii: "]")) { return .list(nodes) }
      guard take(UInt8(ascii: ",")) else { throw failure }
      skipSpace()
    }
  }

  private mutating func table() throws(HydraStop) -> HydraNode {
    at += 1
    skipSpace()
    var table = HydraTable()
    if take(UInt8(ascii: "}")) { return .table(table) }
    while true {
      let key = try primitive(isKey: true)
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure }
      skipSpace()
      let value = try element()
      guard case .text(let name) = key else {
        throw .unsure("a key that isn't a string in '\(text.string)'")
      }
      table.set(name, value)
      skipSpace()
      if take(UInt8(ascii: "}")) { return .table(table) }
      guard take(UInt8(ascii: ",")) else { throw failure }
      skipSpace()
    }
  }

  /// Words without quotes, up to what ends a value.
  private mutating func primitive(isKey: Bool) throws(HydraStop) -> JSON {
    var out: [UInt8] = []
    var tokens = 0
    var only: JSON?
    // Blanks before a value are its introducer's; these would be a word of their own.
    if let byte = peek, byte == UInt8(ascii: " ") || byte == 9 { throw failure }
    while let byte = peek {
      let start = at
      skipSpace()
      let blanks = bytes[start..<at]
      guard let next = peek else { break }
      if next == UInt8(ascii: "(") { throw failure }
      if ",]}=)".utf8.contains(next) || isKey && next == UInt8(ascii: ":") {
        at = start
        break
      }
      if !blanks.isEmpty, next != UInt8(ascii: ":") {
        out += blanks
        tokens += 1
        continue
      }
      if next == UInt8(ascii: ":") {
        at += 1
        skipSpace()
        out += bytes[start..<at]
        only = .text(Text(bytes: bytes[start..<at]))
      } else if byte == UInt8(ascii: "$"), let end = interpolationEnd() {
        guard !isKey else { throw failure }
        out += bytes[at..<end]
        only = .text(Text(bytes: bytes[at..<end]))
        at = end
      } else {
        guard
          let word = HydraPrimitive(
            bytes, at: at, hasDashes: rules.hasDashes, hasPipe: rules.hasPipe)
        else { throw failure }
        let spelling = bytes[at..<word.end]
        out += word.kind == .escape ? HydraPrimitive.unescaped(spelling)[...] : spelling
        only = word.value(of: bytes)
        at = word.end
      }
      tokens += 1
    }
    guard tokens > 0 else { throw failure }
    if tokens == 1, let only { return only }
    return .text(Text(bytes: out))
  }

  /// Where `${…}` ends, when something stands between the braces.
  private func interpolationEnd() -> Int? {
    guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "{"),
      let close = bytes[(at + 2)...].firstIndex(of: UInt8(ascii: "}")), close > at + 2
    else { return nil }
    return close + 1
  }

  /// A quoted string: a quote after an odd number of backslashes belongs to it.
  private mutating func quoted() throws(HydraStop) -> Text {
    let quote = bytes[at]
    at += 1
    var out: [UInt8] = []
    while let byte = peek {
      if byte == quote {
        at += 1
        return Text(bytes: out)
      }
      guard byte == UInt8(ascii: "\\") else {
        out.append(byte)
        at += 1
        continue
      }
      let count = bytes[at...].prefix { $0 == byte }.count
      let isBeforeQuote = at + count < bytes.count && bytes[at + count] == quote
      out += repeatElement(byte, count: isBeforeQuote ? count / 2 : count)
      at += count
      if isBeforeQuote, count % 2 == 1 {
        out.append(quote)
        at += 1
      }
    }
    throw failure
  }

  /// The value of a call, whose parenthesis is next; a blank may have been before it.
  ///
  /// Sweeps are refused: whether such a call is right or wrong, without --multirun it's an error.
  private mutating func call(_ name: Text) throws(HydraStop) -> HydraNode {
    guard let cast = HydraCast(rawValue: name.string) else {
      if name == "sort" || name == "shuffle" || depth > 1 && Self.sweeps.contains(name) {
        throw .unsure("a function in '\(text.string)'")
      }
      throw Self.sweeps.contains(name)
        ? .refused("'\(text.string)' asks for several XPs: '\(name.string)' is a sweep")
        : .refused("cannot call '\(name.string)' in '\(text.string)': there's no such function")
    }
    guard take(UInt8(ascii: "(")) else { throw failure }
    skipSpace()
    if take(UInt8(ascii: ")")) {
      throw .refused("'\(name.string)' needs a value in '\(text.string)'")
    }
    // Named and several arguments, and casts of sweeps, are Hydra's to read.
    let start = at
    let argument: HydraNode
    do throws(HydraStop) { argument = try element() } catch {
      if bytes[start...].contains(UInt8(ascii: "=")) { throw .unsure("an argument by name") }
      throw error
    }
    skipSpace()
    guard take(UInt8(ascii: ")")) else {
      throw peek == UInt8(ascii: ",") || peek == UInt8(ascii: "=")
        ? .unsure("a function in '\(text.string)'") : failure
    }
    guard let value = try cast.value(of: argument) else {
      throw .refused("'\(name.string)' can't take that value in '\(text.string)'")
    }
    return value
  }

  private static let sweeps: Set<Text> = ["choice", "range", "interval", "glob", "tag"]
}
