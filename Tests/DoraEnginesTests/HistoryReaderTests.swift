import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines

@Suite struct HistoryReaderTests {
  /// What a reader says of a journal and an array, and what loading the whole history says.
  static func both(
    _ journal: String?, _ array: String?
  ) throws -> (quick: HistoryReader.Read, whole: JSON) {
    let sandbox = try Sandbox()
    if let journal { try sandbox.write(journal, to: "history.jsonl") }
    if let array { try sandbox.write(array, to: "history.json") }
    let quick = HistoryReader().read(sandbox.path).read
    let entries = (try? HistoryFile(folder: sandbox.path).load()) ?? []
    #expect(quick.count == entries.count)
    return (quick, Metrics.last(of: entries))
  }

  @Test(arguments: [
    "{\"loss\": 1, \"t\": {\"a\": [1, {\"b\": \"}\\\"\"}]}}\n{\"loss\": 0.5, \"t\": {\"a\": []}}\n",
    "{\"a\": 1}\n{\"b\": 2}\n{\"a\": 3}\n", "{\"a\": 1, \"b\": 2}\n{\"b\": 3, \"a\": 4}\n",
    "{\"a\": 1}\n[3]\n{\"a\": 2}\n", "{\"a\": 1}\n\n{\"a\": 2}\n", "{\"a\": 1, \"a\": 2}\n",
    "{\"a\": 1}\n{\"a\": 2", "{\"a\": 1}\n{\"a\": 2}", "", "\n", "{\"a\": 1", "{}\n{}\n", "x\n",
    "{\"a\":NaN,\"b\":\"x\\\\\"}\n{\"a\":-Infinity,\"b\":\"\\u00e9\"}\n",
    "{\"a\": 1} \n{\"a\": 2}\n",
    "{\"a\": 1}\n{\"a\": }\n", "{\"a\": 1}\u{0}\n{\"a\": 2}\n", "{\"a\": 1,}\n", "{\"a\": }\n",
  ])
  func `a quick look and a whole one say the same`(journal: String) throws {
    let (quick, whole) = try Self.both(journal, nil)
    #expect(PythonJSON.string(quick.last) == PythonJSON.string(whole))
  }

  @Test(arguments: [
    ("{\"a\": 1}\n", "[\n{\"a\": 1}\n]\n"), ("{\"a\": 1}\n", "[{\"a\": 1}, {\"a\": 2}]"),
    ("{\"a\": 1}\n{\"a\": 2}\n", "[\n{\"a\": 1}\n]\n"),
    ("{\"aaaaaaaaaaaaaaaaaaa\": 1}\n", "[{},{},{}]"),
    ("", "[{\"a\": 5}]"), ("", "[]\n"), ("{\"a\": 1}\n", "not JSON"),
  ])
  func `of journal and array the longer counts`(journal: String, array: String) throws {
    let (quick, whole) = try Self.both(journal, array)
    #expect(PythonJSON.string(quick.last) == PythonJSON.string(whole))
    let alone = try Self.both(nil, array)
    #expect(PythonJSON.string(alone.quick.last) == PythonJSON.string(alone.whole))
  }

  /// The Python tool writes it indented.
  @Test(arguments: [
    "[\n  {\n    \"a\": 1,\n    \"t\": {\n      \"b\": [\n        2\n      ]\n    }\n  }\n]", "[]",
    "[ ]",
    "[{\"a\": 1}, {\"a\": 2}]\n", "[{\"a\": 1}, {\"b\": 2}]", "[{\"a\": 1}, {\"a\": 2}",
    "[{\"a\": 1},]",
    "[{\"a\": 1}] x", "[{\"a\": 1}, 3]", "[{\"a\": 1} {\"a\": 2}]", "{\"a\": 1}", "", "[", "[{",
    "[{}, {}]",
    "[{\"a\": \"\n\"}]", "[{\"a\": 1}, {\"a\": 2, \"a\": 3}]",
  ])
  func `an array alone is looked at quickly, and means the same`(array: String) throws {
    let (quick, whole) = try Self.both(nil, array)
    #expect(PythonJSON.string(quick.last) == PythonJSON.string(whole))
  }

  @Test func `at random, too`() throws {
    let pieces = [
      "{\"a\": 1}\n", "{\"a\": 2.5, \"b\": null}\n", "{\"b\": {\"c\": [1]}, \"a\": 0}\n", "[1]\n",
      "\n", "{\"a\": ",
      "{\"a\": \"\\n\\\"\"}\n", "}", "\"", "{\"a\": 1, \"b\": 2}\n", "{\"a\": 3, \"b\": 4}\n",
    ]
    var chance = Chance()
    for _ in 0..<300 {
      let journal = (0..<Int.random(in: 0...5, using: &chance)).compactMap { _ in
        pieces.randomElement(using: &chance)
      }.joined()
      let (quick, whole) = try Self.both(journal, nil)
      #expect(PythonJSON.string(quick.last) == PythonJSON.string(whole), "\(journal)")
    }
  }

  @Test func `what hasn't changed isn't read again`() throws {
    let sandbox = try Sandbox()
    let reader = HistoryReader(keepsEntries: true)
    #expect(reader.read(sandbox.path).isNew)
    #expect(!reader.read(sandbox.path).isNew)
    try sandbox.write("{\"a\": 1}\n", to: "history.jsonl")
    let (read, isNew) = reader.read(sandbox.path)
    #expect(isNew && read.entries == [["a": 1]])
    #expect(!reader.read(sandbox.path).isNew)
  }
}
