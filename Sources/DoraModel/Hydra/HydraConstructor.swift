/// Makes configuration nodes of YAML nodes, as PyYAML constructs and OmegaConf wraps them.
enum HydraConstructor {
  /// The node of a document; an empty one is an empty mapping.
  static func node(_ document: YAMLNode?) throws(HydraStop) -> HydraNode {
    guard let document else { return .table(HydraTable()) }
    if case .scalar(let text, let isPlain) = document, isPlain, YAMLScalar.value(text) == .null {
      return .table(HydraTable())
    }
    return try construct(document)
  }

  private static func construct(_ node: YAMLNode) throws(HydraStop) -> HydraNode {
    switch node {
    case .scalar(let text, let isPlain):
      guard isPlain else { return try HydraNode(.text(text)) }
      guard let value = YAMLScalar.value(text) else {
        throw .unsure("the value '\(text.string)'")
      }
      return try HydraNode(value)
    case .sequence(let elements):
      var nodes: [HydraNode] = []
      for element in elements { nodes.append(try construct(element)) }
      return .list(nodes)
    case .mapping(let pairs): return .table(try table(pairs))
    }
  }

  private static func table(
    _ pairs: [(key: YAMLNode, value: YAMLNode)]
  ) throws(HydraStop) -> HydraTable {
    var table = HydraTable()
    let merges = pairs.filter { isMerge($0.key) }
    if let merge = merges.first {
      // Several merges, lists of them and merges of merges: PyYAML's own versions differ on some.
      guard merges.count == 1, case .mapping(let merged) = merge.value,
        !merged.contains(where: { isMerge($0.key) })
      else { throw .unsure("a merge that isn't of one plain mapping") }
      for pair in merged { table.set(try key(pair.key), try construct(pair.value)) }
    }
    var own: Set<Text> = []
    for pair in pairs where !isMerge(pair.key) {
      let key = try key(pair.key)
      guard own.insert(key).inserted else {
        throw .refused("the key '\(key.string)' stands twice in one mapping")
      }
      table.set(key, try construct(pair.value))
    }
    return table
  }

  private static func isMerge(_ key: YAMLNode) -> Bool {
    if case .scalar("<<", isPlain: true) = key { true } else { false }
  }

  private static func key(_ node: YAMLNode) throws(HydraStop) -> Text {
    guard case .scalar(let text, let isPlain) = node else { throw .unsure("a key with parts") }
    guard isPlain else { return text }
    guard case .text(let name)? = YAMLScalar.value(text) else {
      throw .unsure("the key '\(text.string)', which isn't a string")
    }
    return name
  }
}

/// Config files as plain values, without Hydra: what OmegaConf's loader makes of a text.
package enum HydraYAML {
  /// The value of a document; nil of none is null.
  package static func plain(_ document: YAMLNode?) throws(HydraStop) -> JSON {
    guard document != nil else { return .null }
    return try HydraConstructor.node(document).json
  }
}
