/// The column that rows are sorted by: a name as people write it, with a minus in front for the largest first.
package struct TableOrder: Hashable, Sendable {
  package let name: String
  package let isDescending: Bool

  package init(_ word: String) {
    isDescending = word.hasPrefix("-")
    name = isDescending ? String(word.dropFirst()) : word
  }

  package init(name: String, isDescending: Bool) {
    self.name = name
    self.isDescending = isDescending
  }
}

extension Table {
  /// The leaf that `name` means: all its keys with dots between them, or as many of the last as are clear.
  package func leaf(named name: String) throws(TableFailure) -> Column.Leaf {
    let leaves = columns.leaves
    if let leaf = leaves.first(where: { $0.name == name }) { return leaf }
    let matching = leaves.filter { $0.name.hasSuffix("." + name) }
    guard let first = matching.first else {
      throw .noColumn(name, known: leaves.map(\.name))
    }
    guard matching.count == 1 else { throw .manyColumns(name, matching: matching.map(\.name)) }
    return first
  }

  /// The table with its rows in this order; rows that are equal in it stay as they were, and those without a value last.
  package func sorted(by order: TableOrder) throws(TableFailure) -> Table {
    let path = try leaf(named: order.name).path
    let keyed = rows.map { (row: $0, key: SortKey(Self.value($0, at: path))) }
    let places = keyed.indices.sorted { a, b in
      let (left, right) = (keyed[a].key, keyed[b].key)
      if left == right { return a < b }
      if left == .none || right == .none { return right == .none }
      return order.isDescending ? right < left : left < right
    }
    var table = self
    table.rows = places.map { keyed[$0].row }
    return table
  }

  /// The table's first `count` rows.
  package func top(_ count: Int) -> Table {
    var table = self
    table.rows = Array(rows.prefix(max(count, 0)))
    return table
  }

  /// How values of all kinds compare: numbers before words; NaN is no value.
  private enum SortKey: Comparable {
    case number(Double)
    case text(Text)
    case none

    init(_ value: JSON?) {
      switch value {
      case nil, .null: self = .none
      case .bool(let bool): self = .number(bool ? 1 : 0)
      case .integer(let digits): self = Double(digits).map { .number($0) } ?? .none
      case .number(let number): self = number.isNaN ? .none : .number(number)
      case .text(let text): self = .text(text)
      case .array, .object: self = .text(value.map { Text(PythonText.str($0)) } ?? "")
      }
    }
  }
}
