/// Applies the overrides of values to a composed configuration, in struct mode as Hydra does.
struct HydraUpdate {
  private let rules: HydraRules
  private let environment: HydraEnvironment

  init(_ rules: HydraRules, _ environment: HydraEnvironment) {
    self.rules = rules
    self.environment = environment
  }

  /// Applies one override to the configuration `root`.
  func apply(_ override: HydraOverride, to root: inout HydraTable) throws(HydraStop) {
    guard override.package == nil else {
      throw .refused(
        "'\(override.text.string)' is for a config group, and there is no group '\(override.key.string)'"
      )
    }
    switch override.kind {
    case .change: try set(override, in: &root, isForced: false)
    case .forceAdd: try set(override, in: &root, isForced: true)
    case .add:
      if !override.value.isContainer, try selected(override.path, in: root) != nil {
        throw .refused(
          "cannot add '\(override.key.string)', which is there already: without '+' it's changed")
      }
      try set(override, in: &root, isForced: true)
    case .delete: try delete(override, in: &root)
    }
  }

  /// What `OmegaConf.select` finds: nil for nothing, null and missing values.
  private func selected(
    _ path: [Text], in root: HydraTable
  ) throws(HydraStop) -> HydraResolver.Value? {
    let resolver = HydraResolver(root: .table(root), environment: environment)
    let value = try resolver.select(path, from: [], isStrict: false, memo: [])
    if case .scalar(.null)? = value { return nil }
    return value
  }

  private func set(
    _ override: HydraOverride, in root: inout HydraTable, isForced: Bool
  ) throws(HydraStop) {
    let path = override.path
    // A mapping that meets one is merged into it; only then can interpolations be in its way.
    if case .table(let source) = override.value, !path.isEmpty {
      let steps = path.map { HydraStep.key($0) }
      if case .table? = HydraNode.table(root).node(at: steps) {
        do throws(HydraStop) {
          try HydraMerge.merge(source, into: &root, at: steps, rules, isStruct: !isForced)
        } catch {
          guard case .refused = error else { throw error }
          throw .unknownKey(override.key, override: override.text)
        }
        return
      }
    }
    var node = HydraNode.table(root)
    try set(override, path[...], in: &node, isForced: isForced)
    if case .table(let table) = node { root = table }
  }

  private func set(
    _ override: HydraOverride, _ path: ArraySlice<Text>, in node: inout HydraNode, isForced: Bool
  ) throws(HydraStop) {
    guard let key = path.first else { throw .unsure("an override without a key") }
    let isLast = path.count == 1
    switch node {
    case .table(var table):
      node = .missing
      defer { node = .table(table) }
      guard let place = table.place(of: key) else {
        guard isForced else { throw .unknownKey(override.key, override: override.text) }
        var added = HydraNode.table(HydraTable())
        if isLast {
          added = override.value
        } else {
          try set(override, path.dropFirst(), in: &added, isForced: true)
        }
        table.append(key, added)
        return
      }
      try table.update(place) { (child) throws(HydraStop) in
        try replace(&child, override, path, isForced: isForced)
      }
    case .list(var nodes):
      guard key.bytes.allSatisfy(HydraPrimitive.isDigit), let index = Int(key.string),
        nodes.indices.contains(index)
      else {
        if key.bytes.first.map({ HydraPrimitive.isDigit($0) }) == true || !key.bytes.contains(95) {
          throw .refused(
            "'\(override.text.string)' doesn't fit what is there: a list, a mapping or an index")
        }
        throw .unsure("an index that may be a number")
      }
      node = .missing
      defer { node = .list(nodes) }
      try replace(&nodes[index], override, path, isForced: isForced)
    case .scalar, .missing, .interpolation: throw .unsure("an override of something else")
    }
  }

  /// Sets what is at the first key of `path`, or goes on inside it.
  private func replace(
    _ child: inout HydraNode, _ override: HydraOverride, _ path: ArraySlice<Text>, isForced: Bool
  ) throws(HydraStop) {
    guard path.count == 1 else {
      if !child.isContainer {
        // Hydra puts an empty mapping there, in which without force nothing can be set.
        guard isForced else { throw .unknownKey(override.key, override: override.text) }
        child = .table(HydraTable())
      }
      try set(override, path.dropFirst(), in: &child, isForced: isForced)
      return
    }
    switch (child, override.value) {
    case (.table, .list), (.list, .table):
      throw .refused(
        "'\(override.text.string)' doesn't fit what is there: a list, a mapping or an index")
    case (.table(var table), .table(let source)):
      // Reached only inside a list: there no interpolation may be in the way.
      guard !Self.hasInterpolations(child) else { throw .unsure("a merge inside a list") }
      do throws(HydraStop) {
        try HydraMerge.merge(source, into: &table, rules, isStruct: !isForced)
      } catch {
        guard case .refused = error else { throw error }
        throw .unknownKey(override.key, override: override.text)
      }
      child = .table(table)
    default:
      if rules.isOmegaConf21, child.isContainer, override.value.isNull || override.value.isMissing {
        throw .unsure("null over a mapping or list")
      }
      child = override.value
    }
  }

  private static func hasInterpolations(_ node: HydraNode) -> Bool {
    switch node {
    case .interpolation: true
    case .scalar, .missing: false
    case .list(let nodes): nodes.contains(where: hasInterpolations)
    case .table(let table): table.nodes.contains(where: hasInterpolations)
    }
  }

  private func delete(_ override: HydraOverride, in root: inout HydraTable) throws(HydraStop) {
    let path = override.path
    guard let value = try selected(path, in: root) else {
      throw .refused("cannot delete '\(override.key.string)', which isn't there")
    }
    if !override.value.isNull {
      guard case .scalar(let wanted) = override.value, case .scalar(let found) = value else {
        throw .unsure("a deletion of a mapping or list by its value")
      }
      guard HydraComparison.isEqual(wanted, found) else {
        throw .refused(
          "cannot delete '\(override.key.string)': its value is another")
      }
    }
    var node = HydraNode.table(root)
    try remove(path[...], from: &node)
    if case .table(let table) = node { root = table }
  }

  private func remove(_ path: ArraySlice<Text>, from node: inout HydraNode) throws(HydraStop) {
    guard let key = path.first, case .table(var table) = node, let place = table.place(of: key)
    else { throw .unsure("a deletion inside a list or an interpolation") }
    node = .missing
    defer { node = .table(table) }
    if path.count == 1 {
      table.remove(key)
    } else {
      try table.update(place) { (child) throws(HydraStop) in
        try remove(path.dropFirst(), from: &child)
      }
    }
  }
}
