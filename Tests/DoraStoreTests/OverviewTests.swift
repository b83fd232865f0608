import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct OverviewTests {
  /// What an overview must be, read record by record.
  static func expected(_ store: Store) throws -> [Summary] {
    let view = try store.view()
    return try view.digests().compactMap { digest in
      try view.xp(digest).map { Summary(of: $0, run: try view.runs(digest).last) }
    }.sorted { $0.sig < $1.sig }
  }

  static func index(_ fixture: StoreFixture) -> URL {
    URL(filePath: fixture.path + "/cache/overview")
  }

  @Test func `an overview has every XP by sig, each with its last run`() throws {
    let fixture = try StoreFixture()
    let xps = try (0..<5).map { try fixture.sign($0) }
    try fixture.submit(xps[0].digest, StoreFixture.run(1, state: .failed))
    try fixture.submit(xps[0].digest, StoreFixture.run(2))
    let all = try fixture.store.overview()
    #expect(all.map(\.sig) == xps.map(\.sig).sorted())
    let row = try #require(all.first { $0.digest == xps[0].digest })
    #expect(row.name == "seed=0")
    #expect(row.program == StoreFixture.program)
    #expect(row.run == StoreFixture.run(2).light)
    #expect(all.filter { $0.run == nil }.count == 4)
  }

  @Test func `every field of a light run survives the index`() throws {
    let fixture = try StoreFixture()
    let digest = try fixture.sign(1).digest
    var run = StoreFixture.run(1)
    var variants = [run]
    for dirty in [nil, false, true] as [Bool?] {
      run.dirty = dirty
      variants.append(run)
    }
    run.commit = nil
    run.snapshot = "abc"
    run.state = .outOfMemory
    run.started = -0.0
    run.ended = 1e300
    run.exit = -1
    run.signal = 9
    run.reason = "é\u{0}\n"
    run.log = ""
    variants.append(run)
    for variant in variants {
      try fixture.store.commit("runs", author: StoreFixture.author) { transaction in
        try transaction.put(Runs([variant]), of: digest)
      }
      try? FileManager.default.removeItem(at: Self.index(fixture))
      let made = try fixture.store.overview()
      let read = try fixture.store.overview()
      #expect(made == read)
      #expect(read.first?.run == variant.light)
      #expect(read.first?.run?.json == variant.light.json)
    }
  }

  @Test func `an overview that grew step by step is the one made anew`() throws {
    let fixture = try StoreFixture()
    var random = Chance()
    var digests: [Digest] = []
    var job = 0
    for step in 0..<40 {
      let size = [1, 1, 3, 40, 70][step % 5]
      try fixture.store.commit("step \(step)", author: StoreFixture.author) { transaction in
        for _ in 0..<size {
          job += 1
          if digests.isEmpty || Bool.random(using: &random) {
            digests.append(try StoreFixture.put(job, transaction).digest)
          } else if let digest = digests.randomElement(using: &random) {
            var runs = try transaction.runs(digest)
            if Bool.random(using: &random) || runs.all.isEmpty {
              runs.all.append(StoreFixture.run(job))
            }
            runs.all[runs.all.count - 1].state = .completed
            runs.all[runs.all.count - 1].ended = Double(job)
            try transaction.put(runs, of: digest)
          }
        }
      }
      if step % 3 == 0 { continue }
      let expected = try Self.expected(fixture.store)
      #expect(try fixture.store.overview() == expected)
      #expect(try fixture.store.briefs() == expected.map { Brief($0) })
    }
    let grown = try fixture.store.overview()
    try FileManager.default.removeItem(at: Self.index(fixture))
    #expect(try fixture.store.overview() == grown)
  }

  @Test func `an index is written for many changes, not for a few`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(0)
    _ = try fixture.store.overview()
    let first = try Data(contentsOf: Self.index(fixture))
    for seed in 1...32 { try fixture.sign(seed) }
    #expect(try fixture.store.overview().count == 33)
    #expect(try Data(contentsOf: Self.index(fixture)) == first)
    try fixture.sign(33)
    #expect(try fixture.store.overview().count == 34)
    #expect(try Data(contentsOf: Self.index(fixture)) != first)
    #expect(OverviewIndex.read(Self.index(fixture).path)?.tip == (try fixture.store.branch.tip()))
  }

  @Test func `a bulk commit leaves an index that is up to date`() throws {
    let fixture = try StoreFixture()
    for round in 0..<3 {
      try fixture.store.commit("sig: 100", author: StoreFixture.author) { transaction in
        for seed in 0..<100 {
          let digest = try StoreFixture.put(round * 50 + seed, transaction).digest
          if seed % 3 == round {
            var runs = try transaction.runs(digest)
            runs.all.append(StoreFixture.run(seed))
            try transaction.put(runs, of: digest)
          }
        }
      }
      let index = try #require(OverviewIndex.read(Self.index(fixture).path))
      #expect(index.tip == (try fixture.store.branch.tip()))
      #expect(index.items.map(\.summary) == (try Self.expected(fixture.store)))
    }
  }

  @Test func `whatever is wrong with the index, the answer is right and the index is made anew`()
    throws
  {
    let fixture = try StoreFixture()
    for seed in 0..<50 { try fixture.sign(seed) }
    try fixture.submit(StoreFixture.delta(3).digest, StoreFixture.run(1))
    let right = try fixture.store.overview()
    let url = Self.index(fixture)
    let good = try Data(contentsOf: url)
    var bad: [Data] = [Data(), Data("dora overview 1\n".utf8), Data("garbage".utf8), good + [0]]
    for length in [1, 15, 17, 20, 25, 500, 10_000, good.count - 1] {
      bad.append(good.prefix(length))
    }
    var chance = Chance()
    for _ in 0..<60 {
      var flipped = good
      flipped[Int.random(in: 0..<good.count, using: &chance)] ^= .random(
        in: 1...255, using: &chance)
      bad.append(flipped)
    }
    for content in bad {
      try content.write(to: url)
      #expect(try fixture.store.overview() == right)
      #expect(try Data(contentsOf: url) == good)
    }
    try FileManager.default.removeItem(at: url)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    #expect(try fixture.store.overview() == right)
  }

  @Test func `content that its checksum vouches for is still not trusted to be well formed`() throws
  {
    let fixture = try StoreFixture()
    for seed in 0..<5 { try fixture.sign(seed) }
    try fixture.submit(StoreFixture.delta(3).digest, StoreFixture.run(1))
    let right = try fixture.store.overview()
    let index = try #require(OverviewIndex.read(Self.index(fixture).path))
    let bytes = try #require(index.encoded)
    // Behind the commit and the names of 512 trees, which may be anything.
    for at in 20 + 512 * 20..<bytes.count {
      var spoiled = bytes
      spoiled[at] = at % 2 == 0 ? 0xFF : 0
      try OverviewIndex.write(content: spoiled, to: Self.index(fixture).path)
      for item in OverviewIndex.read(Self.index(fixture).path)?.items ?? [] {
        _ = (item.summary, item.brief, item.digest, item.folder)
      }
      #expect(try fixture.store.overview().count == index.items.count)
      try OverviewIndex.write(content: spoiled, to: Self.index(fixture).path)
      #expect(try fixture.store.briefs().count == index.items.count)
      try OverviewIndex.write(content: Array(bytes.prefix(at)), to: Self.index(fixture).path)
      #expect(OverviewIndex.read(Self.index(fixture).path) == nil)
    }
    #expect(try fixture.store.overview() == right)
  }

  @Test func `the index of another store doesn't fit`() throws {
    let one = try StoreFixture()
    let other = try StoreFixture()
    for seed in 0..<3 { try one.sign(seed) }
    for seed in 2..<9 { try other.sign(seed) }
    try other.submit(StoreFixture.delta(2).digest, StoreFixture.run(1))
    let right = try one.store.overview()
    _ = try other.store.overview()
    _ = try Data(contentsOf: Self.index(other)).write(to: Self.index(one))
    #expect(try one.store.overview() == right)
  }

  @Test func `longer sigs come after the sig that they begin with`() throws {
    let fixture = try StoreFixture()
    try fixture.forge("2aeed95999")
    try fixture.forge("2aeed95900")
    try fixture.forge("2aeed958")
    #expect(
      try fixture.store.overview().map(\.sig.description) == ["2aeed958", "2aeed959", "2aeed9590"])
    #expect(try fixture.store.overview() == Self.expected(fixture.store))
  }

  @Test func `records that were taken away are gone from the overview`() throws {
    let fixture = try StoreFixture()
    for seed in 0..<6 { try fixture.sign(seed) }
    let early = try fixture.git("rev-parse", "main~3").out.trimmingCharacters(in: .newlines)
    _ = try fixture.store.overview()
    try fixture.git("update-ref", "refs/heads/main", early)
    #expect(try fixture.store.overview().count == 3)
    #expect(try fixture.store.overview() == Self.expected(fixture.store))
  }
}
