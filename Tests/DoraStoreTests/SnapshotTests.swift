import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

@Suite struct SnapshotTests {
  static let changes = [
    "echo 2 > train.py", "echo 2 > train.py; git add train.py", "rm train.py",
    "echo 2 > train.py; git add train.py; echo 3 > train.py", "echo 1 > new.py",
    "echo 1 > new.py; git add new.py; rm new.py", "git rm -q --cached train.py",
    "git rm -q train.py",
    "git mv train.py main.py", "mv train.py main.py", "chmod +x train.py",
    "rm train.py; ln -s lib/a.py train.py", "ln -s nowhere link", "ln -s $'odd\\nplace' link",
    "mkdir -p a/b; echo 1 > a/b/c.py", "rm -r lib; echo 1 > lib",
    "rm train.py; mkdir train.py; echo 1 > train.py/x",
    "mkdir other; mv lib other; ln -s other/lib lib",
    "mkdir other; cp -r lib other; rm -r lib; ln -s other/lib lib",
    "echo 1 > new.py; git add -N new.py",
    "printf 'a b' > $'new\\nline'; echo > ' lead'; echo > 'trail '",
    "echo 1 > $'\\xff\\xfe.py'; echo > 'ü.py'; echo > '-n'; echo > ':(top)x'; echo > '*.py'",
    "echo 1 > train.log; git add -f train.log; echo 2 > train.log",
    "mkdir outputs; echo > outputs/x; echo > y",
    "mkdir outputs; echo > outputs/x; git add -f outputs; echo 2 > y",
    "mkdir outputs; echo 1 > outputs/x; git add -f outputs; git commit -qm o; echo 2 > outputs/x; git add outputs; rm lib/a.py",
    "mkdir outputs; echo 1 > outputs/x; git add -f outputs; git commit -qm o; git rm -rqf outputs; echo 2 > y",
    "git update-index --split-index; echo 2 > train.py",
    "git update-index --index-version 4; rm train.py",
    "git config core.splitIndex true; git update-index --split-index; echo 2 > train.py; git add train.py; echo 1 > n",
    "git config core.untrackedCache true; git status > /dev/null; echo 1 > new.py",
    "git config core.fsmonitor true; echo 1 > new.py", "git checkout -q --detach; echo 1 > new.py",
    "git checkout -qb b; echo 2 > train.py; git commit -qam b; git checkout -q main; echo 3 > train.py; "
      + "git commit -qam c; git merge -q b > /dev/null || true; test -n \"$(git ls-files -u)\"",
    "git checkout -qb b; git rm -q train.py; git commit -qm b; git checkout -q main; echo 3 > train.py; "
      + "git commit -qam c; git merge -q b > /dev/null || true; rm train.py",
    "git config core.autocrlf true; printf 'a\\r\\n' > dos.txt",
    "git config core.autocrlf input; printf 'a\\r\\n' > dos.txt",
    "git config core.safecrlf true; git config core.autocrlf true; printf 'a\\n' > dos.txt",
    "echo '*.txt text eol=crlf' > .gitattributes; printf 'a\\r\\nb\\r\\n' > dos.txt",
    "git config filter.up.clean 'tr a-z A-Z'; echo '*.bin filter=up' > .gitattributes; echo abc > big.bin",
    "git config core.fileMode false; chmod +x train.py; echo 1 > new.py",
    "git config status.showUntrackedFiles no; echo 1 > new.py",
    "git config status.renames copies; git mv train.py x",
    "git config commit.gpgSign true; git config user.useConfigOnly true; echo 1 > new.py",
    "git config core.logAllRefUpdates always; echo 1 > new.py",
    "git gc -q; git pack-refs --all; echo 1 > new.py",
    "git config index.sparse true; git sparse-checkout set --cone lib; echo 2 > lib/a.py",
    "git sparse-checkout set --no-cone '/*' '!/lib'; echo 2 > train.py; mkdir -p lib; echo 1 > lib/b.py",
    "for i in $(seq 300); do echo $i > f$i.py; done; rm train.py",
    "touch train.py; echo 1 > new.py",
    "git stash -q 2> /dev/null; echo 5 > train.py; git stash -q; echo 6 > train.py",
  ]

  @Test(arguments: changes)
  func `a snapshot is the work tree, and nothing else has changed`(change: String) throws {
    let code = try CodeFixture()
    try code.shell(change)
    let head = try code.line("git rev-parse HEAD")
    let expected = try code.expected()
    let before = try code.state()
    let snapshot = try code.snapshot()
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    #expect(try code.state() == before)
    #expect(try code.tree(of: snapshot.commit) == expected)
    #expect(snapshot.leftOut.isEmpty)
    #expect(snapshot.code == ProjectCode(commit: head, dirty: true))
    let commit = try #require(snapshot.commit)
    if commit != head { #expect(try code.line("git rev-parse '\(commit)^'") == head) }
    // It's kept through everything that git does to what nobody needs.
    try code.shell("git reflog expire --expire=now --all; git gc -q --prune=now")
    #expect(try code.tree(of: commit) == expected)
    #expect(
      try code.line("git for-each-ref --format='%(objectname)' refs/dora/\(commit)") == commit)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: code.sandbox.file("scratch"))
        .allSatisfy { $0.hasPrefix("snapshot-") })
    // Again, with nothing changed.
    #expect(try code.snapshot().commit == commit)
    #expect(try code.line("git for-each-ref refs/dora | wc -l") == "1")
  }

  @Test func `a clean work tree is HEAD, pinned, in one question to git`() throws {
    let code = try CodeFixture()
    let head = try code.line("git rev-parse HEAD")
    #expect(try code.snapshot().commit == head)
    nonisolated(unsafe) var told: [[String]] = []
    let objects = try code.line("git count-objects")
    for line in ["true", "git pack-refs --all"] {
      try code.shell(line)
      told = []
      let snapshot = try code.snapshot(trace: { told.append($0) })
      #expect(snapshot.commit == head)
      #expect(snapshot.code.dirty == false)
      #expect(told.count == 1)
    }
    #expect(try code.line("git count-objects") == objects)
    try code.shell(
      "git commit -q --amend -m other; git reflog expire --expire=now --all; git gc -q --prune=now")
    #expect(try code.line("git cat-file -t \(head)") == "commit")
  }

  @Test func `an unchanged work tree asks git once, and a changed file is noticed`() throws {
    let code = try CodeFixture()
    nonisolated(unsafe) var told: [[String]] = []
    func take() throws -> String? {
      told = []
      return try code.snapshot(trace: { told.append($0) }).commit
    }
    try code.shell("echo 22 > train.py; echo 1 > new.py; touch -d '1 hour ago' train.py new.py")
    // Their change times are of this very moment.
    let first = try take()
    #expect(told.count > 1)
    let end = Date.now.addingTimeInterval(20)
    while told.count > 1, Date.now < end { #expect(try take() == first) }
    #expect(told.count == 1)
    // The same size and times: only the change time tells.
    try code.shell("echo 33 > train.py; touch -d '1 hour ago' train.py")
    let second = try take()
    #expect(second != first)
    #expect(try code.line("git show \(second ?? ""):train.py") == "33")
    // A pin that somebody removed comes back.
    try code.shell("git update-ref -d refs/dora/\(second ?? "")")
    #expect(try take() == second)
    #expect(try code.line("git rev-parse refs/dora/\(second ?? "")") == second)
  }

  @Test func `writes in the same instant are never missed`() throws {
    let code = try CodeFixture()
    for i in 10..<40 {
      try code.shell("echo \(i) > train.py")
      let commit = try code.snapshot().commit
      #expect(try code.line("git show \(commit ?? ""):train.py") == "\(i)")
    }
  }

  @Test func `an index that was written in the same instant as a file hides nothing`() throws {
    let code = try CodeFixture()
    // Same size, same times as the index has them: only the index's own time says that it can't be sure.
    try code.shell(
      """
      echo 2 > train.py; git add train.py; echo 3 > train.py
      touch -d '2020-01-01 00:00:00' train.py .git/index
      """)
    let commit = try code.snapshot().commit
    #expect(try code.line("git show \(commit ?? ""):train.py") == "3")
  }

  @Test(arguments: [
    "git config core.autocrlf false", "git config --global core.autocrlf false",
    "echo '*.py -text' > .gitattributes", "echo '*.py -text' > .git/info/attributes",
  ])
  func `what git looks at again it judges by the settings and attributes of today`(change: String)
    throws
  {
    let code = try CodeFixture()
    // The file is as it's checked out with these line endings, and the index can't be sure of it.
    try code.shell(
      """
      git config --global core.autocrlf true; printf '1\\r\\n' > train.py
      git add train.py; touch -r train.py .git/index; echo '*.c text' > .gitattributes
      """)
    for change in ["true", change] {
      try code.shell(change)
      for _ in 0..<3 {
        let expected = try code.expectedHere()
        let commit = try code.snapshot().commit
        #expect(try code.tree(of: commit) == expected)
        #expect(
          try code.line("git cat-file -s \(commit ?? ""):train.py")
            == (change == "true" ? "2" : "3"))
      }
    }
  }

  @Test func `before the first commit a snapshot has no parent`() throws {
    let sandbox = try Sandbox()
    let git = Command(in: sandbox.path)
    try git.shell("git init -q; echo '/scratch' > .git/info/exclude")
    func take() throws -> Snapshot? {
      try Snapshot.take(
        at: Snapshot.Place(
          root: sandbox.path, excluding: [], scratch: sandbox.file("scratch"),
          environment: git.environment))
    }
    #expect(try take()?.commit == nil)
    try sandbox.write("x\n", to: "train.py")
    let snapshot = try #require(try take())
    #expect(snapshot.code == ProjectCode(commit: nil, dirty: true))
    let commit = try #require(snapshot.commit)
    #expect(try git.run(["git", "show", "\(commit):train.py"]).out == "x\n")
    #expect(try git.run(["git", "rev-list", "--count", commit]).out == "1\n")
    #expect(try take()?.commit == commit)
    #expect(try git.shell("test ! -e .git/index; git rev-parse -q --verify HEAD").out == "")
  }

  @Test func `repositories that libgit2 can't read are taken`() throws {
    let code = try CodeFixture("git config x.y z", format: "sha256")
    try code.shell("echo 2 > train.py; echo 1 > new.py")
    let expected = try code.expected()
    let snapshot = try code.snapshot()
    #expect(snapshot.failure == nil)
    #expect(snapshot.commit?.count == 64)
    #expect(try code.tree(of: snapshot.commit) == expected)
  }

  @Test func `no hook runs, whatever its name`() throws {
    let code = try CodeFixture()
    try code.shell(
      """
      for hook in pre-commit post-commit post-index-change reference-transaction post-checkout \\
        commit-msg prepare-commit-msg pre-auto-gc fsmonitor-watchman; do
        printf '#!/bin/sh\\necho $0 >> ../hooks\\nexit 1\\n' > .git/hooks/$hook
        chmod +x .git/hooks/$hook
      done
      git config core.fsmonitor .git/hooks/fsmonitor-watchman
      echo 2 > train.py
      """)
    #expect(try code.snapshot().failure == nil)
    #expect(!code.sandbox.exists("hooks"))
    _ = try code.git.shell("git update-ref refs/x HEAD")
    #expect(code.sandbox.exists("hooks"))
  }

  @Test func `outside git there is nothing to take, and without its program the commit is known`()
    throws
  {
    let sandbox = try Sandbox()
    let environment = Command(in: sandbox.path).environment
    let place = Snapshot.Place(
      root: sandbox.path, excluding: [], scratch: sandbox.file("scratch"), environment: environment)
    #expect(try Snapshot.take(at: place) == nil)
    #expect(!sandbox.exists("scratch"))
    let code = try CodeFixture()
    let snapshot = try code.snapshot(environment: ["PATH": "/nowhere"])
    #expect(snapshot.code == ProjectCode(commit: try code.line("git rev-parse HEAD"), dirty: nil))
    #expect(snapshot.commit == nil)
  }

  @Test func `a git folder that can't be written to is told of, and the state known`() throws {
    let code = try CodeFixture()
    try code.shell("echo 2 > train.py; echo > .git/refs/dora")
    let snapshot = try code.snapshot()
    #expect(snapshot.commit == nil)
    #expect(snapshot.code.dirty == true)
    #expect(snapshot.failure?.message == "cannot record the code in '\(code.root)'")
    #expect(snapshot.failure?.cause?.contains("refs/dora") == true)
  }

  @Test func `many at once make one snapshot`() throws {
    let code = try CodeFixture()
    try code.shell(
      "for i in $(seq 50); do echo $i > f$i.py; done; rm train.py; echo > .git/index.lock")
    let expected = try code.expected()
    let queue = DispatchQueue(label: "results")
    nonisolated(unsafe) var commits: [String?] = []
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let commit = try? code.snapshot().commit
      queue.sync { commits.append(commit) }
    }
    #expect(Set(commits).count == 1)
    #expect(commits.count == 8)
    #expect(try code.tree(of: commits[0]) == expected)
    #expect(try code.line("git for-each-ref refs/dora | wc -l") == "1")
    #expect(try code.line("git fsck 2>&1") == "")
  }

  @Test func `50,000 new files fit`() throws {
    let code = try CodeFixture()
    try code.shell(
      """
      mkdir many; cd many
      python3 -c 'for i in range(50000): open("%d" % i, "w").write(str(i % 10))'
      """)
    let snapshot = try code.snapshot()
    #expect(snapshot.failure == nil)
    #expect(try code.line("git ls-tree -r \(snapshot.commit ?? "") many | wc -l") == "50000")
    #expect(try code.snapshot().commit == snapshot.commit)
  }
}
