import DoraModel
import Foundation
import Testing

@testable import DoraStore

@Suite struct KillTests {
  /// Single commits write loose objects, larger ones a pack.
  @Test(arguments: [1, 150])
  func `a writer killed at any instant leaves a sound store that takes the next commit`(
    size: Int
  ) throws {
    let fixture = try StoreFixture()
    for round in 0..<12 {
      let writer = try WriterProcess(fixture, size: size, firstSeed: round * 1_000_000)
      try poll { try writer.lines().count >= size }
      usleep(UInt32.random(in: 0..<20_000))
      writer.kill()
      let committed = try writer.lines().compactMap { Int($0) }
      let view = try fixture.store.view()
      for seed in committed { #expect(try view.xp(StoreFixture.delta(seed).digest) != nil) }
      // Whole commits only.
      #expect(try (view.digests().count - round) % size == 0)
      // No second process can have made this one's lock go away by waiting.
      try fixture.sign(-1 - round)
      try fixture.expectSound()
    }
    #expect(try fixture.store.overview().count == fixture.store.view().digests().count)
  }

  @Test func `a file system that takes no more leaves the old state, and says so`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let writer = try WriterProcess(fixture, size: 1000, firstSeed: 1000, forever: false)
    writer.wait()
    let said = try writer.lines().joined()
    #expect(said.hasPrefix("cannot write '\(fixture.path)/objects/pack'"))
    #expect(said.hasSuffix("File too large"))
    #expect(try fixture.store.view().digests().count == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: fixture.path + "/objects/pack") == [])
    try fixture.sign(2)
    try fixture.expectSound()
  }

  @Test func `what was left of a pack is removed by a later one`() throws {
    let fixture = try StoreFixture()
    let folder = ".dora/objects/pack"
    let old = try fixture.sandbox.write("PACK", to: "\(folder)/pack_git2_0123")
    try fixture.sandbox.write("PACK", to: "\(folder)/pack_git2_4567")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old)
    try fixture.store.commit("sig: 100", author: StoreFixture.author) { transaction in
      for seed in 0..<100 { try StoreFixture.put(seed, transaction) }
    }
    #expect(!fixture.sandbox.exists("\(folder)/pack_git2_0123"))
    #expect(fixture.sandbox.exists("\(folder)/pack_git2_4567"))
  }
}
