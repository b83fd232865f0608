import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// JSON and digests beside Python's own `json` and `hashlib`.
@Suite struct JSONDifferentialTests {
  @Test func `random deltas are printed, sorted and digested as Python does it`() throws {
    let seed = Chance.seed
    let cases = try Differential.cases("json_cases.py", String(seed), "4000")
    #expect(cases.count == 4000)
    for one in cases {
      let dumped = try #require(one["delta"]?.string)
      let value = try JSONReader.read(Array(dumped.utf8))
      #expect(PythonJSON.string(value) == dumped, "seed \(seed)")
      let shuffled = try JSONReader.read(Array(try #require(one["shuffled"]?.string).utf8))
      let delta = try #require(Delta(json: shuffled), "seed \(seed)")
      #expect(PythonJSON.string(delta.json) == dumped, "seed \(seed)")
      #expect(delta.digest.hex == one["digest"]?.string, "seed \(seed)")
    }
  }

  @Test(arguments: [
    "", "{", "[1,]", "[1 2]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "\"", "\"\\x\"", "\"\\u12\"", "01",
    "1.", ".5", "+1",
    "-", "1e", "nul", "tru", "[1]x", "\"\u{1}\"", "[[[", "NaNa", "--1",
  ])
  func `what Python's json refuses is refused, with its place`(text: String) {
    #expect(throws: JSONFailure.self) { try JSONReader.read(Array(text.utf8)) }
  }

  @Test func `very deep JSON is an error, not a crash`() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
    #expect(throws: JSONFailure.self) { try JSONReader.read(deep) }
  }
}
