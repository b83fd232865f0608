/// Finds where an XP's configuration differs from its base, as the Python tool does.
struct HydraComparison {
  private let base: HydraResolver
  private let other: HydraResolver
  private var entries: [JSON.Member] = []
  private var depth = 0

  /// The values of `other` that `base` doesn't have or has otherwise, by their dotted names.
  static func differences(
    _ base: HydraTable, _ other: HydraTable, _ environment: HydraEnvironment
  ) throws(HydraStop) -> [JSON.Member] {
    var comparison = HydraComparison(
      base: HydraResolver(root: .table(base), environment: environment),
      other: HydraResolver(root: .table(other), environment: environment))
    try comparison.compare(base, at: [], other, at: [], name: Text(bytes: []))
    return comparison.entries
  }

  private init(base: HydraResolver, other: HydraResolver) {
    self.base = base
    self.other = other
  }

  private mutating func compare(
    _ table: HydraTable, at path: HydraPath, _ changed: HydraTable, at changedPath: HydraPath,
    name: Text
  ) throws(HydraStop) {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw .unsure("a configuration that contains itself") }
    for (index, key) in table.keys.enumerated() {
      let node = table.nodes[index]
      guard let place = changed.place(of: key, guess: index) else {
        throw .refused("'\(Self.join(name, key).string)' is missing, but the defaults have it")
      }
      let new = changed.nodes[place]
      if case .scalar(let old) = node, case .scalar(let new) = new {
        if !Self.isEqual(old, new) { entries.append(JSON.Member(Self.join(name, key), new)) }
        continue
      }
      let old = try base.resolved(node, key: key, in: path)
      let now = try other.resolved(new, key: key, in: changedPath)
      if case .container(let oldPath, .table(let oldTable)) = old {
        guard case .container(let newPath, .table(let newTable)) = now else {
          throw .refused(
            "'\(Self.join(name, key).string)' is a group of values, and can't become another thing")
        }
        try compare(
          oldTable, at: oldPath, newTable, at: newPath, name: Self.join(name, key))
      } else if try !isEqual(old, now) {
        entries.append(JSON.Member(Self.join(name, key), now.json))
      }
    }
    // Every key of the base is in the other: with as many keys there's nothing more.
    guard changed.count > table.count else { return }
    for (key, node) in zip(changed.keys, changed.nodes) where table.place(of: key) == nil {
      let value = try other.resolved(node, key: key, in: changedPath)
      entries.append(JSON.Member(Self.join(name, key), value.json))
    }
  }

  private static func join(_ name: Text, _ key: Text) -> Text {
    name.isEmpty ? key : Text(bytes: name.bytes + [UInt8(ascii: ".")] + key.bytes)
  }

  /// Python's `==` of two scalars: NaN is unlike itself.
  static func isEqual(_ left: JSON, _ right: JSON) -> Bool {
    if case .number(let number) = left, number.isNaN { return false }
    return PythonEquality.equal(left, right)
  }

  private func isEqual(
    _ old: HydraResolver.Value, _ new: HydraResolver.Value
  ) throws(HydraStop) -> Bool {
    switch (old, new) {
    case (.scalar(let old), .scalar(let new)): return Self.isEqual(old, new)
    case (.container(let oldPath, let old), .container(let newPath, let new)):
      return try isEqual(old, at: oldPath, new, at: newPath)
    case (.made(let old), .made(let new)):
      return old.count == new.count && zip(old, new).allSatisfy(Self.isEqual)
    case (.made, .container), (.container, .made): throw .unsure("a list that a resolver makes")
    default: return false
    }
  }

  /// Whether two containers are equal, as OmegaConf compares them.
  private func isEqual(
    _ old: HydraNode, at oldPath: HydraPath, _ new: HydraNode, at newPath: HydraPath
  ) throws(HydraStop) -> Bool {
    switch (old, new) {
    case (.list(let old), .list(let new)):
      guard old.count == new.count else { return false }
      for index in old.indices {
        let step = HydraStep.index(index)
        guard try isSame(old[index], step, in: oldPath, new[index], step, in: newPath) else {
          return false
        }
      }
      return true
    case (.table(let old), .table(let new)):
      guard old.count == new.count else { return false }
      for (index, key) in old.keys.enumerated() {
        guard let place = new.place(of: key, guess: index) else { return false }
        let step = HydraStep.key(key)
        guard
          try isSame(old.nodes[index], step, in: oldPath, new.nodes[place], step, in: newPath)
        else { return false }
      }
      return true
    default: return false
    }
  }

  /// Whether two elements of containers are equal; interpolations that fail compare by their text.
  private func isSame(
    _ old: HydraNode, _ oldStep: HydraStep, in oldPath: HydraPath, _ new: HydraNode,
    _ newStep: HydraStep, in newPath: HydraPath
  ) throws(HydraStop) -> Bool {
    if case .interpolation(let first) = old, case .interpolation(let second) = new {
      guard let a = try base.element(old, oldStep, in: oldPath),
        let b = try other.element(new, newStep, in: newPath)
      else { return first.text == second.text }
      return try isEqual(a, b)
    }
    let a = try base.element(old, oldStep, in: oldPath) ?? .scalar(.null)
    let b = try other.element(new, newStep, in: newPath) ?? .scalar(.null)
    return try isEqual(a, b)
  }
}

extension HydraResolver.Value {
  /// What is signed: containers as they're written, whatever led to them.
  fileprivate var json: JSON {
    switch self {
    case .scalar(let value): value
    case .container(_, let node): node.json
    case .made(let values): .array(values)
    }
  }
}

extension HydraResolver {
  /// The value of a node that's looked at: a missing one is an error.
  fileprivate func resolved(
    _ node: HydraNode, key: Text, in path: HydraPath
  ) throws(HydraStop) -> Value {
    switch node {
    case .scalar(let value): return .scalar(value)
    case .missing:
      throw .refused("'\(Self.dotted(path + [.key(key)]))' is '???': it must be given a value")
    case .interpolation(let interpolation):
      do throws(HydraStop) { return try value(of: interpolation, in: path) } catch {
        guard case .refused(let reason) = error else { throw error }
        throw .refused("in '\(Self.dotted(path + [.key(key)]))': \(reason)")
      }
    case .table, .list: return .container(path + [.key(key)], node)
    }
  }

  /// The value of an element that's compared: nil for an interpolation that fails.
  fileprivate func element(
    _ node: HydraNode, _ step: HydraStep, in path: HydraPath
  ) throws(HydraStop) -> Value? {
    switch node {
    case .scalar(let value): return .scalar(value)
    case .missing: return .scalar(.text("???"))
    case .table, .list: return .container(path + [step], node)
    case .interpolation(let interpolation):
      do throws(HydraStop) { return try value(of: interpolation, in: path) } catch {
        guard case .refused = error else { throw error }
        return nil
      }
    }
  }
}
