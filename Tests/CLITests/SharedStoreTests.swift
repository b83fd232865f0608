import DoraTestSupport
import Foundation
import Testing

/// Stores that several have a part in, and not all the same rights.
@Suite struct SharedStoreTests {
  /// A project in `a` whose first XP, `--lr=1`, ends at once, and whose others wait for a file `go`.
  private func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(
      """
      #!/bin/sh
      echo $1
      echo $1 >> began
      [ $1 = --lr=1 ] || while [ ! -e go ]; do sleep 0.1; done

      """, to: "a/t.sh", executable: true)
    try project.sandbox.write(
      "[program]\n  command = ./t.sh\n  dir = outputs\n", to: "a/.doraconfig")
    try project.run("cd a; dora init")
    return project
  }

  /// Runs a line of bash as somebody whom the modes of files stop: root without its rights, or whoever we are.
  private func ordinary(_ line: String, in project: ToyProject) throws -> Outcome {
    let root = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
    return try project.command.run((geteuid() == 0 ? root : []) + ["bash", "-c", line])
  }

  @Test func `a copy that may only be read shows what there was, and touches nothing`() throws {
    let project = try project()
    try project.run("cd a; for lr in 1 2 3; do dora-sig -- --lr=$lr; done | dora-submit -j1")
    let isRunning = try project.eventually {
      try project.run("cat a/began").out == "--lr=1\n--lr=2\n"
    }
    #expect(isRunning)
    let sigs = try project.run("cd a; for lr in 1 2; do dora-sig -n -- --lr=$lr; done").lines
    // As another user's, or a file system's own copy, is.
    try project.run("cd a; dora-status; cd ..; cp -r a b; chmod -R a-w b")
    func reads(_ line: String) throws -> Outcome { try ordinary("cd b; \(line)", in: project) }
    #expect(
      try reads("dora-status | cut -f 2,7 | sort").out
        == "COMPLETED\nPENDING\tstale\nPENDING\tstale\n")
    for line in [
      "dora status", "dora log", "dora show \(sigs[1])", "dora why \(sigs[1])",
      "dora info -f \(sigs[1])",
      "dora-sig -n -- --lr=7",
    ] {
      let said = try reads(line)
      #expect(said.status == 0 && said.error.isEmpty && !said.out.isEmpty, "\(line): \(said)")
    }
    #expect(try reads("dora-tail \(sigs[0])").out == "--lr=1\n")
    #expect(try reads("dora-tail --no-follow \(sigs[1])").out == "--lr=2\n")
    for line in [
      "dora-tail \(sigs[1])", "dora cancel \(sigs[1])", "dora-sig -- --lr=8",
      "dora star \(sigs[0])",
      "dora-submit -D \(sigs[0])", "dora run -f \(sigs[0])",
    ] {
      let said = try reads(line)
      #expect(said.status == 128 && said.error.contains("fatal: "), "\(line): \(said)")
    }
    let states = try project.run("cd a; dora-status | cut -f 2 | sort")
    #expect(states.lines == ["COMPLETED", "PENDING", "RUNNING"])
    try project.run("touch a/go; chmod -R u+w b")
    #expect(try project.run("cd a; dora-status --wait").status == 0)
    #expect(try project.run("cat a/began").out == "--lr=1\n--lr=2\n--lr=3\n")
  }
}
