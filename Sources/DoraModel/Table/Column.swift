/// One node of a table's head, as the Python package treetable describes it: a leaf, or a group of nodes.
///
/// A value is found by the keys from the table down to the leaf, in rows of nested objects.
package struct Column: Hashable, Sendable {
  package enum Align: String, Sendable {
    case left = "<"
    case right = ">"
    case center = "="
  }

  package var key: Text
  /// What the head shows.
  package var display: Text
  /// The nodes of a group; nil for a leaf.
  package var groups: [Column]?
  /// The properties below are a group's for all nodes in it that don't say otherwise.
  package var align: Align?
  package var format: Text?
  /// The width at which a cell is broken into several lines.
  package var wrap: Int?
  /// What shows where a row has no value.
  package var missing: Text?
  /// Whether a group's nodes show as little of their names as tells them apart.
  package var shorten: Bool?

  /// A column.
  package static func leaf(
    _ key: Text, _ format: Text = "", display: Text? = nil, align: Align? = nil, wrap: Int? = nil,
    missing: Text? = nil
  ) -> Column {
    Column(
      key: key, display: display ?? key, groups: nil, align: align, format: format, wrap: wrap,
      missing: missing, shorten: nil)
  }

  /// Several columns below one title.
  package static func group(
    _ key: Text, _ groups: [Column], display: Text? = nil, align: Align? = nil,
    shorten: Bool? = nil
  ) -> Column {
    Column(
      key: key, display: display ?? key, groups: groups, align: align, format: nil, wrap: nil,
      missing: nil, shorten: shorten)
  }

  /// The whole head of a table.
  package static func table(_ groups: [Column], shorten: Bool? = nil) -> Column {
    group("", groups, shorten: shorten)
  }

  /// How many lines of head the node has below its own.
  package var depth: Int {
    guard let groups else { return 0 }
    return 1 + (groups.map(\.depth).max() ?? 0)
  }

  /// The node with the properties that it doesn't have itself taken from its parent.
  func inheriting(_ parent: Column) -> Column {
    var node = self
    node.align = align ?? parent.align
    node.format = format ?? parent.format
    node.wrap = wrap ?? parent.wrap
    node.missing = missing ?? parent.missing
    node.shorten = shorten ?? parent.shorten
    return node
  }

  /// One leaf and the keys that lead to it.
  package struct Leaf: Hashable, Sendable {
    package let path: [Text]
    package let column: Column

    /// The keys with dots between them, as people name a column: `train.loss`.
    package var name: String { path.map(\.string).joined(separator: ".") }
  }

  /// The leaves from left to right, with what they inherit.
  package var leaves: [Leaf] { leaves(below: []) }

  private func leaves(below path: [Text]) -> [Leaf] {
    guard let groups else { return [Leaf(path: path, column: self)] }
    return groups.flatMap { node in node.inheriting(self).leaves(below: path + [node.key]) }
  }
}
