/// One step from a container to a node in it.
enum HydraStep: Hashable, Sendable {
  case key(Text)
  case index(Int)
}

/// The steps from the root to a node.
typealias HydraPath = [HydraStep]

extension HydraNode {
  /// The node at the end of `path`, or nil; interpolations on the way aren't followed.
  func node(at path: some Sequence<HydraStep>) -> HydraNode? {
    var node = self
    for step in path {
      switch (node, step) {
      case (.table(let table), .key(let key)):
        guard let next = table[key] else { return nil }
        node = next
      case (.list(let nodes), .index(let index)):
        guard nodes.indices.contains(index) else { return nil }
        node = nodes[index]
      default: return nil
      }
    }
    return node
  }
}
