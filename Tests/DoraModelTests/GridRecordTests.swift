import Testing

@testable import DoraModel

@Suite struct GridRecordTests {
  private static func record(_ entries: [GridRecord.Entry?], left: [GridRecord.Entry] = []) throws
    -> GridRecord
  {
    GridRecord(try GridName("digits"), entries: entries.compactMap { $0 }, left: left)
  }

  @Test func `a record has a fixed key order and lists resources once`() throws {
    let record = try Self.record(
      [
        GridFixture.entry("a", array: 0), GridFixture.entry("b", array: 0),
        GridFixture.entry("c", resources: ["gpus": 8, "time": 60]),
      ], left: GridFixture.entries("d"))
    let digests = (record.entries + record.left).map(\.digest.hex)
    func xp(_ i: Int, _ name: String, _ resources: Int, _ array: String) -> String {
      "{\"sig\": \"\(digests[i].prefix(8))\", \"digest\": \"\(digests[i])\", \"name\": \"x=\(name)\", "
        + "\"resources\": \(resources), \"array\": \(array)}"
    }
    #expect(
      PythonJSON.string(record.json)
        == "{\"version\": 1, \"name\": \"digits\", "
        + "\"resources\": [{\"gpus\": 1}, {\"gpus\": 8, \"time\": 60}], "
        + "\"xps\": [\(xp(0, "a", 0, "0")), \(xp(1, "b", 0, "0")), \(xp(2, "c", 1, "null"))], "
        + "\"left\": [\(xp(3, "d", 0, "null"))]}")
    #expect(try GridRecord(json: record.json) == record)
  }

  @Test func `a repeated XP merges to the first`() throws {
    let record = try Self.record([
      GridFixture.entry("a"), GridFixture.entry("b"),
      GridFixture.entry("a", resources: ["gpus": 8], array: 3),
    ])
    #expect(record.entries == GridFixture.entries("a", "b"))
  }

  @Test func `a grid's changes are what came, what went and what asks for something else`() throws {
    let old = try Self.record([
      GridFixture.entry("a"), GridFixture.entry("b"), GridFixture.entry("c"),
    ])
    let new = try Self.record([
      GridFixture.entry("d"), GridFixture.entry("c", resources: ["gpus": 2]),
      GridFixture.entry("a", array: 1),
    ])
    let changes = new.changes(since: old)
    #expect(changes.added.map(\.name) == ["x=d"])
    #expect(changes.removed.map(\.name) == ["x=b"])
    #expect(changes.changed.map(\.name) == ["x=c"])
    #expect(new.changes(since: nil).added.count == 3)
  }

  @Test(arguments: [
    "3", "{}", "{\"name\": \"../x\", \"xps\": []}", "{\"name\": \"x\"}",
    "{\"name\": \"x\", \"xps\": [{\"sig\": \"../\", \"digest\": \"\", \"name\": \"\"}]}",
    "{\"name\": \"x\", \"xps\": [7]}",
  ])
  func `a malformed record is an error`(json: String) throws {
    let json = try JSONReader.read(Array(json.utf8))
    #expect(throws: RecordFailure.self) { try GridRecord(json: json) }
  }

  @Test func `a place in no list of resources is no crash`() throws {
    var text = PythonJSON.string(try Self.record([GridFixture.entry("a")]).json)
    text = text.replacing("\"resources\": 0", with: "\"resources\": 99")
    let record = try GridRecord(json: JSONReader.read(Array(text.utf8)))
    #expect(record.entries.first?.resources == [:])
  }
}
