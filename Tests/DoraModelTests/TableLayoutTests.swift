import DoraTestSupport
import Testing

@testable import DoraModel

@Suite struct TableLayoutTests {
  static let columns = Column.table(
    [
      .group("Meta", [.leaf("index", align: .right), .leaf("name"), .leaf("state")]),
      .group("train", [.leaf("loss", ".3f"), .leaf("lr", ".1e")]),
      .group("valid", [.leaf("acc", ".1%", align: .right)]),
    ], shorten: true)

  static let rows: [JSON] = [
    [
      "Meta": ["index": 0, "name": "lr=0.1 dim=64", "state": "RUN"],
      "train": ["loss": 0.51234, "lr": 0.1], "valid": ["acc": 0.5],
    ],
    [
      "Meta": ["index": 1, "name": "lr=0.01", "state": "FAI"],
      "train": ["loss": .number(.nan)], "valid": nil,
    ],
  ]

  static let lines = [
    "         Meta         |     train      | valid",
    "i  name           sta | loss   lr      |   acc",
    "0  lr=0.1 dim=64  RUN | 0.512  1.0e-01 | 50.0%",
    "1  lr=0.01        FAI | nan            |      ",
  ]

  private static func lines(_ columns: Column, _ rows: [JSON], width: Int? = nil) -> [String] {
    Table(columns, rows: rows).layout(width: width).text().string
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `a table has groups, short titles and blanks where a value is missing`() {
    #expect(Self.lines(Self.columns, Self.rows) == Self.lines)
  }

  @Test func `rows alternate in colour, and the head is bold`() {
    let layout = Table(Self.columns, rows: Self.rows).layout()
    let lines = layout.text(colors: Table.colors).string.split(separator: "\n")
    #expect(lines[0] == "\u{1B}[1m\u{1B}[0m\(Self.lines[0])\u{1B}[0m\u{1B}[0m")
    #expect(lines[2] == "\u{1B}[0m\(Self.lines[2])\u{1B}[0m")
    #expect(lines[3] == "\u{1B}[38;5;245m\(Self.lines[3])\u{1B}[0m")
  }

  @Test(.enabled(if: Differential.Peer.treetable.isWanted, "DORA_TEST_TREETABLE isn't set"))
  func `a table is laid out as treetable does, at random`() throws {
    let cases = try Differential.cases(
      "treetable_cases.py", "\(Chance.seed)", "3000", peer: .treetable)
    #expect(cases.count > 2500)
    for item in cases {
      let columns = try Column(json: #require(item["table"]))
      let rows = try #require(item["rows"]?.array)
      let colors = item["colors"]?.texts?.map(\.string) ?? []
      let text = Table(columns, rows: rows).layout()
        .text(colors: colors, headBelow: item["below"]?.bool == true)
      #expect(text.string == item["text"]?.string, "\(PythonJSON.string(columns.json))")
    }
  }

  @Test func `words are cut before a column is left out`() {
    let long: JSON = [
      "Meta": ["index": 0, "name": "lr=0.1 dim=64 and more of it", "state": "RUN"],
      "train": ["loss": 0.5, "lr": 0.1], "valid": ["acc": 0.5],
    ]
    let layout = Table(Self.columns, rows: [long]).layout(width: 48)
    #expect(layout.hidden.isEmpty)
    #expect(layout.rows.map(\.string) == ["0  lr=0.1 dim=64 …  RUN | 0.500  1.0e-01 | 50.0%"])
    #expect(layout.head.map(\.columns) == [48, 48])
  }

  @Test(arguments: 1...60)
  func `a table never exceeds the width while it has a column to leave out`(width: Int) {
    let table = Table(Self.columns, rows: Self.rows)
    let layout = table.layout(width: width)
    for line in layout.head + layout.rows {
      #expect(line.columns <= width || layout.hidden.count == 5)
    }
    #expect(layout.hidden == Array(table.columns.leaves.map(\.name).suffix(layout.hidden.count)))
  }

  @Test func `numbers are never cut`() {
    let columns = Column.table([.leaf("a"), .leaf("loss")])
    let layout = Table(columns, rows: [["a": 123_456_789_012_345_678, "loss": 12345]])
      .layout(width: 20)
    #expect(layout.rows.map(\.string) == ["123456789012345678"])
    #expect(layout.hidden == ["loss"])
  }

  @Test func `wide characters keep the columns below each other`() {
    let columns = Column.table([.leaf("name"), .leaf("x", align: .right)])
    let lines = Self.lines(
      columns, [["name": "日本", "x": 1], ["name": "e\u{301}t\u{301}", "x": 10]])
    #expect(lines == ["name   x", "日本   1", "e\u{301}t\u{301}    10"])
  }

  @Test func `a cell is wrapped, and the others are blank beside it`() {
    let columns = Column.table([.leaf("text", wrap: 4), .leaf("x")])
    #expect(
      Self.lines(columns, [["text": "abcdefg", "x": 1], ["text": "b", "x": 2]])
        == ["text  x", "abcd  1", "efg    ", "b     2"])
  }

  @Test func `rows that aren't what the columns expect show blanks`() {
    #expect(Self.lines(Self.columns, [["Meta": 3, "train": [1]], 7, nil]).count == 5)
    #expect(Self.lines(.table([]), [["a": 1]]) == ["", ""])
    #expect(Self.lines(.table([.group("g", [])]), []) == ["", ""])
    #expect(
      Self.lines(.table([.leaf("a"), .leaf("a")], shorten: true), [["a": 1]]) == ["a  a", "1  1"])
  }

  @Test func `a tree deeper than the separators is still shown`() {
    let deep = Column.table([
      .group("a", [.group("b", [.group("c", [.group("d", [.leaf("e"), .leaf("f")])])])])
    ])
    let row: JSON = ["a": ["b": ["c": ["d": ["e": 1, "f": 2]]]]]
    #expect(Self.lines(deep, [row]).last == "1  2")
  }

  @Test func `a colour that is no code is none`() {
    let layout = Table(.table([.leaf("a")]), rows: []).layout()
    #expect(layout.text(colors: ["\u{1B}]0;x\u{7}31"]).string.contains("\u{7}") == false)
  }

  @Test func `columns are read back from what they are written as`() throws {
    let columns = Column.table(
      [.leaf("a", ".3f", display: "A", align: .center, wrap: 3, missing: "-"), Self.columns])
    #expect(try Column(json: columns.json) == columns)
  }

  @Test(arguments: ["3", "{}", "{\"key\": \"a\", \"align\": \"^\"}", "{\"key\": [1]}"])
  func `a malformed column is an error`(json: String) throws {
    let json = try JSONReader.read(Array(json.utf8))
    #expect(throws: TableFailure.self) { try Column(json: json) }
  }
}
