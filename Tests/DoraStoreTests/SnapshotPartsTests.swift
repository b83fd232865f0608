import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// What a snapshot leaves out, and repositories within repositories.
@Suite struct SnapshotPartsTests {
  private func names(_ snapshot: Snapshot) -> [String] { snapshot.leftOut.map(\.shown).sorted() }

  @Test func `what is too large is left out and named, the largest first`() throws {
    let code = try CodeFixture()
    try code.shell(
      "head -c 3000 /dev/zero > a; head -c 2000 /dev/zero > b; head -c 1000 /dev/zero > c; seq 9000 > train.py"
    )
    let limits = SnapshotLimits(file: 20_000, total: 4000)
    let snapshot = try code.snapshot(limits: limits)
    #expect(names(snapshot) == ["'a' (3000 bytes)", "'train.py' (43 kB)"])
    let commit = try #require(snapshot.commit)
    #expect(
      try code.line("git ls-tree --name-only \(commit) | xargs") == ".gitignore b c lib train.py")
    // Of a file that git knows, its last staged version stands in.
    #expect(try code.line("git show \(commit):train.py") == "1")
    #expect(try code.snapshot(limits: limits).leftOut == snapshot.leftOut)
    #expect(try code.snapshot().leftOut.isEmpty)
  }

  @Test func `a large file alone leaves HEAD as it is`() throws {
    let code = try CodeFixture()
    try code.shell("head -c 3000 /dev/zero > data.bin")
    let snapshot = try code.snapshot(limits: SnapshotLimits(file: 100, total: 1000))
    #expect(snapshot.commit == (try code.line("git rev-parse HEAD")))
    #expect(snapshot.code.dirty == true)
    #expect(names(snapshot) == ["'data.bin' (3000 bytes)"])
  }

  @Test func `pipes, sockets and conflicts that are too large are no part of it`() throws {
    let code = try CodeFixture()
    try code.shell(
      "git checkout -qb b; seq 20 > train.py; git commit -qam b; git checkout -q main; seq 30 > train.py; "
        + "git commit -qam c; git merge -q b > /dev/null || true; rm lib/a.py; mkfifo lib/a.py")
    let snapshot = try code.snapshot(limits: SnapshotLimits(file: 50, total: 1000))
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    #expect(snapshot.leftOut.map(\.path.string).sorted() == ["lib/a.py", "train.py"])
    #expect(try code.line("git ls-tree -r --name-only \(snapshot.commit ?? "")") == ".gitignore")
  }

  @Test(.enabled(if: geteuid() != 0, "root reads everything"))
  func `a file that can't be read is left out`() throws {
    let code = try CodeFixture()
    try code.shell("echo 1 > secret; chmod 000 secret; echo 1 > new.py")
    #expect(names(try code.snapshot()) == ["'secret' (unreadable)"])
  }

  @Test func `folders that can't be looked into are named`() throws {
    var status = CodeStatus(porcelain: Array("# branch.oid (initial)\0".utf8))
    status.hear(
      Array(
        """
        warning: could not open directory 'data/': Permission denied
        lib/a.py: Permission denied
        warning: unable to access '/home/u/.config/git/attributes': Permission denied
        lib/a.py: Permission denied
        warning: could not open directory 'it's/outputs/': Permission denied

        """.utf8))
    _ = status.leave(out: ["it's/outputs"])
    #expect(status.unreadable.map { Text(bytes: $0).string } == ["data", "lib/a.py"])
    let plan = SnapshotPlan(status, top: "/nowhere", limits: SnapshotLimits())
    #expect(plan.leftOut.map(\.shown) == ["'data' (unreadable)", "'lib/a.py' (unreadable)"])
  }

  @Test(arguments: [
    ("10", 10), ("500k", 512_000), ("10m", 10 << 20), ("2G", 2 << 30), ("0", 0),
  ])
  func `limits are written as git writes sizes`(text: String, size: Int) throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("[code]\n maxFileSize = \(text)\n", to: "config")
    let limits = try SnapshotLimits(try Configuration.read(path))
    #expect(limits == SnapshotLimits(file: size))
  }

  @Test(arguments: ["", "x", "10q", "-1", "1.5m", "99999999999999999g", "k"])
  func `a limit that is no size is refused`(text: String) throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write("[code]\n maxTotalSize = \(text)\n", to: "config")
    let found = failure { _ = try SnapshotLimits(try Configuration.read(path)) }
    #expect(found?.message == "bad value '\(text)' for 'code.maxtotalsize'")
  }

  @Test func `a submodule's commit is recorded and kept, and its own changes are told of`() throws {
    let library = try CodeFixture()
    let code = try CodeFixture(
      "git -c protocol.file.allow=always submodule --quiet add \(library.root) sub")
    func inner(_ commit: String?) throws -> String {
      try code.line("git rev-parse '\(commit ?? ""):sub'")
    }
    let clean = try code.snapshot()
    #expect(clean.commit == (try code.line("git rev-parse HEAD")))
    try code.shell("echo 2 > sub/train.py")
    let dirty = try code.snapshot()
    #expect(names(dirty) == ["'sub' (changes in a submodule)"])
    #expect(dirty.commit == clean.commit)
    try code.shell("git -C sub commit -qam two; echo 1 > sub/new.py")
    let before = try code.state()
    let moved = try code.snapshot()
    #expect(try code.state() == before)
    #expect(try inner(moved.commit) == code.line("git -C sub rev-parse HEAD"))
    #expect(names(moved) == ["'sub' (changes in a submodule)"])
    // The next commit is noticed though git status says the same of it.
    try code.shell("rm sub/new.py; git -C sub commit -q --allow-empty -m three")
    let again = try code.snapshot()
    #expect(try inner(again.commit) == code.line("git -C sub rev-parse HEAD"))
    #expect(again.commit != moved.commit)
    try code.shell(
      "cd sub; git reset -q --hard HEAD~2; git reflog expire --expire=now --all; git gc -q --prune=now"
    )
    #expect(try code.line("git -C sub cat-file -t \(inner(again.commit))") == "commit")
    #expect(try code.line("git -C sub cat-file -t \(inner(moved.commit))") == "commit")
  }

  @Test func `a repository inside is recorded by its commit, one without is named`() throws {
    let code = try CodeFixture()
    try code.shell(
      "git init -q nest; git -C nest commit -q --allow-empty -m x; echo 1 > nest/f; git init -q empty; echo 1 > empty/f; echo 1 > n.py"
    )
    let before = try code.state()
    let snapshot = try code.snapshot()
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    #expect(try code.state() == before)
    #expect(
      names(snapshot) == [
        "'empty' (a repository with no commit)",
        "'nest' (a repository of its own; its commit is recorded)",
      ])
    let commit = try #require(snapshot.commit)
    #expect(
      try code.line("git rev-parse \(commit):nest") == code.line("git -C nest rev-parse HEAD"))
    #expect(
      try code.line("git ls-tree --name-only \(commit) | xargs")
        == ".gitignore lib n.py nest train.py")
    try code.shell("git -C nest commit -q --allow-empty -m y")
    let second = try code.snapshot().commit
    #expect(
      try code.line("git rev-parse \(second ?? ""):nest") == code.line("git -C nest rev-parse HEAD")
    )
  }

  @Test func `a linked work tree is taken with its own index, and pinned for all`() throws {
    let code = try CodeFixture()
    let linked = code.sandbox.file("linked")
    try code.shell(
      "git worktree add -q \(linked); echo 5 > train.py; cd \(linked); echo 2 > train.py; echo 1 > n; git add n"
    )
    let expected = try code.expected(at: linked)
    let before = try (code.state(), code.state(of: linked))
    let snapshot = try code.snapshot(at: linked)
    #expect(try code.state() == before.0)
    #expect(try code.state(of: linked) == before.1)
    #expect(snapshot.failure == nil)
    #expect(try code.tree(of: snapshot.commit) == expected)
    #expect(try code.line("git rev-parse refs/dora/\(snapshot.commit ?? "")") == snapshot.commit)
  }

  @Test func `a partial clone is asked for nothing that it hasn't got`() throws {
    let code = try CodeFixture("git config uploadpack.allowFilter true")
    let partial = code.sandbox.file("partial")
    try code.shell(
      "echo 2 > train.py; git commit -qam two; cd ..; git clone -q --filter=blob:none file://$PWD/project partial; mv project gone; mkdir project"
    )
    try "2".write(toFile: partial + "/train.py", atomically: false, encoding: .utf8)
    let snapshot = try code.snapshot(at: partial)
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    let show = Command(in: partial)
    #expect(try show.run(["git", "show", "\(snapshot.commit ?? ""):train.py"]).out == "2")
  }

  @Test func `a folder of a larger repository has all of it taken`() throws {
    let code = try CodeFixture()
    try code.shell("echo 2 > train.py; echo 2 > lib/new.py")
    let expected = try code.expected()
    #expect(try code.tree(of: code.snapshot(at: code.root + "/lib").commit) == expected)
  }
}
