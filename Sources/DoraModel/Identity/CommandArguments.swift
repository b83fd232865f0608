/// The delta of a command program, whose arguments nothing describes.
///
/// `--key=value` and `key=value` name a value, `--flag` is true, and any other word is named by its place among such
/// words, from 1. Of a repeated key the last counts. After `--` every word is positional. A value that is a JSON number,
/// `true`, `false` or `null` is signed as that, so that `lr=0.1` and `lr=0.10` are one XP, and the same one in Python.
package enum CommandArguments {
  package static func delta(of argv: [Text], excluding patterns: [Text]) -> Delta {
    var names: [Text] = []
    var values: [Text: JSON] = [:]
    var place = 0
    var onlyPositionals = false
    for word in argv {
      if word == "--", !onlyPositionals {
        onlyPositionals = true
        continue
      }
      let (name, value) = onlyPositionals ? (nil, word) : split(word)
      let key: Text
      let content: JSON
      if let name {
        key = name
        content = value.map(scalar) ?? .bool(true)
      } else {
        place += 1
        key = Text(String(place))
        content = value.map(scalar) ?? .null
      }
      if values.updateValue(content, forKey: key) == nil { names.append(key) }
    }
    let kept = names.filter { name in !patterns.contains { Fnmatch.matches(name, $0) } }
    return Delta(kept.map { JSON.Member($0, values[$0] ?? .null) })
  }

  /// The name and value of one word; no name means positional, a name without value means flag.
  private static func split(_ word: Text) -> (Text?, Text?) {
    let dashes = word.bytes.prefix { $0 == UInt8(ascii: "-") }.count
    let body = word.bytes.dropFirst(min(dashes, 2))
    guard let equals = body.firstIndex(of: UInt8(ascii: "=")), equals > body.startIndex else {
      // A lone dash is a file name, and -1 a number.
      let isFlag = dashes > 0 && !body.isEmpty && number(word) == nil
      return isFlag ? (Text(bytes: body), nil) : (nil, word)
    }
    return (Text(bytes: body[..<equals]), Text(bytes: body[(equals + 1)...]))
  }

  private static func scalar(_ value: Text) -> JSON {
    if value == "true" { return .bool(true) }
    if value == "false" { return .bool(false) }
    if value == "null" { return .null }
    return number(value) ?? .text(value)
  }

  private static func number(_ value: Text) -> JSON? {
    guard let first = value.bytes.first,
      first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
      let json = try? JSONReader.read(value.bytes)
    else { return nil }
    // An infinite value is a word that only looks like a number.
    if case .number(let number) = json { return number.isFinite ? json : nil }
    if case .integer = json { return json }
    return nil
  }
}
