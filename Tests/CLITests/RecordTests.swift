import DoraTestSupport
import Foundation
import Testing

/// What was recorded of XPs: their runs, whole XPs, and how two differ.
@Suite struct RecordTests {
  /// A project with two runs of `--lr=0.1`, the second from changed code, and one run of `--lr=0.2 --epochs=4`.
  static func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.run("dora run -- --lr=0.1; echo '# changed' >> toy/train.py")
    let search = "dora-sig -- --lr=0.1 | dora-submit -D | dora-status --wait"
    #expect(try project.run(search).status == 0)
    #expect(try project.run("dora run -- --lr=0.2 --epochs=4").status == 0)
    return project
  }

  /// JSON Lines as dictionaries.
  static func objects(_ outcome: Outcome) throws -> [[String: Any]] {
    try outcome.lines.map { line in
      let json = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(json as? [String: Any])
    }
  }

  @Test func `a log has each run with its own code and metrics, newest first`() throws {
    let project = try Self.project()
    let head = try project.run("git rev-parse HEAD").lines[0].prefix(10)
    let log = try project.run("dora log 2aee")
    #expect(log.lines.count == 2)
    #expect(log.lines[0].hasPrefix("2aeed959@2  "), "\(log.out)")
    #expect(log.lines[0].contains("  COMPLETED  "))
    #expect(log.lines[0].contains("  job 2  local:"))
    #expect(log.lines[0].hasSuffix("  \(head)-dirty  lr=0.1  epoch=2 loss=0.5"), "\(log.out)")
    #expect(log.lines[1].hasSuffix("  \(head)        lr=0.1  epoch=2 loss=0.5"), "\(log.out)")
    let all = try project.run("dora log").lines
    #expect(all.count == 3)
    #expect(all[0].hasSuffix("epochs=4 lr=0.2  epoch=4 loss=0.25"), "\(all)")
    #expect(try project.run("dora log -n1 | wc -l; dora log -n 2 2aee | wc -l").out == "1\n2\n")
    let runs = try Self.objects(try project.run("dora log --json 2aee"))
    #expect(runs.map { $0["run"] as? Int } == [2, 1])
    #expect(runs.map { $0["state"] as? String } == ["COMPLETED", "COMPLETED"])
    #expect((runs[1]["metrics"] as? [String: Any])?["loss"] as? Double == 0.5)
    #expect(runs[0]["snapshot"] as? String != runs[1]["snapshot"] as? String)
  }

  @Test func `the metrics of a run stay with it when the next one begins anew`() throws {
    let project = try ToyProject()
    try project.run("dora run -- --lr=0.1")
    try project.run("dora run --clear -- --lr=0.1 --status=3; dora log 2aee")
    try project.run("rm -r outputs/xps/2aeed959")
    let runs = try Self.objects(try project.run("dora log --json 2aee"))
    #expect(runs.map { $0["exit"] as? Int } == [3, 0])
    #expect(
      runs.map { ($0["metrics"] as? [String: Any])?["loss"] as? Double } == [0.5, 0.5], "\(runs)")
    #expect(try project.run("dora show 2aee").out.contains(" (not there)\n"))
  }

  @Test func `the log of what hasn't ended says so`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1 --sleep=600 | dora-submit")
    // How long so far.
    #expect(
      try project.eventually {
        try project.run("dora log").out.contains(#/  RUNNING  \d+[smhd]\d*  job /#)
      })
    #expect(try project.run("dora cancel 2aee; dora log").out.contains("  CANCELLED"))
    #expect(try project.run("dora-sig -- --lr=0.2 | cut -f 1 | xargs dora log").out == "")
  }

  @Test func `show has the XP whole`() throws {
    let project = try Self.project()
    let text = try project.run("dora show 2aee").out
    let snapshot = try project.run("dora info --json -f 2aee | grep -o '\"snapshot\": \"[^\"]*'")
      .out.suffix(41).prefix(40)
    for part in [
      "xp:         2aeed959172dce5f09fb53089a7aa8b9fb2cd148\n",
      "program:    toy.train (argparse)\n",
      "folder:     \(project.sandbox.path)/outputs/xps/2aeed959\n",
      "metrics:    epoch=2 loss=0.5\n\nrun 2: COMPLETED\n  job:        2 on local, ",
      "\n  code:       \(snapshot): uncommitted changes on ",
      "\n  log:        \(project.sandbox.path)/outputs/xps/2aeed959/runs/2.log\n",
      "\n\nrun 1: COMPLETED\n  job:        1 on local, ", "\n  command:    ",
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    let whole = try Self.objects(try project.run("dora-status | dora show --json"))
    #expect(whole.count == 2)
    let xp = try #require(whole.first { $0["sig"] as? String == "2aeed959" })
    #expect((xp["runs"] as? [[String: Any]])?.count == 2)
    #expect((xp["program"] as? [String: Any])?["backend"] as? String == "argparse")
    #expect(try project.run("dora show").status == 128)
    #expect(try project.run("dora show beef").status == 128)
  }

  @Test func `diff compares arguments, configuration, code and metrics, and answers 1`() throws {
    let project = try Self.project()
    let other = try project.run("dora-sig -- --lr=0.2 --epochs=4").lines[0]
    let outcome = try project.run("dora diff 2aee@1 \(other)")
    #expect(outcome.status == 1, "\(outcome.error)")
    #expect(outcome.error == "")
    for part in [
      "diff --dora 2aeed959@1 \(other)@1\n--- 2aeed959@1 lr=0.1 (COMPLETED)\n",
      "@@ arguments @@\n-lr=0.1\n+lr=0.2\n+epochs=4\n@@ code ",
      "diff --git a/toy/train.py b/toy/train.py\n", "\n+# changed\n",
      "@@ metrics @@\n-epoch=2\n+epoch=4\n-loss=0.5\n+loss=0.25\n",
    ] { #expect(outcome.out.contains(part), "\(part)\n\(outcome.out)") }
    let same = try project.run("dora diff 2aee 2aee")
    #expect(same.status == 0)
    #expect(same.out == "")
    let quiet = try project.run("dora diff -q 2aee@1 @2")
    #expect(quiet.status == 1)
    #expect(quiet.out == "")
    #expect(try project.run("dora diff --only metrics --only arguments 2aee@1 @2").status == 0)
    let json = try Self.objects(try project.run("dora diff --json 2aee@1 \(other)"))[0]
    #expect(json["differ"] as? Bool == true)
    let files = (json["code"] as? [String: Any])?["files"] as? [[String: Any]]
    #expect(files?.map { $0["path"] as? String } == ["toy/train.py"])
    #expect(files?.first?["added"] as? Int == 1)
    let config = try #require(json["config"] as? [[String: Any]])
    #expect(config.map { $0["name"] as? String } == ["lr", "epochs"])
    #expect(config[1]["old"] as? Int == 2)
  }

  @Test func `of the code, paths and short forms are git's`() throws {
    let project = try Self.project()
    try project.run("mkdir notes; echo 1 > notes/a; dora run -- --lr=0.1")
    let names = "dora diff --only code --name-only 2aee@1 @3"
    #expect(try project.run(names).lines.dropFirst(4) == ["notes/a", "toy/train.py"])
    #expect(try project.run("\(names) -- toy | tail -n +5").out == "toy/train.py\n")
    #expect(try project.run("cd toy; \(names) -- . | tail -n +5").out == "toy/train.py\n")
    #expect(try project.run("\(names) -- README").status == 0)
    #expect(
      try project.run("dora diff --only code --stat 2aee@1 @3").out.contains(
        "2 files changed, 2 insertions(+)"))
    let colored = try project.run(
      "TERM=xterm script -qec 'dora diff --only code 2aee@1 @3' /dev/null < /dev/null"
    ).out
    #expect(colored.contains("\u{1B}[32m+# changed") || colored.contains("\u{1B}[32m+\u{1B}[m"))
    #expect(
      try !project.run(
        "NO_COLOR=1 TERM=xterm script -qec 'dora diff 2aee@1 @3' /dev/null < /dev/null"
      ).out.contains("\u{1B}[3"))
  }

  @Test func `what can't be compared is said`() throws {
    let project = try Self.project()
    let tooMany = try project.run("dora diff 2aee 2aee@7")
    #expect(tooMany.status == 128)
    #expect(
      tooMany.error
        == "fatal: XP '2aeed959' has no run 7: it has 2\nhint: list them: dora log 2aeed959\n")
    #expect(try project.run("dora diff 2aee 2aee@x").status == 129)
    #expect(try project.run("dora diff --only luck 2aee 2aee").status == 129)
    #expect(try project.run("dora diff 2aee").status == 129)
    // A program that doesn't start any more.
    let other = try project.run("dora-sig -- --lr=0.2 --epochs=4").lines[0]
    try project.run("echo 'raise SystemExit(3)' > toy/train.py")
    let broken = try project.run("dora diff --only config --only arguments 2aee \(other)")
    #expect(broken.status == 1)
    #expect(broken.error.hasPrefix("warning: configurations are not compared: "))
    #expect(broken.out.contains("@@ arguments @@\n"))
    // Code that git has lost.
    try project.run(
      "git update-ref -d refs/dora/$(git for-each-ref --format='%(refname:lstrip=2)' refs/dora | tail -1) 2>/dev/null; for r in $(git for-each-ref --format='%(refname)' refs/dora); do git update-ref -d $r; done; git gc -q --prune=now"
    )
    let lost = try project.run("dora diff --only code 2aee@1 @2")
    #expect(lost.status == 1)
    #expect(lost.out.contains("(commit '"), "\(lost.out)")
    #expect(lost.out.contains("is not in the repository of "))
  }

  @Test func `the configuration of a command program is its arguments`() throws {
    let project = try ToyProject()
    try project.sandbox.write("[program]\n\tcommand = true\n", to: ".doraconfig")
    let sigs = try project.run("dora-sig -- lr=1; dora-sig -- lr=2 name=x").lines
    let outcome = try project.run("dora diff \(sigs[0]) \(sigs[1])")
    #expect(outcome.status == 1, "\(outcome.error)")
    #expect(outcome.out.hasSuffix("@@ arguments @@\n-lr=1\n+lr=2\n+name=x\n"), "\(outcome.out)")
  }
}
