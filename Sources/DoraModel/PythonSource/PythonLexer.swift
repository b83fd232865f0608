/// Splits a Python module into words: strings and comments apart, brackets counted, logical lines found.
///
/// It need not reject what Python rejects, since such a module never runs. But whatever runs must be split as Python
/// splits it, in every version: where versions differ, that's a doubt.
struct PythonLexer {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var line: Int32 = 1
  private var depth: Int16 = 0
  private var indentation: Int32 = -1
  private(set) var tokens: [PythonToken] = []

  /// The words of a module's bytes.
  static func tokens(of bytes: [UInt8]) throws(PythonDoubt) -> [PythonToken] {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<[PythonToken], PythonDoubt> in
      var lexer = PythonLexer(buffer)
      do throws(PythonDoubt) {
        try lexer.readAll()
        return .success(lexer.tokens)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 4)
  }

  private func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }

  private func doubt(_ what: String) -> PythonDoubt { PythonDoubt(line: Int(line), what) }

  private mutating func readAll() throws(PythonDoubt) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    var isFresh = true
    while at < bytes.count {
      if isFresh, depth == 0 {
        try readIndentation()
        isFresh = false
        continue
      }
      let next = bytes[at]
      switch next {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        passNewline()
        isFresh = depth == 0
      case UInt8(ascii: " "), UInt8(ascii: "\t"): at += 1
      case UInt8(ascii: "#"): try passComment()
      case UInt8(ascii: "\\"): try passContinuation()
      default: try readToken(next)
      }
    }
    guard depth == 0 else { throw doubt("a bracket that isn't closed") }
  }

  /// Passes the blanks that a line begins with; an empty line begins no logical one.
  private mutating func readIndentation() throws(PythonDoubt) {
    let begin = at
    while byte(at) == UInt8(ascii: " ") || byte(at) == UInt8(ascii: "\t") { at += 1 }
    switch byte(at) {
    case 0x0C:
      // It's a new page to some editors, and to Python the line begins behind it.
      at += 1
      try readIndentation()
      return
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): indentation = -1
    default: indentation = Int32(at - begin)
    }
    while byte(at) == UInt8(ascii: "#") || byte(at) == 0x0A || byte(at) == 0x0D, at < bytes.count {
      if byte(at) == UInt8(ascii: "#") {
        try passComment()
      } else {
        passNewline()
        try readIndentation()
        return
      }
    }
  }

  private mutating func passNewline() {
    if bytes[at] == 0x0D, byte(at + 1) == 0x0A { at += 1 }
    at += 1
    line += 1
  }

  /// Comments mean nothing, but for one in the first two lines that says how the rest is encoded.
  private mutating func passComment() throws(PythonDoubt) {
    let begin = at
    while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
    guard line <= 2 else { return }
    let comment = String(decoding: bytes[begin..<at], as: UTF8.self).lowercased()
    for mark in comment.ranges(of: "coding") {
      let rest = comment[mark.upperBound...]
      guard let first = rest.first, first == ":" || first == "=" else { continue }
      let name = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
        .prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
      guard ["utf-8", "utf8", "utf_8", "ascii", "us-ascii"].contains(String(name)) else {
        throw doubt("an encoding other than UTF-8")
      }
    }
  }

  private mutating func passContinuation() throws(PythonDoubt) {
    at += 1
    guard byte(at) == 0x0A || byte(at) == 0x0D else { throw doubt("a stray '\\'") }
    passNewline()
  }

  private mutating func readToken(_ first: UInt8) throws(PythonDoubt) {
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): try readString(prefix: at)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"):
      try readName()
    case 0, 0x80...: throw doubt("a name that isn't ASCII")
    default: try readMark(first)
    }
  }

  private mutating func append(_ kind: PythonToken.Kind, _ begin: Int, _ id: PythonName) {
    tokens.append(
      PythonToken(
        kind: kind, id: id, start: Int32(begin), end: Int32(at), line: line, depth: depth,
        indentation: indentation))
    indentation = -1
  }

  private mutating func readName() throws(PythonDoubt) {
    let begin = at
    var hash = PythonName.basis
    while true {
      let next = byte(at)
      guard Self.isWord(next) else {
        guard next < 0x80 else { throw doubt("a name that isn't ASCII") }
        break
      }
      hash = PythonName.step(hash, next)
      at += 1
    }
    if byte(at) == UInt8(ascii: "\"") || byte(at) == UInt8(ascii: "'"), at - begin <= 2,
      bytes[begin..<at].allSatisfy({ "rRuUbBfFtT".utf8.contains($0) })
    {
      return try readString(prefix: begin)
    }
    append(.name, begin, PythonName(hash: hash))
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private mutating func readNumber() {
    let begin = at
    while Self.isWord(byte(at)) || byte(at) == UInt8(ascii: ".") { at += 1 }
    append(.number, begin, "0")
  }

  private mutating func readMark(_ first: UInt8) throws(PythonDoubt) {
    let begin = at
    at += 1
    switch first {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      guard depth < 1000 else { throw doubt("too many brackets") }
      append(.mark, begin, PythonName(hash: PythonName.step(PythonName.basis, first)))
      depth += 1
      return
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      depth -= 1
      guard depth >= 0 else { throw doubt("a bracket that wasn't opened") }
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "~"): break
    case UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      if byte(at) == first { at += 1 }
      if byte(at) == UInt8(ascii: "=") { at += 1 }
    case UInt8(ascii: "-") where byte(at) == UInt8(ascii: ">"): at += 1
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"),
      UInt8(ascii: "@"), UInt8(ascii: ":"):
      if byte(at) == UInt8(ascii: "=") { at += 1 }
    default: throw doubt("a stray character")
    }
    append(
      .mark, begin, PythonName(hash: bytes[begin..<at].reduce(PythonName.basis, PythonName.step)))
  }
}

/// Strings. What looks like code in the braces of a formatted one is code.
extension PythonLexer {
  private mutating func readString(prefix begin: Int) throws(PythonDoubt) {
    let prefix = bytes[begin..<at]
    let isFormatted = prefix.contains { "fFtT".utf8.contains($0) }
    let isPlain = !isFormatted && !prefix.contains { "bB".utf8.contains($0) }
    let quote = bytes[at]
    let isTriple = byte(at + 1) == quote && byte(at + 2) == quote
    let first = line
    at += isTriple ? 3 : 1
    if isFormatted {
      // The string itself comes before what's in its braces.
      append(.prefixedString, begin, "")
    }
    while true {
      guard at < bytes.count else { throw doubt("a string that isn't closed") }
      let next = bytes[at]
      switch next {
      case UInt8(ascii: "\\"):
        at += 1
        guard at < bytes.count, !(isFormatted && bytes[at] == UInt8(ascii: "{")) else { continue }
        if bytes[at] == 0x0A || bytes[at] == 0x0D { passNewline() } else { at += 1 }
      case 0x0A, 0x0D:
        guard isTriple else { throw doubt("a string that isn't closed") }
        passNewline()
      case quote where !isTriple || byte(at + 1) == quote && byte(at + 2) == quote:
        at += isTriple ? 3 : 1
        guard !isFormatted else { return }
        let last = line
        line = first
        append(isPlain ? .string : .prefixedString, begin, "")
        line = last
        return
      case UInt8(ascii: "{") where isFormatted:
        if byte(at + 1) == UInt8(ascii: "{") {
          at += 2
        } else {
          try readExpression(quote, isTriple: isTriple)
        }
      default: at += 1
      }
    }
  }

  /// The code between the braces of a formatted string, and how it's to be shown.
  private mutating func readExpression(_ quote: UInt8, isTriple: Bool) throws(PythonDoubt) {
    let outer = depth
    try readMark(UInt8(ascii: "{"))
    while depth > outer {
      guard at < bytes.count else { throw doubt("a string that isn't closed") }
      let next = bytes[at]
      switch next {
      // Before Python 3.12 the string ends here.
      case quote where !isTriple || byte(at + 1) == quote && byte(at + 2) == quote:
        throw doubt("quotes in a formatted string")
      case 0x0A, 0x0D:
        guard isTriple else { throw doubt("a formatted string of several lines") }
        passNewline()
      case UInt8(ascii: "\\"), UInt8(ascii: "#"):
        throw doubt("'\\' or '#' in a formatted string")
      case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "?"), UInt8(ascii: "`"),
        UInt8(ascii: " "), UInt8(ascii: "\t"):
        at += 1
      default: try readToken(next)
      }
    }
  }
}
