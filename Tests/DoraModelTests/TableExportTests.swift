import DoraTestSupport
import Testing

@testable import DoraModel

@Suite struct TableExportTests {
  static let table = Table(
    .table([
      .group("Meta", [.leaf("name"), .leaf("index", align: .right)]),
      .leaf("loss", ".2f", align: .center),
    ]),
    rows: [
      ["Meta": ["name": "a,\"b\"\nc|d_é", "index": 0], "loss": 0.123456789, "other": 1],
      ["Meta": ["name": "50%"], "loss": .number(.nan)],
    ])

  private static func python(_ code: String, _ input: [UInt8]) throws -> String {
    let sandbox = try Sandbox()
    try sandbox.write(String(decoding: input, as: UTF8.self), to: "in")
    let outcome = try Command(in: sandbox.path).run(["python3", "-c", code])
    try #require(outcome.status == 0, "\(outcome.error)")
    return outcome.out
  }

  @Test func `CSV has dotted names, numbers in full, and quotes where they're needed`() throws {
    let bytes = TableExport.csv.bytes(Self.table)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "Meta.name,Meta.index,loss\r\n\"a,\"\"b\"\"\nc|d_é\",0,0.123456789\r\n50%,,nan\r\n")
    let read = try Self.python(
      "import csv, json; print(json.dumps(list(csv.reader(open('in', newline='')))))", bytes)
    #expect(
      read == "[[\"Meta.name\", \"Meta.index\", \"loss\"], "
        + "[\"a,\\\"b\\\"\\nc|d_\\u00e9\", \"0\", \"0.123456789\"], [\"50%\", \"\", \"nan\"]]\n")
  }

  @Test func `JSON has an object a line with every column in order`() throws {
    let bytes = TableExport.json.bytes(Self.table)
    let read = try Self.python(
      "import json; [print(json.loads(line)) for line in open('in')]", bytes)
    #expect(
      read
        == "{'version': 1, 'Meta': {'name': 'a,\"b\"\\nc|d_é', 'index': 0}, 'loss': 0.123456789}\n"
        + "{'version': 1, 'Meta': {'name': '50%', 'index': None}, 'loss': nan}\n")
  }

  @Test func `Markdown is what GitHub reads`() {
    #expect(
      String(decoding: TableExport.markdown.bytes(Self.table), as: UTF8.self) == """
        | Meta.name | Meta.index | loss |
        | :-- | --: | :-: |
        | a,"b"<br>c\\|d\\_é | 0 | 0.12 |
        | 50% |  | nan |

        """)
  }

  @Test func `LaTeX spans groups and quotes what means something to it`() {
    #expect(
      String(decoding: TableExport.latex.bytes(Self.table), as: UTF8.self) == """
        \\begin{tabular}{lrc}
        \\hline
        \\multicolumn{2}{c}{Meta} &  \\\\
        name & index & loss \\\\
        \\hline
        a,"b" c\\textbar{}d\\_é & 0 & 0.12 \\\\
        50\\% &  & nan \\\\
        \\hline
        \\end{tabular}

        """)
  }

  @Test(arguments: TableExport.allCases)
  func `a table without columns or rows is no crash`(form: TableExport) {
    _ = form.bytes(Table(.table([]), rows: [[:]]))
    _ = form.bytes(Table(.table([.group("a", [])]), rows: []))
  }
}
