import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct StoreTests {
  @Test func `a new store is a bare git repository without a commit`() throws {
    let fixture = try StoreFixture()
    #expect(try fixture.git("rev-parse", "--is-bare-repository").out == "true\n")
    #expect(try fixture.git("symbolic-ref", "HEAD").out == "refs/heads/main\n")
    #expect(try fixture.git("rev-parse", "--verify", "-q", "main").status == 1)
    #expect(try fixture.store.view().digests().isEmpty)
    #expect(try fixture.store.overview().isEmpty)
    try fixture.expectSound()
  }

  @Test func `a store is no part of the project's own repository`() throws {
    let fixture = try StoreFixture()
    let git = Command(in: fixture.sandbox.path)
    try git.run(["git", "init", "-q"])
    try fixture.sign(1)
    #expect(try git.run(["git", "status", "--porcelain"]).out == "")
    #expect(try git.run(["git", "add", "."]).status == 0)
    #expect(try git.run(["git", "ls-files"]).out == "")
  }

  @Test func `an XP is one file in one commit, which says what was done and by whom`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.sign(7)
    let hex = xp.digest.hex
    let path = "xps/\(hex.prefix(2))/\(hex.dropFirst(2)).json"
    #expect(try fixture.git("ls-tree", "-r", "--name-only", "main").out == path + "\n")
    let log = try fixture.git("log", "--format=%an|%ae|%cn|%ai|%s", "main").out
    #expect(log == "Ada|ada@host|Ada|2023-11-14 23:13:20 +0100|sig: 7\n")
    let record = """
      {"version": 1, "sig": "\(xp.sig)", "digest": "\(hex)", "argv": ["--seed=7"], \
      "delta": [["seed", 7]], "program": {"backend": "argparse", "package": "digits", \
      "main_module": "train", "command": [], "dir": "./outputs", "exclude": []}}

      """
    #expect(try fixture.git("show", "main:\(path)").out == record)
    #expect(try fixture.store.view().xp(xp.digest) == xp)
    try fixture.expectSound()
  }

  @Test func `runs are one line each, oldest first`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.sign(1)
    try fixture.submit(xp.digest, StoreFixture.run(1))
    try fixture.submit(xp.digest, StoreFixture.run(2))
    let hex = xp.digest.hex
    let path = "runs/\(hex.prefix(2))/\(hex.dropFirst(2)).json"
    let lines = try fixture.git("show", "main:\(path)").lines
    #expect(lines.count == 4)
    #expect(lines[1].contains("\"job\": \"1\"") && lines[2].contains("\"job\": \"2\""))
    // The second submission added a line, and touched one for its comma.
    let stat = try fixture.git("show", "--numstat", "--format=", "main").out
    #expect(stat == "2\t1\t\(path)\n")
    #expect(try fixture.store.view().runs(xp.digest).all.map(\.job) == ["1", "2"])
    let python = try Command(in: fixture.sandbox.path).shell(
      "git --git-dir=.dora show main:\(path) | python3 -c 'import json,sys; "
        + "print([r[\"job\"] for r in json.load(sys.stdin)[\"runs\"]])'")
    #expect(python.out == "['1', '2']\n")
  }

  @Test func `an XP that is there keeps its sig and takes the words of who asked last`() throws {
    let fixture = try StoreFixture()
    let first = try fixture.sign(1)
    let delta = StoreFixture.delta(1)
    let (again, isNew) = try fixture.store.commit("sig: again", author: StoreFixture.author) {
      try $0.put(
        digest: delta.digest, argv: ["--seed", "1"], delta: delta, program: StoreFixture.program)
    }
    #expect(again.sig == first.sig)
    #expect(again.argv == ["--seed", "1"])
    #expect(!isNew)
    #expect(try fixture.store.view().xp(first.digest) == again)
    #expect(try fixture.commits() == 2)
  }

  @Test func `putting what is there already makes no commit`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.sign(1)
    try fixture.submit(xp.digest, StoreFixture.run(1))
    try fixture.store.commit("nothing", author: StoreFixture.author) {
      try $0.put(try $0.runs(xp.digest), of: xp.digest)
    }
    #expect(try fixture.commits() == 2)
  }

  @Test func `a closure that throws stores nothing`() throws {
    struct Stop: Error {}
    let fixture = try StoreFixture()
    #expect(throws: Stop.self) {
      try fixture.store.commit("never", author: StoreFixture.author) { transaction in
        try StoreFixture.put(1, transaction)
        throw Stop()
      }
    }
    #expect(try fixture.store.view().digests().isEmpty)
  }

  @Test func `a transaction reads what it has put`() throws {
    let fixture = try StoreFixture()
    try fixture.store.commit("both", author: StoreFixture.author) { transaction in
      let xp = try StoreFixture.put(1, transaction)
      #expect(try transaction.xp(xp.digest) == xp)
      #expect(try transaction.runs(xp.digest) == Runs())
      try transaction.put(Runs([StoreFixture.run(1)]), of: xp.digest)
      #expect(try transaction.runs(xp.digest).last?.job == "1")
    }
    #expect(try fixture.commits() == 1)
  }

  @Test func `a view doesn't change when the store does`() throws {
    let fixture = try StoreFixture()
    let xp = try fixture.sign(1)
    let before = try fixture.store.view()
    try fixture.submit(xp.digest, StoreFixture.run(1))
    let later = try fixture.sign(2)
    #expect(try before.runs(xp.digest) == Runs())
    #expect(try before.xp(later.digest) == nil)
    #expect(try fixture.store.view().runs(xp.digest).all.count == 1)
  }

  @Test(arguments: [
    ("", ""), ("<>", "a b@c"), ("A\nB", "\n"), ("  Ada  L. ", "x>y"), ("é", "é@h\u{0}"),
  ])
  func `any name of an author makes a commit that git approves`(
    name: String, email: String
  ) throws {
    let fixture = try StoreFixture()
    let author = Author(name: name, email: email, seconds: -5, offsetMinutes: -7 * 60 - 30)
    try fixture.store.commit("sig: 'a\u{0}b'\n\nmore\n", author: author) { transaction in
      _ = try StoreFixture.put(1, transaction)
    }
    let commit = try fixture.git("cat-file", "commit", "main")
    #expect(commit.lines[1].hasPrefix("author ") && commit.lines[1].hasSuffix("> 0 -0730"))
    #expect(try fixture.git("log", "--format=%s", "main").out == "sig: 'ab'\n")
    try fixture.expectSound()
  }

  @Test func `files that others put in the tree stay there`() throws {
    let fixture = try StoreFixture()
    let first = try fixture.sign(1)
    let folder = "xps/\(first.digest.hex.prefix(2))"
    let line = """
      set -e; export GIT_DIR=$PWD/.dora GIT_INDEX_FILE=$PWD/index
      git read-tree main; blob=$(echo hello | git hash-object -w --stdin)
      for name in README grids/a.json \(folder)/NOTES \(folder)/zz.json xps/2a/sub/file; do
        git update-index --add --cacheinfo 100644,$blob,$name
      done
      git update-ref refs/heads/main $(git commit-tree -p main -m other $(git write-tree))
      """
    #expect(try Command(in: fixture.sandbox.path).shell(line).status == 0)
    for seed in 2..<40 { try fixture.sign(seed) }
    let names = try fixture.git("ls-tree", "-r", "--name-only", "main").lines
    #expect(names.count == 39 + 5)
    for name in ["README", "grids/a.json", "\(folder)/NOTES", "\(folder)/zz.json"] {
      #expect(names.contains(name))
    }
    #expect(try fixture.store.view().digests().count == 39)
    #expect(try fixture.store.overview().count == 39)
    try fixture.expectSound()
  }

  @Test func `a clone and a packed store are stores`() throws {
    let fixture = try StoreFixture()
    for seed in 0..<20 { try fixture.sign(seed) }
    try fixture.git("gc", "-q", "--prune=now")
    #expect(!fixture.sandbox.exists(".dora/refs/heads/main"))
    try fixture.sign(20)
    let copy = fixture.sandbox.file("copy")
    #expect(try fixture.git("clone", "-q", "--bare", ".dora", copy).status == 0)
    let clone = try Store.open(at: copy)
    #expect(try clone.view().digests() == fixture.store.view().digests())
    try fixture.sign(21, in: clone)
    #expect(try fixture.git("fetch", "-q", copy, "main:main").status == 0)
    #expect(try fixture.store.view().digests().count == 22)
    try fixture.expectSound()
  }

  @Test func `a push that would drop records is refused`() throws {
    let fixture = try StoreFixture()
    try fixture.sign(1)
    let copy = fixture.sandbox.file("copy")
    try fixture.git("clone", "-q", "--bare", ".dora", copy)
    try fixture.sign(2)
    let clone = Command(in: copy)
    #expect(try clone.run(["git", "push", "-q", "--force", "../.dora", "main"]).status != 0)
    #expect(try clone.run(["git", "push", "-q", "../.dora", ":main"]).status != 0)
    #expect(try fixture.store.view().digests().count == 2)
  }
}
