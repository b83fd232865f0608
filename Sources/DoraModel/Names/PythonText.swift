/// Values as Python's `str` and `repr` show them.
package enum PythonText {
  /// What `str(value)` shows.
  package static func str(_ value: JSON) -> String {
    if case .text(let text) = value { text.string } else { repr(value) }
  }

  /// What `repr(value)` shows.
  package static func repr(_ value: JSON) -> String {
    switch value {
    case .null: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .integer(let digits): digits
    case .number(let number):
      number.isNaN
        ? "nan" : number.isInfinite ? (number < 0 ? "-inf" : "inf") : PythonJSON.repr(number)
    case .text(let text): quoted(text)
    case .array(let values): "[" + values.map(repr).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(quoted($0.name)): \(repr($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: Text) -> String {
    let hasDouble = text.bytes.contains(UInt8(ascii: "\""))
    let quote = text.bytes.contains(UInt8(ascii: "'")) && !hasDouble ? "\"" : "'"
    var out = quote
    text.forEachCodePoint { point in
      switch point {
      case 0x5C: out += "\\\\"
      case 0x0A: out += "\\n"
      case 0x0D: out += "\\r"
      case 0x09: out += "\\t"
      case 0x27 where quote == "'": out += "\\'"
      case 0x20..<0x7F: out.unicodeScalars.append(Unicode.Scalar(UInt8(point)))
      default:
        if let scalar = Unicode.Scalar(point), isPrintable(scalar) {
          out.unicodeScalars.append(scalar)
        } else {
          out += escape(point)
        }
      }
    }
    return out + quote
  }

  /// Python's `str.isprintable` for one character that isn't ASCII.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: false
    case .lineSeparator, .paragraphSeparator, .spaceSeparator: false
    default: true
    }
  }

  private static func escape(_ point: UInt32) -> String {
    let (letter, length) = point < 0x100 ? ("x", 2) : point < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(point, radix: 16)
    return "\\" + letter + String(repeating: "0", count: length - digits.count) + digits
  }
}
