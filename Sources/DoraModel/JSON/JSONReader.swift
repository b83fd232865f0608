/// Why a text isn't JSON.
package struct JSONFailure: Failure {
  package let reason: String
  /// The byte where reading stopped, from 0.
  package let offset: Int
  package var message: String { "invalid JSON at byte \(offset): \(reason)" }
}

/// Reads JSON as Python's `json.loads` does: NaN and Infinity allowed, a repeated name keeps its last value.
package struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var depth = 0
  /// Python gives up near 1,000 levels; deeper input would exhaust our stack.
  private static let deepest = 512

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Reads one whole document.
  package static func read(_ bytes: [UInt8]) throws(JSONFailure) -> JSON {
    let result: Result<JSON, JSONFailure> = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer)
      do throws(JSONFailure) { return .success(try reader.document()) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private mutating func document() throws(JSONFailure) -> JSON {
    let value = try value()
    skipSpace()
    guard at == bytes.count else { throw failure("something follows the value") }
    return value
  }

  private func failure(_ reason: String) -> JSONFailure { JSONFailure(reason: reason, offset: at) }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while at < bytes.count,
      bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09
    { at += 1 }
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard at + length <= bytes.count else { return false }
    for k in 0..<length where bytes[at + k] != word.utf8Start[k] { return false }
    at += length
    return true
  }

  private mutating func value() throws(JSONFailure) -> JSON {
    skipSpace()
    guard let byte = peek else { throw failure("a value is missing") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { (r) throws(JSONFailure) in try r.object() }
    case UInt8(ascii: "["): return try nested { (r) throws(JSONFailure) in try r.array() }
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      if take("-Infinity") { return .number(-.infinity) }
      return try number()
    default:
      if take("null") { return .null }
      if take("true") { return .bool(true) }
      if take("false") { return .bool(false) }
      if take("NaN") { return .number(.nan) }
      if take("Infinity") { return .number(.infinity) }
      throw failure("a value is missing")
    }
  }

  private mutating func nested(
    _ body: (inout JSONReader) throws(JSONFailure) -> JSON
  ) throws(JSONFailure) -> JSON {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw failure("nested too deeply") }
    at += 1
    return try body(&self)
  }

  private mutating func array() throws(JSONFailure) -> JSON {
    var values: [JSON] = []
    skipSpace()
    if take("]") { return .array(values) }
    while true {
      values.append(try value())
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw failure("',' or ']' is missing") }
    }
  }

  private mutating func object() throws(JSONFailure) -> JSON {
    var members: [JSON.Member] = []
    // Few names are compared faster than they are hashed.
    var places: [Text: Int]?
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw failure("a name is missing") }
      let name = try text()
      skipSpace()
      guard take(":") else { throw failure("':' is missing") }
      let value = try value()
      let place = places.map { $0[name] } ?? members.firstIndex { $0.name == name }
      if let place {
        members[place].value = value
      } else {
        places?[name] = members.count
        members.append(JSON.Member(name, value))
        if members.count == Self.few { places = Self.places(of: members) }
      }
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw failure("',' or '}' is missing") }
    }
  }

  private static let few = 48

  private static func places(of members: [JSON.Member]) -> [Text: Int] {
    Dictionary(uniqueKeysWithValues: members.enumerated().map { ($0.element.name, $0.offset) })
  }

  private mutating func number() throws(JSONFailure) -> JSON {
    let start = at
    if peek == UInt8(ascii: "-") { at += 1 }
    let first = at
    skipDigits()
    guard at > first, at == first + 1 || bytes[first] != UInt8(ascii: "0") else {
      throw failure("a number is malformed")
    }
    var isInteger = true
    if peek == UInt8(ascii: ".") {
      at += 1
      let fraction = at
      skipDigits()
      guard at > fraction else { throw failure("a number is malformed") }
      isInteger = false
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      at += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
      let exponent = at
      skipDigits()
      guard at > exponent else { throw failure("a number is malformed") }
      isInteger = false
    }
    let digits = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger { return .integer(digits == "-0" ? "0" : digits) }
    guard let value = Double(digits) else { throw failure("a number is malformed") }
    return .number(value)
  }

  private mutating func skipDigits() {
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
  }

  private mutating func text() throws(JSONFailure) -> Text {
    at += 1
    var text = Text(bytes: [])
    while true {
      let start = at
      while at < bytes.count, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\""),
        bytes[at] != UInt8(ascii: "\\")
      {
        at += 1
      }
      if at > start {
        guard Self.isUTF8(bytes[start..<at]) else {
          throw failure("a string isn't UTF-8")
        }
        text.bytes.append(contentsOf: bytes[start..<at])
      }
      guard let byte = peek else { throw failure("a string doesn't end") }
      at += 1
      if byte == UInt8(ascii: "\"") { return text }
      guard byte == UInt8(ascii: "\\") else { throw failure("a control character in a string") }
      text.append(codePoint: try escape())
    }
  }

  private mutating func escape() throws(JSONFailure) -> UInt32 {
    guard let byte = peek else { throw failure("a string doesn't end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(byte)
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "u"):
      guard at + 4 <= bytes.count else { throw failure("an escape is malformed") }
      let digits = String(decoding: bytes[at..<at + 4], as: UTF8.self)
      guard digits.utf8.allSatisfy({ UInt8(ascii: "0") <= $0 }),
        let point = UInt32(digits, radix: 16)
      else { throw failure("an escape is malformed") }
      at += 4
      return point
    default: throw failure("an escape is malformed")
    }
  }

  private static func isUTF8(_ slice: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    slice.allSatisfy { $0 < 0x80 } || String(validating: slice, as: UTF8.self) != nil
  }
}
