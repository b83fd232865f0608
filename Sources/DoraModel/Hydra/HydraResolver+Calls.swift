extension HydraResolver {
  /// What a resolver that OmegaConf brings returns; any other is Python's to call.
  func value(
    of call: HydraInterpolation.Call, in path: HydraPath, memo: [HydraPath]
  ) throws(HydraStop) -> Value {
    let known: Set<Text> = ["oc.env", "oc.select", "oc.decode", "oc.dict.keys"]
    guard known.contains(call.name) else {
      throw .unsure("the resolver '\(call.name.string)'")
    }
    var arguments: [JSON] = []
    for argument in call.arguments {
      switch argument {
      case .value(let value): arguments.append(value)
      case .parts(let parts, let isText):
        if isText {
          arguments.append(.text(try text(of: parts, in: path, memo: memo + [path])))
        } else if let part = parts.first {
          guard case .scalar(let value) = try value(of: part, in: path, memo: memo + [path])
          else { throw .unsure("a container given to a resolver") }
          arguments.append(value)
        }
      }
    }
    guard let first = arguments.first else { throw .unsure("a resolver without arguments") }
    switch call.name {
    case "oc.env": return .scalar(try environment(first, arguments))
    case "oc.select": return try selection(first, arguments, in: path, memo: memo)
    case "oc.decode":
      guard arguments.count == 1 else { throw .unsure("arguments of oc.decode") }
      return .scalar(try decoded(first))
    default:
      guard arguments.count == 1, case .text(let key) = first else {
        throw .unsure("arguments of oc.dict.keys")
      }
      let (dots, keys) = try Self.split(key)
      let start = try container(dots, above: path, keys: keys)
      guard
        case .container(_, .table(let table))? = try select(
          keys, from: start, isStrict: false, memo: memo + [path])
      else { throw .unsure("oc.dict.keys of something else") }
      return .made(table.keys.map { .text($0) })
    }
  }

  private func environment(_ name: JSON, _ arguments: [JSON]) throws(HydraStop) -> JSON {
    guard arguments.count <= 2, case .text(let name) = name else {
      throw .unsure("arguments of oc.env")
    }
    let value: JSON
    if let text = try environment.value(of: name) {
      value = .text(text)
    } else if arguments.count == 2 {
      let fallback = arguments[1]
      if fallback.isNull { return .null }
      value = fallback.text.map { .text($0) } ?? JSON(PythonText.str(fallback))
    } else {
      throw .refused(
        "the environment variable '\(name.string)' is not set, and oc.env has no default for it")
    }
    return try Self.plain(value)
  }

  private func selection(
    _ key: JSON, _ arguments: [JSON], in path: HydraPath, memo: [HydraPath]
  ) throws(HydraStop) -> Value {
    guard arguments.count <= 2, case .text(let key) = key else {
      throw .unsure("arguments of oc.select")
    }
    let (dots, keys) = try Self.split(key)
    let start = try container(dots, above: path, keys: keys)
    let found = try select(keys, from: start, isStrict: false, memo: memo + [path])
    guard let found else {
      return .scalar(try Self.plain(arguments.count == 2 ? arguments[1] : .null))
    }
    if case .container(let target, _) = found, path.starts(with: target) {
      throw .unsure("oc.select of a container around it")
    }
    return found
  }

  private func decoded(_ value: JSON) throws(HydraStop) -> JSON {
    guard case .text(let text) = value else {
      guard value.isNull else {
        throw .refused("oc.decode reads a string, and has something else to read")
      }
      return .null
    }
    guard !text.bytes.contains(UInt8(ascii: "|")),
      let word = HydraPrimitive(text.bytes, at: 0, hasDashes: false, hasPipe: false),
      word.end == text.bytes.count, word.kind != .escape
    else { throw .unsure("what oc.decode reads") }
    return try Self.plain(word.value(of: text.bytes))
  }

  /// A result that isn't taken for an interpolation or a missing value.
  private static func plain(_ value: JSON) throws(HydraStop) -> JSON {
    guard case .text(let text) = value else { return value }
    guard !HydraInterpolation.isNeeded(in: text), text != "???" else {
      throw .unsure("an interpolation that makes another")
    }
    return value
  }

  /// A key that a resolver got as a string, as dots and keys.
  private static func split(_ key: Text) throws(HydraStop) -> (Int, [Text]) {
    let dots = key.bytes.prefix { $0 == UInt8(ascii: ".") }.count
    let keys = key.bytes.dropFirst(dots).split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard !key.bytes.contains(UInt8(ascii: "[")), keys.allSatisfy({ !$0.isEmpty }) else {
      throw .unsure("an unusual key given to a resolver")
    }
    return (dots, keys.map { Text(bytes: $0) })
  }
}
