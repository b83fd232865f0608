import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// Commits as folders: what is in them, and that nothing else has changed.
@Suite struct CheckoutTests {
  private func place(_ code: CodeFixture, root: String? = nil) -> Checkout.Place {
    Checkout.Place(root: root ?? code.root, environment: code.git.environment)
  }

  private func make(
    _ commit: String?, _ code: CodeFixture, _ name: String = "copy", root: String? = nil
  ) throws -> Checkout {
    try Checkout.make(
      try #require(commit), at: code.sandbox.file(name), of: place(code, root: root))
  }

  /// How a checkout differs from the files of the work tree that aren't ignored; git's own folders don't count.
  private func difference(_ code: CodeFixture, _ path: String) throws -> String {
    try code.shell(
      """
      rm -rf ../plain; cp -a . ../plain; git -C ../plain clean -fdXq
      find ../plain -type d -empty -not -path '*/.git/*' -delete
      diff -r --no-dereference -x .git -x outputs ../plain \(path) || true
      """
    ).out
  }

  @Test(arguments: SnapshotTests.changes)
  func `a checkout is what was taken, and nothing else has changed`(change: String) throws {
    let code = try CodeFixture()
    try code.shell(change)
    let snapshot = try code.snapshot()
    let before = try code.state()
    let checkout = try make(snapshot.commit, code)
    #expect(try code.state() == before)
    #expect(checkout.missing.isEmpty && checkout.changed.isEmpty)
    #expect(try code.line("git -C \(checkout.path) status --porcelain") == "")
    #expect(try code.line("git -C \(checkout.path) rev-parse HEAD") == snapshot.commit)
    #expect(
      try code.line("cd \(checkout.path); git ls-files -s | git hash-object --stdin")
        == code.line(
          "git ls-tree -r --full-tree '\(snapshot.commit ?? "")' | sed 's/ [a-z]* / /; s/\\t/ 0\\t/' | git hash-object --stdin"
        ))
    // Whose line endings or contents git itself makes others of.
    let isAltered = ["autocrlf", "filter.up", "sparse"].contains { change.contains($0) }
    if !isAltered { #expect(try difference(code, checkout.path) == "") }
    #expect(try code.line("git worktree list | wc -l") == "1")
    try code.shell("git fsck --no-dangling")
  }

  @Test func `line endings and filters come out as they do in the work tree`() throws {
    let code = try CodeFixture(
      "printf '*.txt text eol=crlf\\n*.x filter=swap ident\\n' > .gitattributes; git config filter.swap.clean 'tr a-z A-Z'; "
        + "git config filter.swap.smudge 'tr A-Z a-z'; printf 'one\\r\\n' > dos.txt; printf 'a $Id$\\n' > f.x"
    )
    try code.shell("rm f.x dos.txt; git checkout -q f.x dos.txt")
    let checkout = try make(code.snapshot().commit, code)
    #expect(try code.line("cat \(checkout.path)/f.x") == "a $id$")
    #expect(try difference(code, checkout.path) == "")
  }

  @Test func `large files of LFS come with their contents`() throws {
    let code = try CodeFixture(
      "git lfs install --local > /dev/null; git lfs track '*.bin' > /dev/null; seq 1000 > a.bin; seq 9 > 'b c.bin'"
    )
    #expect(try code.line("git cat-file -p HEAD:a.bin | head -c 7") == "version")
    try code.shell("seq 2000 > a.bin; seq 3 > new.bin; git add new.bin; seq 4 > new.bin")
    // LFS adds objects of its own, and nothing else.
    func state() throws -> [Substring] {
      try code.state().split(separator: "\n").filter { !$0.hasPrefix("./.git/lfs") }
    }
    let before = try state()
    let snapshot = try code.snapshot()
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    #expect(try state() == before)
    #expect(
      try code.line("git cat-file -p \(snapshot.commit ?? ""):new.bin | head -c 7") == "version")
    try code.shell(
      "cp -r . ../kept; git checkout -q .; git rm -qf new.bin"
    )
    let checkout = try make(snapshot.commit, code)
    #expect(try code.line("diff -r -x .git ../kept \(checkout.path) || true") == "")
    #expect(try code.line("git -C \(checkout.path) status --porcelain") == "")
  }

  @Test func `submodules and repositories inside come with their own commits`() throws {
    let library = try CodeFixture()
    let code = try CodeFixture(
      "git -c protocol.file.allow=always submodule --quiet add \(library.root) deep/sub")
    try code.shell(
      "git init -q nest; echo 1 > nest/f; git -C nest add f; git -C nest commit -qm x; echo 5 > deep/sub/train.py; git -C deep/sub commit -qam five; echo 1 > new.py"
    )
    let snapshot = try code.snapshot()
    let before = try code.state()
    let checkout = try make(snapshot.commit, code)
    #expect(try code.state() == before)
    #expect(checkout.missing.isEmpty)
    #expect(
      try code.line("cd \(checkout.path); cat deep/sub/train.py nest/f new.py | xargs") == "5 1 1")
    #expect(try code.line("git -C \(checkout.path) status --porcelain") == "")
    #expect(
      try code.line("git -C \(checkout.path)/deep/sub rev-parse HEAD")
        == code.line("git -C deep/sub rev-parse HEAD"))
    // The submodule isn't checked out any more, and the repository inside is gone.
    try code.shell("git submodule --quiet deinit -f deep/sub; rm -rf nest")
    let second = try make(snapshot.commit, code, "second")
    #expect(try code.line("cat \(second.path)/deep/sub/train.py") == "5")
    #expect(second.missing == ["nest"])
  }

  @Test func `every kind of repository`() throws {
    let sha256 = try CodeFixture("git config x.y z", format: "sha256")
    try sha256.shell("echo 2 > train.py; echo 1 > new.py")
    let commit = try sha256.snapshot().commit
    #expect(commit?.count == 64)
    #expect(try difference(sha256, make(commit, sha256).path) == "")

    let code = try CodeFixture()
    let linked = code.sandbox.file("linked")
    try code.shell("git worktree add -q \(linked) -b side; echo 7 > \(linked)/train.py")
    let side = try code.snapshot(at: linked).commit
    let checkout = try make(side, code, root: linked)
    #expect(try code.line("cat \(checkout.path)/train.py") == "7")
    // The linked work tree goes, and the checkout stays what it is.
    try code.shell("git worktree remove -f \(linked); git branch -qD side; git gc -q --prune=now")
    #expect(
      try code.line(
        "git -C \(checkout.path) status --porcelain; git -C \(checkout.path) log -1 --format=%H")
        == side)
    #expect(try code.line("cat \(make(side, code, "again").path)/train.py") == "7")

    let sandbox = try Sandbox()
    let git = Command(in: sandbox.path)
    try git.shell("git init -q p; echo x > p/train.py")
    let first = try Snapshot.take(
      at: Snapshot.Place(
        root: sandbox.file("p"), excluding: [], scratch: sandbox.file("scratch"),
        environment: git.environment))
    _ = try Checkout.make(
      try #require(first?.commit), at: sandbox.file("copy"),
      of: Checkout.Place(root: sandbox.file("p"), environment: git.environment))
    #expect(try sandbox.read("copy/train.py") == "x\n")
    #expect(try git.shell("git -C p rev-parse -q --verify HEAD").status == 1)
  }

  @Test func `no hook runs, and nothing is written to the repository`() throws {
    let code = try CodeFixture()
    try code.shell(
      """
      for hook in post-checkout post-index-change reference-transaction fsmonitor-watchman; do
        printf '#!/bin/sh\\necho $0 >> ../hooks\\nexit 1\\n' > .git/hooks/$hook
        chmod +x .git/hooks/$hook
      done
      git config core.fsmonitor .git/hooks/fsmonitor-watchman
      git config core.logAllRefUpdates always; git config core.splitIndex true
      """)
    let commit = try code.line("git rev-parse HEAD")
    let list = "cd .git; find . -type f | sort | xargs sha1sum"
    let before = try code.line(list)
    try code.shell("rm -f ../hooks")
    _ = try make(commit, code)
    #expect(try code.line(list) == before)
    #expect(!code.sandbox.exists("hooks"))
  }

  @Test func `many at once make one shared checkout`() async throws {
    let code = try CodeFixture("for i in $(seq 200); do echo $i > f$i.py; done")
    let commit = try #require(try code.snapshot().commit)
    let codes = code.sandbox.file("project/outputs/codes")
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try Checkout.shared(
            commit, in: codes,
            of: Checkout.Place(root: code.root, environment: code.git.environment)
          ) { _ in }.path
        }
      }
      for try await path in group { #expect(path == "\(codes)/\(commit)") }
    }
    #expect(try code.line("ls -A outputs/codes | xargs") == ".gitignore \(commit)")
    #expect(try difference(code, "\(codes)/\(commit)") == "")
  }

  @Test func `a shared checkout that was changed is told of, and one that was moved still works`()
    throws
  {
    let code = try CodeFixture()
    let commit = try #require(try code.snapshot().commit)
    func shared(_ root: String) throws -> Checkout {
      try Checkout.shared(
        commit, in: root + "/outputs/codes",
        of: Checkout.Place(root: root, environment: code.git.environment)
      ) { _ in }
    }
    let checkout = try shared(code.root)
    try code.shell("echo 3 > \(checkout.path)/train.py; echo 1 > \(checkout.path)/built.so")
    #expect(try shared(code.root).changed == ["train.py"])
    try code.shell(
      "git -C \(checkout.path) checkout -q train.py; mv ../project ../moved; mkdir ../project")
    let moved = try shared(code.sandbox.file("moved"))
    #expect(moved.changed.isEmpty)
    #expect(try code.line("git -C \(moved.path) status --porcelain -uno") == "")
  }

  @Test func `a failure leaves nothing`() throws {
    let code = try CodeFixture(
      "git config filter.no.clean cat; git config filter.no.smudge false; git config filter.no.required true; echo '*.bad filter=no' > .gitattributes; echo > x.bad"
    )
    let commit = try code.line("git rev-parse HEAD")
    #expect(throws: StoreFailure.self) { try make(commit, code) }
    #expect(try code.line("cd ..; ls -A | grep -c -e copy -e making || true") == "0")
    #expect(throws: StoreFailure.self) { try make(String(repeating: "0", count: 40), code) }
    #expect(throws: StoreFailure.self) {
      try Checkout.make(commit, at: code.sandbox.file("x"), of: place(code, root: "/"))
    }
  }
}
