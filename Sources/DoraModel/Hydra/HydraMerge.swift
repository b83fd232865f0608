/// Merges one configuration into another as OmegaConf does, both without types.
struct HydraMerge {
  /// An interpolation that a merge met in its way; if it stood for a container, OmegaConf would merge into a copy.
  private struct Covered {
    let path: HydraPath
    let interpolation: HydraInterpolation
  }

  private let rules: HydraRules
  /// Whether unknown keys are errors.
  private let isStruct: Bool
  private var covered: [Covered] = []

  init(_ rules: HydraRules, isStruct: Bool) {
    self.rules = rules
    self.isStruct = isStruct
  }

  /// Merges `source`, which is to stand at `path`, into the configuration `root`.
  static func merge(
    _ source: HydraTable, into root: inout HydraTable, at path: HydraPath = [], _ rules: HydraRules,
    isStruct: Bool = false
  ) throws(HydraStop) {
    let before = HydraNode.table(root)
    var merge = HydraMerge(rules, isStruct: isStruct)
    try merge.merge(source, into: &root, at: path[...], from: path)
    try merge.check(before, source, at: path)
  }

  private mutating func merge(
    _ source: HydraTable, into table: inout HydraTable, at rest: ArraySlice<HydraStep>,
    from path: HydraPath
  ) throws(HydraStop) {
    guard let step = rest.first else {
      try self.merge(source, into: &table, path: path)
      return
    }
    guard case .key(let key) = step, let place = table.place(of: key) else {
      throw .unsure("a merge at a place that is gone")
    }
    var merge = self
    try table.update(place) { (node) throws(HydraStop) in
      guard case .table(var inner) = node else {
        throw .unsure("a merge inside a list")
      }
      node = .missing
      defer { node = .table(inner) }
      try merge.merge(source, into: &inner, at: rest.dropFirst(), from: path)
    }
    self = merge
  }

  private mutating func merge(
    _ source: HydraTable, into table: inout HydraTable, path: HydraPath
  ) throws(HydraStop) {
    for (key, node) in zip(source.keys, source.nodes) {
      guard let place = table.place(of: key) else {
        guard !isStruct else { throw .refused("it has no key '\(key.string)'") }
        table.append(key, node)
        continue
      }
      var merge = self
      try table.update(place) { (target) throws(HydraStop) in
        try merge.merge(node, into: &target, path: path + [.key(key)])
      }
      self = merge
    }
  }

  private mutating func merge(
    _ node: HydraNode, into target: inout HydraNode, path: HydraPath
  ) throws(HydraStop) {
    if case .interpolation(let interpolation) = target {
      covered.append(Covered(path: path, interpolation: interpolation))
    }
    switch (target, node) {
    case (_, .missing): break
    case (.table(var inner), .table(let source)):
      target = .missing
      defer { target = .table(inner) }
      try merge(source, into: &inner, path: path)
    case (.table, .list), (.list, .table):
      throw .refused(
        "'\(HydraResolver.dotted(path))' is a mapping in one place and a list in another")
    case (.table, .scalar(.null)), (.list, .scalar(.null)):
      // OmegaConf 2.1 keeps a container that is None, which later merges treat in their own way.
      guard !rules.isOmegaConf21 else { throw .unsure("null over a mapping or list") }
      target = node
    default: target = node
    }
  }

  /// Sees to it that what was covered stood for no container.
  private func check(
    _ root: HydraNode, _ source: HydraTable, at path: HydraPath
  ) throws(HydraStop) {
    for covered in covered {
      guard let part = covered.interpolation.alone else { continue }
      guard case .reference(let reference) = part else {
        if case .call(let call) = part, call.name == "oc.env" || call.name == "oc.decode" {
          continue
        }
        throw .unsure("a value over the interpolation '\(covered.interpolation.text.string)'")
      }
      var target: HydraPath =
        reference.dots == 0 ? [] : Array(covered.path.dropLast(reference.dots))
      for key in reference.keys {
        guard case .text(let text) = key else {
          throw .unsure("a value over the interpolation '\(covered.interpolation.text.string)'")
        }
        target.append(.key(text))
      }
      let found = [
        root.node(at: target),
        target.starts(with: path)
          ? HydraNode.table(source).node(at: target.dropFirst(path.count)) : nil,
      ]
      for case .some(let node) in found {
        guard case .scalar = node else {
          throw .unsure("a value over the interpolation '\(covered.interpolation.text.string)'")
        }
      }
      if found.allSatisfy({ $0 == nil }), !Self.isPlainlyAbsent(target, in: root) {
        throw .unsure("a value over the interpolation '\(covered.interpolation.text.string)'")
      }
    }
  }

  /// Whether nothing on the way to `path` is an interpolation or a list, which could lead elsewhere.
  private static func isPlainlyAbsent(_ path: HydraPath, in root: HydraNode) -> Bool {
    for length in path.indices {
      guard let node = root.node(at: path.prefix(length)) else { return true }
      guard case .table = node else {
        if case .scalar = node { return true }
        return false
      }
    }
    return true
  }
}
