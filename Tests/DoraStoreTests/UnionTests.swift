import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// Two stores become one: nothing is lost, and whoever unites first, the result is the same.
@Suite struct UnionTests {
  /// Takes over what `other` has, over git.
  private func unite(_ store: StoreFixture, with other: StoreFixture) throws -> UnionReport {
    try store.git("fetch", "-q", other.path, "+main:refs/remotes/x/main")
    let hex = try store.git("rev-parse", "refs/remotes/x/main").lines[0]
    let commit = try #require(ObjectID(hex: hex))
    return try store.store.unite(
      with: IncomingStore(commit: commit), "pull: x", author: StoreFixture.author)
  }

  private func tree(_ store: StoreFixture) throws -> String {
    try store.git("rev-parse", "main^{tree}").out
  }

  @Test func `what either has both have, and equal stores are equal trees`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    let xp = try a.sign(1)
    try a.submit(xp.digest, StoreFixture.run(1, state: .completed))
    try b.sign(2)
    try b.sign(1)
    let report = try unite(b, with: a)
    #expect(report.newRuns == 1)
    #expect(report.newXPs.isEmpty)
    #expect(try unite(a, with: b).newXPs.map(\.argv) == [["--seed=2"]])
    #expect(try tree(a) == tree(b))
    #expect(try a.git("rev-parse", "main").out == b.git("rev-parse", "main").out)
    let before = try a.git("rev-parse", "main").out
    #expect(try unite(a, with: b).newXPs.isEmpty)
    #expect(try a.git("rev-parse", "main").out == before, "nothing new is no commit")
    try a.expectSound()
    try b.expectSound()
  }

  @Test func `an empty store takes the other's history as it is`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    try a.sign(1)
    #expect(try unite(b, with: a).newXPs.count == 1)
    #expect(try a.git("rev-parse", "main").out == b.git("rev-parse", "main").out)
  }

  @Test func `runs are united by their ids, and what has ended stays ended`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    let xp = try a.sign(1)
    try a.submit(xp.digest, StoreFixture.run(1, state: .running, id: "1111111111111111"))
    _ = try unite(b, with: a)
    try a.store.commit("fold", author: StoreFixture.author) { transaction in
      var runs = try transaction.runs(xp.digest)
      runs.all[0].state = .completed
      runs.all[0].ended = 1_700_000_009
      try transaction.put(runs, of: xp.digest)
    }
    try b.submit(xp.digest, StoreFixture.run(1, state: .failed, id: "2222222222222222"))
    _ = try unite(b, with: a)
    _ = try unite(a, with: b)
    for store in [a, b] {
      let runs = try store.store.view().runs(xp.digest).all
      #expect(runs.map(\.id) == ["1111111111111111", "2222222222222222"])
      #expect(runs.map(\.state) == [.completed, .failed])
    }
    #expect(try tree(a) == tree(b))
  }

  @Test func `members that a later version wrote are kept`() {
    let newer: JSON = ["version": 1, "runs": [["id": "b", "submitted": 2.0, "later": [1]]]]
    let union = RunUnion(
      ours: ["runs": [["id": "a", "submitted": 3.0]]], theirs: newer, base: nil)
    #expect(union.runs.map { $0["id"]?.string } == ["b", "a"])
    #expect(union.runs[0]["later"] == [1])
    #expect(union.newCount == 1)
  }

  @Test func `of two stars the later counts, of two histories the longer`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    let xp = try a.sign(1)
    _ = try unite(b, with: a)
    let key = HistoryKey(digest: xp.digest, run: "1111111111111111")
    for (store, time, lines) in [(a, 5.0, "{}\n{}\n"), (b, 6.0, "{}\n")] {
      try store.store.commit("star", author: StoreFixture.author) { transaction in
        try transaction.put(Star(isSet: time < 6, by: "x", time: time), of: xp.digest)
        transaction.put(Array(lines.utf8), at: key)
      }
    }
    _ = try unite(a, with: b)
    _ = try unite(b, with: a)
    #expect(try tree(a) == tree(b))
    let view = try b.store.view()
    #expect(try view.star(xp.digest)?.isSet == false)
    let content = try #require(try view.histories()[key])
    #expect(try view.history(content) == Array("{}\n{}\n".utf8))
  }

  @Test func `a grid that both changed is the later one`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    func put(_ store: StoreFixture, _ seeds: [Int], at seconds: Int) throws {
      var author = StoreFixture.author
      author.seconds = seconds
      try store.store.commit("grid", author: author) { transaction in
        let entries = try seeds.map { seed in
          let xp = try StoreFixture.put(seed, transaction)
          return GridRecord.Entry(digest: xp.digest, sig: xp.sig, name: "seed=\(seed)")
        }
        try transaction.put(GridRecord(try GridName("g"), entries: entries))
      }
    }
    try put(a, [1], at: 100)
    _ = try unite(b, with: a)
    try put(a, [1, 2], at: 300)
    try put(b, [3], at: 200)
    try b.sign(9)
    _ = try unite(b, with: a)
    _ = try unite(a, with: b)
    #expect(try tree(a) == tree(b))
    let grid = try b.store.view().grid(try GridName("g"))
    #expect(grid?.entries.map(\.name) == ["seed=1", "seed=2"])
    #expect(try a.store.view().digests().count == 4)
  }

  @Test func `two XPs of one sig both get more digits`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    try a.forge("2aeed9591")
    try b.forge("2aeed9592")
    let report = try unite(a, with: b)
    #expect(report.renamed.map(\.old.description) == ["2aeed959"])
    #expect(report.renamed.map(\.xp.sig.description) == ["2aeed9591"])
    #expect(report.newXPs.map(\.sig.description) == ["2aeed9592"])
    let other = try unite(b, with: a)
    #expect(other.renamed.map(\.xp.sig.description) == ["2aeed9592"])
    #expect(other.newXPs.map(\.sig.description) == ["2aeed9591"])
    #expect(try tree(a) == tree(b))
    // Whoever unites on its own comes to the same.
    let (c, d) = (try StoreFixture(), try StoreFixture())
    try c.forge("2aeed9591")
    try d.forge("2aeed9592")
    _ = try unite(d, with: c)
    #expect(try tree(d) == tree(a))
    _ = try unite(c, with: b)
    #expect(try tree(c) == tree(a))
  }

  @Test(arguments: 1...6)
  func `at random, stores that share with each other become equal`(seed: Int) throws {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let stores = try (0..<3).map { _ in try StoreFixture() }
    for (number, store) in stores.enumerated() { try store.sign(20 + number) }
    var job = 0
    for _ in 0..<40 {
      let store = stores[random(3)]
      switch random(5) {
      case 0: try store.sign(random(12))
      case 1, 2:
        let xp = try store.sign(random(12))
        job += 1
        var run = StoreFixture.run(job, state: RunState.allCases[random(9)])
        run.submitted += Double(random(100))
        try store.submit(xp.digest, run)
      case 3:
        let xp = try store.sign(random(12))
        let star = Star(isSet: random(2) == 0, by: "x", time: Double(random(5)))
        try store.store.commit("star", author: StoreFixture.author) {
          try $0.put(star, of: xp.digest)
        }
      default: _ = try unite(store, with: stores[random(3)])
      }
    }
    for _ in 0..<2 {
      for left in 0..<3 {
        for right in 0..<3 where left != right {
          _ = try unite(stores[left], with: stores[right])
        }
      }
    }
    let trees = Set(try stores.map(tree))
    #expect(trees.count == 1)
    let counts = try stores.map { store in
      let view = try store.store.view()
      return try view.digests().reduce(0) { try $0 + view.runs($1).all.count }
    }
    #expect(counts == [job, job, job])
    try stores[0].expectSound()
  }

  @Test func `what isn't a record comes in only if it's a file`() throws {
    let (a, b) = (try StoreFixture(), try StoreFixture())
    try a.sign(1)
    try b.sign(2)
    // A later version's collection of records.
    let script = """
      export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index
      git read-tree main; blob=$(echo "$2" | git hash-object -w --stdin)
      git update-index --add --cacheinfo $1,$blob,$3
      git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree))
      """
    func add(_ mode: String, _ text: String, _ path: String) throws {
      let outcome = try Command(in: b.sandbox.path).run([
        "bash", "-ec", script, "x", mode, text, path,
      ])
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    try add("100644", "new", "later/thing.json")
    #expect(try unite(a, with: b).newXPs.count == 1)
    #expect(try a.git("show", "main:later/thing.json").out == "new\n")
    let before = try a.git("rev-parse", "main").out
    try add("120000", "/etc/passwd", "later/link")
    #expect(failure { _ = try unite(a, with: b) }?.message.contains("is corrupt") == true)
    #expect(try a.git("rev-parse", "main").out == before)
  }

  @Test func `a malformed record is refused, and nothing of that store comes in`() throws {
    for path in [
      "xps/2a/eed959172dce5f09fb53089a7aa8b9fb2cd148.json",
      "runs/2a/eed959172dce5f09fb53089a7aa8b9fb2cd148.json",
      "stars/2a/eed959172dce5f09fb53089a7aa8b9fb2cd148.json", "grids/g.json",
    ] {
      let (a, b) = (try StoreFixture(), try StoreFixture())
      try a.sign(1)
      try b.sign(2)
      let script = """
        export GIT_DIR=.dora GIT_INDEX_FILE=$PWD/index
        git read-tree main; blob=$(echo '{"version": 1}' | git hash-object -w --stdin)
        git update-index --add --cacheinfo 100644,$blob,$1
        git update-ref refs/heads/main $(git commit-tree -p main -m x $(git write-tree))
        """
      #expect(
        try Command(in: b.sandbox.path).run(["bash", "-ec", script, "x", path]).status == 0)
      let before = try a.git("rev-parse", "main").out
      let refusal = failure { _ = try unite(a, with: b) }
      #expect(refusal?.message.contains("cannot read '\(path)'") == true, "\(path)")
      #expect(try a.git("rev-parse", "main").out == before)
    }
  }
}
