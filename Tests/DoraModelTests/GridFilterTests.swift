import DoraTestSupport
import Testing

@testable import DoraModel

@Suite struct GridFilterTests {
  static let names: [Text] = ["lr=0.1 bs=4", "lr=0.1 bs=8", "lr=0.01 bs=4", ""]

  @Test(.enabled(if: Differential.Peer.upstream.isWanted, "DORA_TEST_UPSTREAM isn't set"))
  func `patterns select what the Python tool selects, at random`() throws {
    let cases = try Differential.cases(
      "upstream_cases.py", "filter", "\(Chance.seed)", "5000", peer: .upstream)
    #expect(cases.count == 5000)
    for item in cases {
      let filter = GridFilter(item["words"]?.texts ?? [])
      let places = try? filter.select(item["names"]?.texts ?? [])
      #expect(places == item["places"]?.array?.compactMap(\.int), "\(PythonJSON.string(item))")
    }
  }

  @Test(
    arguments: [
      ([], [0, 1, 2, 3]), (["lr=0.1"], [0, 1]), (["bs=4", "!0.01"], [0]), (["!lr"], [3]),
      (["2"], [2]), (["bs=4", "1"], [2]), (["-1"], [3]), (["1", "0", "1"], [1, 0]),
      (["nothing"], []),
      (["lr=0.?1"], [2]), (["!"], []),
    ] as [([Text], [Int])])
  func `all patterns must hold, and indices count among what they leave`(
    words: [Text], places: [Int]
  ) throws {
    #expect(try GridFilter(words).select(Self.names) == places)
  }

  @Test(arguments: ["4", "-5", "99999999999999999999999"])
  func `an index that no XP has is an error`(word: String) {
    #expect(throws: GridFailure.self) { try GridFilter([Text(word)]).select(Self.names) }
  }
}
