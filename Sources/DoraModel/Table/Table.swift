/// Rows of nested JSON objects, and the columns in which they are shown.
package struct Table: Hashable, Sendable {
  package var columns: Column
  package var rows: [JSON]

  /// What stands between columns, the deepest groups' first; deeper trees than that use the last throughout.
  package var separators: [Text] = ["  ", " | ", "  ||  "]

  /// Row colours as the Python tool alternates them: plain, then grey.
  package static let colors = ["0", "38;5;245"]

  package init(_ columns: Column, rows: [JSON]) {
    self.columns = columns
    self.rows = rows
  }

  /// The value of a row at a path of keys; null counts as none.
  package static func value(_ row: JSON, at path: [Text]) -> JSON? {
    var value = row
    for key in path {
      guard let next = value[key] else { return nil }
      value = next
    }
    return value.isNull ? nil : value
  }

  /// One row's value in a column's format.
  static func cell(_ row: JSON, _ leaf: Column.Leaf) -> Text {
    guard let value = value(row, at: leaf.path) else { return leaf.column.missing ?? "" }
    return (FormatSpec(leaf.column.format ?? "") ?? .plain).show(value)
  }

  /// The table as lines of text, at most `width` columns wide if one is given and at all possible.
  package func layout(width: Int? = nil) -> TableLayout {
    let block = TableBlock(columns, title: "", rows: rows, separators: separators)
    var hidden: [String] = []
    if let width { hidden = block.fit(width) }
    let head = (0..<block.depth).map { line in block.head(line) }
    return TableLayout(head: head, rows: rows.indices.map { block.row($0) }, hidden: hidden)
  }
}
