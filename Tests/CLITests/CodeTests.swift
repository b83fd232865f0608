import DoraTestSupport
import Foundation
import Testing

/// The code of runs, as a user of the tools meets it.
@Suite struct CodeTests {
  /// What `dora info --json` says of the last run.
  private func run(_ project: ToyProject, _ sig: String) throws -> [String: Any] {
    let outcome = try project.run("dora info --json -f \(sig)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(json as? [String: Any])
  }

  @Test func `each run records the work tree that it was submitted from`() throws {
    let project = try ToyProject()
    let head = try project.run("git rev-parse HEAD").lines[0]
    try project.run("dora run -- --lr=0.1")
    var first = try run(project, "2aee")
    #expect(first["snapshot"] as? String == head)
    try project.run("echo '# changed' >> toy/train.py; echo 1 > toy/new.py; git add toy/new.py")
    let before = try project.run("sha1sum .git/index .git/HEAD; git status --porcelain").out
    let outcome = try project.run("dora-submit -D 2aee | dora-status --wait")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error == "")
    #expect(try project.run("sha1sum .git/index .git/HEAD; git status --porcelain").out == before)
    first = try run(project, "2aee")
    let snapshot = try #require(first["snapshot"] as? String)
    #expect(snapshot != head)
    #expect(first["commit"] as? String == head)
    #expect(try project.run("git diff --stat \(snapshot)").out == "")
    #expect(try project.run("git rev-parse refs/dora/\(snapshot)").lines == [snapshot])
    #expect(
      try project.run("dora info -f 2aee").out.contains(
        "code:      \(snapshot): uncommitted changes on \(head)\n"))
  }

  @Test func `a search takes one snapshot for all its XPs`() throws {
    let project = try ToyProject()
    try project.run("echo '# changed' >> toy/train.py")
    let outcome = try project.run(
      "seq -f '--epochs=0 --lr=%g' 8 | dora-sig --stdin | DORA_TRACE=1 dora-submit -j2")
    #expect(outcome.status == 0)
    let calls = outcome.error.split(separator: "\n").filter { $0.contains(" hash-object ") }
    #expect(calls.count == 1)
    #expect(try project.run("dora-status --wait").status == 0)
    #expect(try project.run("git for-each-ref refs/dora | wc -l").out == "1\n")
  }

  @Test func `what is too large is named, and the record says so`() throws {
    let project = try ToyProject()
    try project.run("printf '[code]\\n\\tmaxFileSize = 1k\\n' > .doraconfig; seq 9000 > data.txt")
    let outcome = try project.run("dora run -- --lr=0.1")
    #expect(outcome.status == 0)
    #expect(outcome.error == "warning: left out of the recorded code: 'data.txt' (43 kB)\n")
    #expect(try run(project, "2aee")["left_out"] as? [String] == ["data.txt"])
    #expect(try project.run("dora info -f 2aee").out.contains("without:   data.txt\n"))
    try project.run("printf '[code]\\n\\tmaxFileSize = many\\n' > .doraconfig")
    let bad = try project.run("dora run -- --lr=0.1")
    #expect(bad.status == 128)
    #expect(bad.error.hasPrefix("fatal: bad value 'many' for 'code.maxfilesize'\n"))
  }

  @Test func `outside git it's said once that code isn't recorded`() throws {
    let project = try ToyProject(git: false)
    let first = try project.run("dora run -- --lr=0.1")
    #expect(first.status == 0)
    #expect(
      first.error
        == "warning: '\(project.sandbox.path)' is not in a git repository, so the code of its runs is not recorded\n"
    )
    #expect(try project.run("dora run -- --lr=0.1").error == "")
  }

  @Test func `a snapshot of what can't be recorded says why`() throws {
    let project = try ToyProject()
    let bare = try project.run("PATH=${PATH%%:*} dora snapshot")
    #expect(bare.status == 128)
    #expect(bare.error.contains("\nfatal: cannot find a git program on PATH\n"), "\(bare.error)")
    let empty = try project.run("mkdir e; cd e; git init -q .; dora init; dora snapshot")
    #expect(empty.status == 128)
    #expect(
      empty.error.hasPrefix(
        "fatal: there is no code to record in '\(project.sandbox.file("e"))'\n"),
      "\(empty.error)")
  }
}
