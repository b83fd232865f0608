/// A mapping of a configuration: its keys are strings and keep their order.
package struct HydraTable: Sendable {
  private(set) var keys: [Text] = []
  private(set) var nodes: [HydraNode] = []
  /// Places by key, once a scan would be slower.
  private var places: [Text: Int] = [:]
  private static let scanned = 8

  var count: Int { keys.count }

  /// The place of a key; `guess` is tried first, as two configurations of one project have one order.
  func place(of key: Text, guess: Int = 0) -> Int? {
    if guess < keys.count, keys[guess] == key { return guess }
    return keys.count > Self.scanned ? places[key] : keys.firstIndex(of: key)
  }

  subscript(_ key: Text) -> HydraNode? { place(of: key).map { nodes[$0] } }

  /// Sets the node of a key, which keeps its place when there was one.
  mutating func set(_ key: Text, _ node: HydraNode) {
    if let place = place(of: key) { nodes[place] = node } else { append(key, node) }
  }

  /// Adds a key that isn't there yet.
  mutating func append(_ key: Text, _ node: HydraNode) {
    keys.append(key)
    nodes.append(node)
    if keys.count == Self.scanned + 1 {
      for (place, key) in keys.enumerated() { places[key] = place }
    } else if keys.count > Self.scanned {
      places[key] = keys.count - 1
    }
  }

  /// Removes a key, and returns its node when there was one.
  @discardableResult
  mutating func remove(_ key: Text) -> HydraNode? {
    guard let place = place(of: key) else { return nil }
    let node = nodes[place]
    var rest = HydraTable()
    for other in keys.indices where other != place { rest.append(keys[other], nodes[other]) }
    self = rest
    return node
  }

  /// Changes the node at a place without copying it.
  mutating func update<Result>(
    _ place: Int, _ body: (inout HydraNode) throws(HydraStop) -> Result
  ) throws(HydraStop) -> Result {
    var node = HydraNode.missing
    swap(&node, &nodes[place])
    defer { swap(&node, &nodes[place]) }
    return try body(&node)
  }
}
