import Testing

@testable import DoraModel

@Suite struct TableMetricsTests {
  static let history: [JSON] = [
    ["loss": 2, "train": ["acc": 0.1, "best": 1]], ["train": ["acc": 0.5], "lr": 0.1], "torn",
    ["loss": 1.5, "classes": [1, 2], "note": "ok"],
  ]

  @Test func `a row has the last value of each metric and the number of entries`() {
    #expect(
      Metrics.last(of: Self.history) == [
        "epoch": 4, "loss": 1.5, "train": ["acc": 0.5], "lr": 0.1, "classes": [1, 2], "note": "ok",
      ])
    #expect(Metrics.last(of: []) == ["epoch": 0])
    #expect(Metrics.last(of: [["epoch": 7]]) == ["epoch": 7])
    #expect(Metrics.last(of: Self.history.prefix(1))["loss"] == 2)
  }

  @Test func `default columns are the metrics of all rows, nested as they are, without lists`() {
    let columns = Metrics.columns(of: [Metrics.last(of: Self.history), ["epoch": 1, "new": true]])
    #expect(
      columns == [
        .leaf("epoch", align: .right), .leaf("loss", ".4g", align: .right),
        .group("train", [.leaf("acc", ".4g", align: .right)]),
        .leaf("lr", ".4g", align: .right), .leaf("note"), .leaf("new"),
      ])
  }

  @Test func `a metric that is sometimes nested is a group, and blank where it isn't`() {
    let rows: [JSON] = [["m": 1], ["m": ["a": 2.5]]]
    let columns = Metrics.columns(of: rows)
    #expect(columns == [.group("m", [.leaf("a", ".4g", align: .right)])])
    #expect(Table(.table(columns), rows: rows).layout().rows.map(\.string) == ["   ", "2.5"])
  }

  @Test func `a series has a gap where there's no number`() {
    let series = Metrics.series(["train", "acc"], in: Self.history)
    #expect(series.prefix(2) == [0.1, 0.5])
    #expect(series.suffix(2).allSatisfy { $0.isNaN })
  }

  @Test(
    arguments: [
      ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"), ([], ""), ([3, 3], "▄▄"),
      ([.nan, 0, .nan, 1], " ▁ █"),
      ([-.infinity, 0, 1, .infinity], "▁▁██"), ([-1e308, 1e308, 0], "▁█▅"), ([.nan], " "),
    ] as [([Double], String)])
  func `a sparkline has a block for each value`(values: [Double], line: String) {
    #expect(Sparkline.text(values) == line)
  }

  @Test func `a sparkline fits its width by averages`() {
    #expect(Sparkline.text([0, 0, 4, 6, 10, 10, .nan, .nan], width: 4) == "▁▅█ ")
    #expect(Sparkline.text((0..<1000).map(Double.init), width: 8) == "▁▂▃▄▅▆▇█")
  }

  @Test func `states are counted in one line`() {
    let states: [RunState?] = [.running, .failed, nil, .running, .outOfMemory, .completed]
    let summary = StateSummary(states)
    #expect(
      summary.line == "6 XPs: 2 running, 1 completed, 1 failed, 1 out of memory, 1 not submitted")
    #expect(!summary.isFinal)
    #expect(StateSummary([]).line == "0 XPs")
    #expect(StateSummary([.completed]).line == "1 XP: 1 completed")
  }

  @Test func `a grid's row carries what is known without metrics`() throws {
    let sig = try #require(Sig("2aeed959"))
    let row = GridRow.row(
      index: 3, name: "lr=0.1", sig: sig, state: .outOfMemory, job: "12", metrics: ["epoch": 2])
    let columns = GridRow.head(metrics: Metrics.columns(of: [["epoch": 2]]))
    #expect(
      Table(columns, rows: [row]).layout().text().string == """
                     Meta             |\u{20}\u{20}
        i  name    sta       sig  sid | e
        3  lr=0.1  OUT  2aeed959   12 | 2
        """)
    #expect(Table.value(row, at: ["Meta", "state"]) == "OUT")
    #expect(Table.value(row, at: ["epoch"]) == 2)
  }
}
