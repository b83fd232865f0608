import DoraTestSupport
import Testing

@testable import DoraModel

@Suite struct GridNamesTests {
  @Test(.enabled(if: Differential.Peer.upstream.isWanted, "DORA_TEST_UPSTREAM isn't set"))
  func `XPs have the names that the Python tool gives them, at random`() throws {
    let cases = try Differential.cases(
      "upstream_cases.py", "names", "\(Chance.seed)", "5000", peer: .upstream)
    #expect(cases.count == 5000)
    for item in cases {
      let deltas = try (item["deltas"]?.array ?? []).map { try #require(Delta(json: $0)) }
      let found = Names.names(of: deltas)
      let full = deltas.map(Names.fullName)
      let isEqual =
        Text(found.base) == item["base"]?.text
        && found.names.map { Text($0) } == item["names"]?.texts
        && full.map { Text($0) } == item["full"]?.texts
      #expect(isEqual, "\(found) \(full), not \(PythonJSON.string(item))")
    }
  }

  @Test func `what all XPs share is factored out, numbers compared as Python does`() {
    let names = Names.names(of: [
      Delta([.init("lr", 1), .init("seed", 1), .init("model.encoder.dim", 64)]),
      Delta([.init("lr", 1.0), .init("seed", 2), .init("flag", true)]),
    ])
    #expect(names.base == "lr=1")
    #expect(names.names == ["mod.enc.dim=64 seed=1", "flag seed=2"])
  }

  @Test func `an XP with no part of its own has no name in a set, and is the default by itself`() {
    let plain = Delta([])
    #expect(Names.names(of: [plain, Delta([.init("lr", 1)])]).names == ["", "lr=1"])
    #expect(Names.name(of: plain) == "default")
    #expect(Names.fullName(of: plain).isEmpty)
    #expect(Names.names(of: []).names.isEmpty)
  }
}
