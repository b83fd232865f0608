import Testing

@testable import DoraModel

@Suite struct TableOrderTests {
  static let table = Table(
    .table([
      .group("train", [.leaf("loss"), .leaf("name")]), .group("valid", [.leaf("loss")]),
    ]),
    rows: [2, .number(.nan), 0.5, "word", nil, 2.0, -1].enumerated().map { index, value in
      ["train": ["loss": value, "name": JSON(index)]]
    })

  private static func order(_ word: String) throws -> [Int?] {
    try table.sorted(by: TableOrder(word)).rows.map { $0["train"]?["name"]?.int }
  }

  @Test func `rows sort by number, then by word, and those without a value come last`() throws {
    #expect(try Self.order("train.loss") == [6, 2, 0, 5, 3, 1, 4])
    #expect(try Self.order("-train.loss") == [3, 0, 5, 2, 6, 1, 4])
    #expect(try Self.order("name") == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test func `only the first rows stay`() {
    #expect(Self.table.top(2).rows.count == 2)
    #expect(Self.table.top(100).rows.count == 7)
    #expect(Self.table.top(-1).rows.isEmpty)
  }

  @Test func `a column that is unknown or ambiguous is an error with the names there are`() {
    #expect(throws: TableFailure.manyColumns("loss", matching: ["train.loss", "valid.loss"])) {
      try Self.table.leaf(named: "loss")
    }
    #expect(
      throws: TableFailure.noColumn("acc", known: ["train.loss", "train.name", "valid.loss"])
    ) {
      try Self.table.sorted(by: TableOrder("-acc"))
    }
  }
}
