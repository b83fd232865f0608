import DoraModel

/// How a tool writes its records.
package enum Records {
  /// TAB-separated fields, a line each; a field with a control character or a quote is quoted as C does.
  case lines
  /// TAB-separated fields, each record ended by NUL, never quoted.
  case nul
  /// One JSON object a line.
  case json

  /// One record in this form.
  func bytes(fields: [Text], json: @autoclosure () -> JSON) -> [UInt8] {
    switch self {
    case .lines:
      Array(fields.map(Self.quoted).joined(separator: [UInt8(ascii: "\t")])) + [UInt8(ascii: "\n")]
    case .nul:
      Array(fields.map(\.bytes).joined(separator: [UInt8(ascii: "\t")])) + [0]
    case .json:
      PythonJSON.bytes(json()) + [UInt8(ascii: "\n")]
    }
  }

  /// The field itself, or in double quotes with escapes when it would break the line.
  private static func quoted(_ field: Text) -> [UInt8] {
    guard field.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") })
    else {
      return field.bytes
    }
    var out: [UInt8] = [UInt8(ascii: "\"")]
    for byte in field.bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      case 9: out += Array("\\t".utf8)
      case 10: out += Array("\\n".utf8)
      case 13: out += Array("\\r".utf8)
      case ..<0x20, 0x7F:
        let octal = String(byte, radix: 8)
        out += Array(("\\" + String(repeating: "0", count: 3 - octal.count) + octal).utf8)
      default: out.append(byte)
      }
    }
    return out + [UInt8(ascii: "\"")]
  }
}

extension Output {
  /// XPs that have become known: sig, name and, in JSON, their arguments.
  func records(of xps: [XP], in form: Records) throws {
    for xp in xps {
      let name = Names.name(of: xp.delta)
      try data(
        form.bytes(
          fields: [Text(xp.sig.description), Text(name)],
          json: [
            "version": 1, "sig": JSON(xp.sig.description), "name": JSON(name), "argv": xp.argv.json,
          ]))
    }
  }
}
