import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct ConcurrencyTests {
  /// Runs `body` in `count` threads at once, and returns when all have ended.
  static func threads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
    let group = DispatchGroup()
    for i in 0..<count {
      group.enter()
      Thread {
        do { try body(i) } catch { Issue.record(error) }
        group.leave()
      }.start()
    }
    group.wait()
  }

  @Test func `writers at once lose none of each other's work`() throws {
    let fixture = try StoreFixture()
    let path = fixture.path
    Self.threads(8) { writer in
      let store = try Store.open(at: path)
      for i in 0..<15 {
        try store.commit("sig: \(writer) \(i)", author: StoreFixture.author) { transaction in
          _ = try StoreFixture.put(writer * 1000 + i, transaction)
        }
      }
    }
    #expect(try fixture.store.view().digests().count == 120)
    #expect(try fixture.commits() == 120)
    try fixture.expectSound()
  }

  @Test func `writers at once of one XP's runs keep all of them`() throws {
    let fixture = try StoreFixture()
    let digest = try fixture.sign(1).digest
    let path = fixture.path
    Self.threads(6) { writer in
      let store = try Store.open(at: path)
      for i in 0..<10 {
        try store.commit("submit", author: StoreFixture.author) { transaction in
          var runs = try transaction.runs(digest)
          runs.all.append(StoreFixture.run(writer * 100 + i))
          try transaction.put(runs, of: digest)
        }
      }
    }
    let jobs = try fixture.store.view().runs(digest).all.map(\.job)
    #expect(Set(jobs).count == 60)
    #expect(jobs.count == 60)
  }

  @Test func `commits of the git program and ours are kept alike`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(-1)
    let path = fixture.path
    let folder = fixture.sandbox.path
    Self.threads(3) { writer in
      if writer == 0 {
        let line = """
          export GIT_DIR=\(path); for i in $(seq 25); do
            until old=$(git rev-parse main) && new=$(git commit-tree -p $old -m foreign $old^{tree}) &&
              git update-ref refs/heads/main $new $old 2>/dev/null; do :; done
          done
          """
        #expect(try Command(in: folder).shell(line).status == 0)
        return
      }
      let store = try Store.open(at: path)
      for i in 0..<40 {
        try store.commit("sig", author: StoreFixture.author) { transaction in
          _ = try StoreFixture.put(writer * 1000 + i, transaction)
        }
      }
    }
    #expect(try fixture.store.view().digests().count == 81)
    #expect(
      try fixture.git("log", "--format=%s", "main").lines.filter { $0 == "foreign" }.count == 25)
    try fixture.expectSound()
  }

  @Test func `a change is replayed on top of whoever was faster`() throws {
    let fixture = try StoreFixture()
    let other = try Store.open(at: fixture.path)
    try fixture.sign(0)
    var calls = 0
    let count = try fixture.store.commit("sig: 1", author: StoreFixture.author) { transaction in
      calls += 1
      // Before the queue another of ours is faster, in the queue the git program is.
      if calls == 1 { try fixture.sign(2, in: other) }
      if calls == 2 {
        let line = """
          export GIT_DIR=.dora; new=$(git commit-tree -p main -m foreign main^{tree})
          git update-ref refs/heads/main $new
          """
        #expect(try Command(in: fixture.sandbox.path).shell(line).status == 0)
      }
      try StoreFixture.put(1, transaction)
      return try transaction.view.digests().count
    }
    #expect(calls == 3)
    #expect(count == 2)
    #expect(try fixture.store.view().digests().count == 3)
    #expect(
      try fixture.git("log", "--format=%s", "main").lines == [
        "sig: 1", "foreign", "sig: 2", "sig: 0",
      ])
  }

  @Test func `two first commits at once are both kept`() throws {
    let fixture = try StoreFixture()
    let other = try Store.open(at: fixture.path)
    var calls = 0
    try fixture.store.commit("sig: 1", author: StoreFixture.author) { transaction in
      calls += 1
      if calls == 1 { try fixture.sign(2, in: other) }
      try StoreFixture.put(1, transaction)
    }
    #expect(try fixture.store.view().digests().count == 2)
  }

  @Test func `makers of one store at once get the same store`() throws {
    let sandbox = try Sandbox()
    let path = sandbox.file("deep/down/.dora")
    Self.threads(8) { maker in
      let store = try Store.create(at: path)
      try store.commit("sig", author: StoreFixture.author) { transaction in
        _ = try StoreFixture.put(maker, transaction)
      }
    }
    #expect(try Store.open(at: path).view().digests().count == 8)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.file("deep/down")) == [".dora"])
  }

  @Test func `readers see whole commits while others write`() throws {
    let fixture = try StoreFixture()
    let path = fixture.path
    Self.threads(3) { i in
      let store = try Store.open(at: path)
      if i == 0 {
        for k in 0..<30 {
          try store.commit("pair", author: StoreFixture.author) { transaction in
            try StoreFixture.put(2 * k, transaction)
            try StoreFixture.put(2 * k + 1, transaction)
          }
        }
        return
      }
      var last = 0
      while last < 60 {
        let count = i == 1 ? try store.view().digests().count : try store.overview().count
        #expect(count % 2 == 0)
        #expect(count >= last)
        last = count
      }
    }
  }
}
