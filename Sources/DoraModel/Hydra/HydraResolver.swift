/// Resolves interpolations of one configuration as OmegaConf does.
///
/// What OmegaConf calls a failure is `.refused`; what isn't implemented is `.unsure`.
struct HydraResolver {
  let root: HydraNode
  let environment: HydraEnvironment

  /// What an interpolation stands for.
  enum Value {
    case scalar(JSON)
    /// A container of the configuration, at its own place.
    case container(HydraPath, HydraNode)
    /// A list that a resolver made.
    case made([JSON])
  }

  /// The value of an interpolation that lives in the container at `path`.
  func value(
    of interpolation: HydraInterpolation, in path: HydraPath, memo: [HydraPath] = []
  ) throws(HydraStop) -> Value {
    if let part = interpolation.alone { return try value(of: part, in: path, memo: memo) }
    return .scalar(.text(try text(of: interpolation.parts, in: path, memo: memo)))
  }

  /// The strings of all parts, joined.
  func text(
    of parts: [HydraInterpolation.Part], in path: HydraPath, memo: [HydraPath]
  ) throws(HydraStop) -> Text {
    var out: [UInt8] = []
    for part in parts {
      if case .literal(let text) = part {
        out += text.bytes
        continue
      }
      guard case .scalar(let value) = try value(of: part, in: path, memo: memo) else {
        throw .unsure("a container inside a string")
      }
      if case .text(let text) = value {
        out += text.bytes
      } else {
        out += Array(PythonText.str(value).utf8)
      }
    }
    let text = Text(bytes: out)
    guard !HydraInterpolation.isNeeded(in: text), text != "???" else {
      throw .unsure("an interpolation that makes another")
    }
    return text
  }

  func value(
    of part: HydraInterpolation.Part, in path: HydraPath, memo: [HydraPath]
  ) throws(HydraStop) -> Value {
    guard memo.count < 32 else { throw .unsure("very deep interpolations") }
    switch part {
    case .literal(let text): return .scalar(.text(text))
    case .call(let call): return try value(of: call, in: path, memo: memo)
    case .reference(let reference):
      var keys: [Text] = []
      for key in reference.keys { keys.append(try text(of: key, in: path, memo: memo)) }
      let start = try container(reference.dots, above: path, keys: keys)
      let found = try select(keys, from: start, isStrict: true, memo: memo)
      guard let found else {
        throw .refused("an interpolation refers to '\(Self.dotted(keys))', which isn't there")
      }
      if case .container(let target, _) = found, path.starts(with: target) {
        throw .refused("an interpolation stands for a mapping around itself")
      }
      return found
    }
  }

  private func text(
    of key: HydraInterpolation.Key, in path: HydraPath, memo: [HydraPath]
  ) throws(HydraStop) -> Text {
    switch key {
    case .text(let text): return text
    case .nested(let part):
      let value = try value(of: part, in: path, memo: memo + [path])
      guard case .scalar(.text(let text)) = value else {
        throw .refused("an interpolation makes a key of something that is no string")
      }
      guard !text.isEmpty, !text.bytes.contains(where: { ".[]".utf8.contains($0) }) else {
        throw .unsure("a key made of several")
      }
      return text
    }
  }

  /// The container that a reference with this many dots begins in.
  func container(_ dots: Int, above path: HydraPath, keys: [Text]) throws(HydraStop) -> HydraPath {
    if dots == 0 { return [] }
    guard dots - 1 <= path.count else {
      throw .refused("an interpolation refers to '\(Self.dotted(keys))' above the root")
    }
    return Array(path.dropLast(dots - 1))
  }

  /// Follows keys from a container; nil when something isn't there.
  ///
  /// Strict is as an interpolation looks: a missing value on the way is a failure. Otherwise a value that can't hold
  /// others is no failure but nothing, as `oc.select` looks.
  func select(
    _ keys: [Text], from start: HydraPath, isStrict: Bool, memo: [HydraPath]
  ) throws(HydraStop) -> Value? {
    var path = start
    guard var node = root.node(at: start) else { throw .unsure("a path that is gone") }
    for (place, key) in keys.enumerated() {
      guard let step = try step(key, in: node), let next = node.node(at: CollectionOfOne(step))
      else { return nil }
      path.append(step)
      let isLast = place == keys.count - 1
      switch next {
      case .missing:
        if isStrict {
          throw .refused(
            "'\(Self.dotted(keys[...place]))' is '???', and an interpolation needs its value")
        }
        return nil
      case .scalar(let value):
        if isLast { return .scalar(value) }
        if isStrict {
          throw .refused(
            "an interpolation refers to '\(Self.dotted(keys))', and '\(Self.dotted(keys[...place]))' holds nothing"
          )
        }
        return nil
      case .table, .list: node = next
      case .interpolation(let interpolation):
        guard !memo.contains(path) else {
          throw .refused("interpolations refer to each other in a circle")
        }
        let value = try value(
          of: interpolation, in: Array(path.dropLast()), memo: memo + [path])
        if isLast { return value }
        guard case .container(let target, let container) = value else {
          if case .made = value { throw .unsure("an element of a made list") }
          if isStrict {
            throw .refused(
              "an interpolation refers to '\(Self.dotted(keys))', part of which holds nothing")
          }
          return nil
        }
        path = target
        node = container
      }
    }
    return .container(path, node)
  }

  /// The step that a key means in a container.
  private func step(_ key: Text, in node: HydraNode) throws(HydraStop) -> HydraStep? {
    guard case .list = node else { return .key(key) }
    guard !key.isEmpty, key.bytes.allSatisfy(HydraPrimitive.isDigit),
      key.bytes.count < 9, let index = Int(key.string)
    else {
      // Python's int() takes more spellings than digits, and negative ones are out of range.
      if key.bytes.allSatisfy({ HydraPrimitive.isLetter($0) && $0 != UInt8(ascii: "_") }) {
        throw .refused("'\(key.string)' is no index of a list")
      }
      throw .unsure("an index that may be a number")
    }
    return .index(index)
  }

  static func dotted(_ keys: some Sequence<Text>) -> String {
    keys.map(\.string).joined(separator: ".")
  }

  static func dotted(_ path: HydraPath) -> String {
    path.map { step in
      switch step {
      case .key(let key): key.string
      case .index(let index): String(index)
      }
    }.joined(separator: ".")
  }
}
