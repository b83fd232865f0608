import DoraTestSupport
import Foundation
import Testing

/// XPs whose last run used other code than today's.
@Suite struct StaleCodeTests {
  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(
      "from . import model\n" + ToyProject.train, to: "toy/train.py")
    try project.sandbox.write("SCALE = 1\n", to: "toy/model.py")
    try project.sandbox.write("", to: "toy/grids/__init__.py")
    try project.sandbox.write(
      "from dora import Explorer\n\n\n@Explorer\ndef explorer(launcher):\n"
        + "    for lr in (1, 2, 3):\n        launcher({\"lr\": lr})\n", to: "toy/grids/three.py")
    try project.run("git add -A; git commit -qm 'with a grid'")
    return project
  }

  @Test func `what the program loads marks an XP, and nothing else does`() throws {
    let project = try project()
    try project.run("dora run -- --lr=0.1")
    func code() throws -> String {
      try project.run("dora-status --format '%(code)' 2aee; dora-status 2aee | cut -f 7").out
    }
    #expect(try code() == "same\n\n")
    try project.run("echo '# read me' > README; echo 'x = 1' > toy/other.py; touch toy/model.py")
    #expect(try code() == "same\n\n")
    try project.run("echo 'SCALE = 2' > toy/model.py")
    #expect(try code() == "changed\ncode\n")
    #expect(try project.run("dora info --json -f 2aee | jq .code_changed").out == "true\n")
    #expect(
      try project.run("dora info -f 2aee").out.contains("stale:     changed since: toy/model.py\n"))
    // Neither Python nor git is asked.
    #expect(try project.run("DORA_TRACE=1 dora-status 2aee").error == "")
    // The new code is known by now, and the old is back.
    try project.run("dora-sig -- --lr=9; git checkout -q toy/model.py")
    #expect(try code() == "same\n\n")
    try project.run("echo 'SCALE = 3' > toy/model.py; dora run -- --lr=0.1")
    #expect(try code() == "same\n\n")
    #expect(
      try project.run("dora-sig -- --lr=0.7 | xargs dora-status --format '%(code)'").out == "\n")
  }

  @Test func `a grid lists what is stale, marks it, and runs it again when told`() throws {
    let project = try project()
    try project.run("dora grid --no_monitoring three; dora-status --wait")
    #expect(try project.run("dora grid --stale three").out == "")
    #expect(try !project.run("dora grid --no-monitoring three").out.contains("changed"))
    try project.run("echo 'SCALE = 2' > toy/model.py")
    let lines = try project.run("dora grid --stale three '!lr=1*'").lines
    #expect(
      lines.map { $0.split(separator: "\t").dropFirst() } == [
        ["0", "lr=2.0", "toy/model.py"], ["1", "lr=3.0", "toy/model.py"],
      ])
    let table = try project.run("dora grid --no-monitoring three").out
    #expect(table.split(separator: "\n").count { $0.contains("changed") } == 3, "\(table)")
    #expect(try project.run("dora-status --format '%(job)' | sort").out == "1\n2\n3\n")
    try project.run("dora grid --stale three lr=1* | dora-submit -D; dora-status --wait")
    #expect(try project.run("dora grid --stale three").lines.count == 2)
    let plan = try project.run("dora grid --retry-stale -n three")
    #expect(plan.out.split(separator: "\n").count { $0.hasPrefix("submit") } == 2, "\(plan.out)")
    let again = try project.run("dora grid --retry_stale --no-monitoring three; dora-status --wait")
    #expect(again.status == 0)
    #expect(try project.run("dora-status --format '%(job)' | sort").out == "4\n5\n6\n")
    #expect(try project.run("dora grid --stale three").out == "")
    #expect(
      try project.run(
        "dora grid --retry-stale --no-monitoring three; dora-status --format '%(job)' | sort | tail -n 1"
      ).lines.last == "6")
    #expect(try project.run("dora grid --stale --clear three").status == 129)
  }

  @Test func `a module that is only imported on the way counts once a run has loaded it`() throws {
    let project = try project()
    try project.run(
      "sed -i 's/    xp.link.load()/    from toy import late; xp.link.load()/' toy/train.py; echo 'x = 1' > toy/late.py"
    )
    let question = "dora-status --format '%(code)' 2aee"
    for run in ["dora run -- --lr=0.1", "dora-submit -D --git-save 2aee; dora-status --wait 2aee"] {
      try project.run("echo 'x = 1' > toy/late.py; \(run)")
      #expect(try project.run(question).out == "same\n")
      try project.run("echo 'x = 2' > toy/late.py")
      #expect(try project.run(question).out == "changed\n")
      #expect(try project.run("dora info -f 2aee").out.contains("changed since: toy/late.py\n"))
    }
  }

  @Test func `a script that changed is noticed too`() throws {
    let project = try ToyProject()
    try project.sandbox.write("#!/bin/sh\necho 1\n", to: "train.sh", executable: true)
    try project.run("git config -f .doraconfig program.command ./train.sh; dora run -- --lr=1")
    let question = "dora-status --format '%(code)'"
    #expect(try project.run(question).out == "same\n")
    try project.run("echo 'echo 2' >> train.sh")
    #expect(try project.run(question).out == "changed\n")
  }
}
