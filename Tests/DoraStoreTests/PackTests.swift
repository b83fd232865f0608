import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct PackTests {
  static func counts(_ fixture: StoreFixture) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in try fixture.git("count-objects", "-v").lines {
      let words = line.components(separatedBy: ": ")
      counts[words[0]] = Int(words[1])
    }
    return counts
  }

  @Test func `many XPs are one pack and one commit`() throws {
    let fixture = try StoreFixture()
    try fixture.store.commit("sig: 3000", author: StoreFixture.author) { transaction in
      for seed in 0..<3000 { try StoreFixture.put(seed, transaction) }
    }
    let counts = try Self.counts(fixture)
    #expect(counts["packs"] == 1)
    #expect(counts["count"] == 0)
    #expect(counts["garbage"] == 0)
    #expect(try fixture.commits() == 1)
    #expect(try fixture.store.view().digests().count == 3000)
    let names = try fixture.git("ls-tree", "-r", "--name-only", "main").lines
    #expect(names.count == 3000)
    let view = try fixture.store.view()
    for seed in 0..<3000 {
      let digest = StoreFixture.delta(seed).digest
      #expect(try view.xp(digest)?.argv == [Text("--seed=\(seed)")])
    }
    try fixture.expectSound()
  }

  @Test(arguments: [0, 1, 15, 16, 511, 512, 513, 65_535, 65_536])
  func `records of any size are packed as git packs them`(size: Int) throws {
    let fixture = try StoreFixture()
    try fixture.store.commit("sig: 70", author: StoreFixture.author) { transaction in
      for seed in 0..<70 {
        let delta = StoreFixture.delta(seed)
        let word = Text(bytes: (0..<size).map { UInt8(97 + ($0 * 7 + seed) % 26) })
        _ = try transaction.put(
          digest: delta.digest, argv: [word], delta: delta, program: StoreFixture.program)
      }
    }
    #expect(try Self.counts(fixture)["packs"] == 1)
    #expect(
      try fixture.store.view().xp(StoreFixture.delta(3).digest)?.argv.first?.bytes.count == size)
    try fixture.expectSound()
  }

  @Test func `a few objects stay loose`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let counts = try Self.counts(fixture)
    #expect(counts["packs"] == 0)
    #expect(counts["count"] == 5)
  }

  @Test func `loose objects become a pack when they are many`() throws {
    let fixture = try StoreFixture()
    for seed in 0..<10 { try fixture.sign(seed) }
    // As many files as 7,000 objects would have in this folder.
    for i in 0..<30 {
      try fixture.sandbox.write("no object", to: ".dora/objects/17/\(String(1000 + i))")
    }
    let reader = try Store.open(at: fixture.path).view()
    try fixture.sign(10)
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.path + "/objects/17")
    #expect(names.count == 30)
    for name in names { unlink("\(fixture.path)/objects/17/\(name)") }
    let counts = try Self.counts(fixture)
    #expect(counts["packs"] == 1)
    #expect(counts["count"] == 0)
    // One who had opened the store before finds everything in the pack.
    #expect(try reader.digests().count == 10)
    #expect(try reader.xp(StoreFixture.delta(3).digest) != nil)
    #expect(try fixture.store.view().digests().count == 11)
    try fixture.sign(11)
    try fixture.expectSound()
  }
}
