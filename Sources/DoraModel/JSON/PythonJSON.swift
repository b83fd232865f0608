/// Writes JSON exactly as Python's `json.dumps` does with its defaults; signatures are made of these bytes.
package enum PythonJSON {
  /// The bytes of `json.dumps(value)`, all ASCII.
  package static func bytes(_ value: JSON) -> [UInt8] {
    var out: [UInt8] = []
    write(value, to: &out)
    return out
  }

  /// The text of `json.dumps(value)`.
  package static func string(_ value: JSON) -> String {
    String(decoding: bytes(value), as: UTF8.self)
  }

  /// Appends `json.dumps(value)` to `out`.
  package static func write(_ value: JSON, to out: inout [UInt8]) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let bool): out.append(contentsOf: (bool ? "true" : "false").utf8)
    case .integer(let digits): out.append(contentsOf: digits.utf8)
    case .number(let number): out.append(contentsOf: repr(number).utf8)
    case .text(let text): write(text, to: &out)
    case .array(let values):
      out.append(UInt8(ascii: "["))
      for (i, value) in values.enumerated() {
        if i > 0 { out.append(contentsOf: ", ".utf8) }
        write(value, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(contentsOf: ", ".utf8) }
        write(member.name, to: &out)
        out.append(contentsOf: ": ".utf8)
        write(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// Python's `repr` of a float, with JSON's words for what isn't finite.
  package static func repr(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    // Both print the shortest digits that read back; they part only on where the exponent form begins.
    let magnitude = value.magnitude
    if magnitude > 0x1p53, magnitude < 1e16 { return "\(Int64(value)).0" }
    return value.description
  }

  private static func write(_ text: Text, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    if text.bytes.allSatisfy({ 0x20 <= $0 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      out.append(contentsOf: text.bytes)
    } else {
      text.forEachCodePoint { escape($0, to: &out) }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ point: UInt32, to out: inout [UInt8]) {
    switch point {
    case 0x22, 0x5C:
      out.append(UInt8(ascii: "\\"))
      out.append(UInt8(point))
    case 8: out.append(contentsOf: "\\b".utf8)
    case 9: out.append(contentsOf: "\\t".utf8)
    case 10: out.append(contentsOf: "\\n".utf8)
    case 12: out.append(contentsOf: "\\f".utf8)
    case 13: out.append(contentsOf: "\\r".utf8)
    case 0x20..<0x7F: out.append(UInt8(point))
    case 0x10000...:
      unit(0xD800 + (point - 0x10000) >> 10, to: &out)
      unit(0xDC00 + (point - 0x10000) & 0x3FF, to: &out)
    default: unit(point, to: &out)
    }
  }

  private static func unit(_ unit: UInt32, to out: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    out.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] as [UInt32] { out.append(digits[Int(unit >> shift & 0xF)]) }
  }
}
