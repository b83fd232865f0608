/// What Python's `str` knows of characters, as far as all its versions agree.
enum PythonUnicode {
  /// Whether the character was in Unicode 11, which the oldest Python here has, and so means the same in all.
  static func isOld(_ point: UInt32) -> Bool {
    if (0xD800...0xDFFF).contains(point) { return true }
    guard let age = Unicode.Scalar(point)?.properties.age else { return false }
    return age.major <= 11
  }

  /// `str.isspace` beyond ASCII.
  static func isSpace(_ point: UInt32) -> Bool {
    switch point {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// The value of a decimal digit of any script; nil for others, and for digits that an old Python doesn't know.
  static func digit(_ point: UInt32) -> Int? {
    guard let properties = Unicode.Scalar(point)?.properties, properties.numericType == .decimal,
      isOld(point), let value = properties.numericValue
    else { return nil }
    return Int(value)
  }

  /// `repr` of a string; nil when it depends on Python's version.
  static func repr(_ text: Text) -> String? {
    let hasSingle = text.bytes.contains(UInt8(ascii: "'"))
    let quote = hasSingle && !text.bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
    var out = quote
    for point in text.codePoints {
      switch point {
      case 0x5C: out += "\\\\"
      case 0x0A: out += "\\n"
      case 0x0D: out += "\\r"
      case 0x09: out += "\\t"
      case 0x27 where quote == "'": out += "\\'"
      case ..<0x20, 0x7F: out += "\\x" + hex(point, digits: 2)
      default:
        guard isOld(point) || point < 0x7F else { return nil }
        if let scalar = Unicode.Scalar(point), isPrintable(scalar) {
          out.unicodeScalars.append(scalar)
        } else if point < 0x100 {
          out += "\\x" + hex(point, digits: 2)
        } else {
          out += point < 0x10000 ? "\\u" + hex(point, digits: 4) : "\\U" + hex(point, digits: 8)
        }
      }
    }
    return out + quote
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }

  private static func hex(_ point: UInt32, digits: Int) -> String {
    let text = String(point, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
