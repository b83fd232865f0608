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

  @Test func `a second user has a queue beside the first one's`() throws {
    let project = try project()
    let sig = try project.run("cd a; dora-sig -- --lr=2").lines[0]
    try project.run("cd a; dora-submit \(sig)")
    #expect(try project.eventually { try project.run("cat a/began").out == "--lr=2\n" })
    // All that tells us from the second one: what is in the queue is none of theirs.
    try project.run("chmod 0 a/.dora/local/*")
    func second(_ line: String) throws -> Outcome { try ordinary("cd a; \(line)", in: project) }
    #expect(try second("dora-status | cut -f 2,3,7").out == "RUNNING\t1\n")
    let refusal = try second("dora cancel \(sig)")
    #expect(refusal.status == 128)
    #expect(
      refusal.error.hasPrefix("fatal: cannot cancel job 1: another user of this machine"),
      "\(refusal)")
    #expect(try second("dora-submit \(sig)").out == "\(sig)\t1\tkept\n")
    let own = try second("dora-sig -- --lr=1 | dora-submit | dora-status --wait | cut -f 2,3")
    #expect(own.out == "COMPLETED\t1\n", "\(own)")
    let hosts = try second("dora-status --json | jq -r .host | sort").lines
    #expect(hosts.count == 2 && hosts.first == "\(geteuid())@\(hosts.last ?? "")", "\(hosts)")
    // How the other's run ends is written where all can read it; the next one gets a number, and a log, of its own.
    try project.run("touch a/go")
    #expect(try second("dora-status --wait | cut -f 2 | uniq").out == "COMPLETED\n")
    _ = try second(
      "dora-sig -- --lr=3 | dora-submit -j1; dora-submit -D \(sig) | dora-status --wait")
    #expect(try project.run("cd a/outputs/xps/\(sig)/runs; ls *.log").lines.count == 2)
    try project.run("chmod 700 a/.dora/local/*")
    #expect(try project.run("cd a; dora-status --wait | cut -f 2 | uniq").out == "COMPLETED\n")
    #expect(try project.run("cd a; dora log \(sig) | wc -l").out == "2\n")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can make somebody else a queue's user"))
  func `root runs and ends nothing of another user's queue`() throws {
    let project = try project()
    let sigs = try project.run("cd a; for lr in 2 3; do dora-sig -- --lr=$lr; done").lines
    try project.run("cd a; dora-submit -j1 \(sigs[0]) \(sigs[1])")
    #expect(try project.eventually { try project.run("cat a/began").out == "--lr=2\n" })
    try project.run("chown -R 12345 a/.dora/local/*")
    #expect(
      try project.run("cd a; dora-status | cut -f 2 | sort | xargs").out == "PENDING RUNNING\n")
    for sig in sigs {
      let refusal = try project.run("cd a; dora cancel \(sig)")
      #expect(refusal.error.contains("another user of this machine submitted it"), "\(refusal)")
    }
    let own = try project.run(
      "cd a; touch go; dora-sig -- --lr=1 | dora-submit | dora-status --wait | cut -f 2")
    #expect(own.out == "COMPLETED\n", "\(own)")
    #expect(try project.run("cd a; dora-status --wait | cut -f 2 | uniq").out == "COMPLETED\n")
    #expect(try project.run("ls a/.dora/local | wc -l").out == "2\n")
  }

  @Test func `the next number for a job is none that the XP's folder knows`() throws {
    let project = try project()
    try project.run("cd a; dora-sig -- --lr=1 | dora-submit | dora-status --wait")
    // Another machine counts for itself.
    try project.run("cd a; mv .dora/local/* .dora/local/elsewhere")
    #expect(
      try project.run("cd a; dora-sig -- --lr=1 | dora-submit -D | dora-status --wait | cut -f 2,3")
        .out == "COMPLETED\t2\n")
    #expect(try project.run("cd a/outputs/xps/*/runs; cat 1.log 2.log").out == "--lr=1\n--lr=1\n")
  }

  @Test(arguments: ["022", "077"])
  func `in a folder that a group shares, the store is the group's`(umask: String) throws {
    let project = try project()
    try project.run(
      """
      rm -rf a/.dora; chmod 2775 a; cd a; git init -q --shared=group; git add .; git commit -qm a
      umask \(umask); dora init; echo >> t.sh; touch go
      for lr in 1 1.1; do dora-sig -- --lr=$lr | dora-submit | dora-status --wait; done
      """)
    let states = try project.run("cd a; dora-status | cut -f 2; git for-each-ref refs/dora | wc -l")
    #expect(states.out == "COMPLETED\nCOMPLETED\n2\n")
    // A queue is its user's alone.
    let closed = try project.run(
      """
      cd a/.dora; find . ../.git ../outputs -type d ! -perm -2070 ! -path './local/*'
      find HEAD config id writers.lock refs ../.git/refs -type f ! -perm -060
      find objects ../.git/objects -type f ! -perm -040
      """)
    #expect(closed.status == 0 && closed.out.isEmpty && closed.error.isEmpty, "\(closed)")
    #expect(
      try project.run("git --git-dir=a/.dora config core.sharedRepository").out == "group\n")
  }

  @Test(arguments: ["touch b/go", "dora cancel $(cat sig)"])
  func `a project that is moved while a job runs learns how that ends`(end: String) throws {
    let project = try project()
    try project.run("cd a; dora-sig -- --lr=2 > ../sig; dora-submit $(cat ../sig)")
    let isRunning = try project.eventually {
      try project.run("cd a; dora-status | cut -f 2; cat began").out == "RUNNING\n--lr=2\n"
    }
    #expect(isRunning)
    try project.run("mv a b; cp sig b/sig")
    #expect(try project.run("cd b; dora-status | cut -f 2").out == "RUNNING\n")
    let isCancel = end.hasPrefix("dora")
    let ended = try project.run(isCancel ? "cd b; \(end)" : end)
    #expect(ended.status == 0, "\(ended)")
    #expect(
      try project.run("cd b; dora-status --wait | cut -f 2").out
        == (isCancel ? "CANCELLED\n" : "COMPLETED\n"))
  }
}
