import DoraTestSupport
import Foundation
import Testing

/// Processes killed at the worst moment lose nothing.
@Suite struct CrashTests {
  /// The process ids of our own `dora-run` processes whose arguments contain `word`.
  private func pids(of word: String, in project: ToyProject) throws -> String {
    // The brackets keep pgrep's own shell out of the answer.
    "$(pgrep -f 'dora-run --[\(word.prefix(1))]\(word.dropFirst()) .*\(project.sandbox.path)')"
  }

  @Test func `a killed runner loses nothing: the job goes on and the next one starts`() throws {
    let project = try ToyProject(train: ToyProject.gated)
    try project.run("for lr in 1 2; do dora-sig -- --lr=$lr; done | dora-submit -j1")
    let started = try project.eventually {
      try project.run("dora-status").out.contains("RUNNING")
    }
    #expect(started)
    let killed = try project.run("kill -9 \(try pids(of: "runner", in: project))")
    #expect(killed.status == 0, "\(killed.error)")
    let outcome = try project.run("dora-status; touch outputs/go; dora-status --wait | cut -f 2")
    #expect(outcome.status == 0, "\(outcome.out)\(outcome.error)")
    #expect(outcome.lines.suffix(2) == ["COMPLETED", "COMPLETED"])
    #expect(
      try project.run("cat outputs/xps/*/runs/*.log | grep -c '^start at 0'").out == "2\n")
  }

  @Test(arguments: ["dora-status", "dora status", "dora grid", "dora-submit 0000"])
  func `a copy of a project leaves the original's jobs alone`(first: String) throws {
    let project = try ToyProject()
    try project.sandbox.write(
      "#!/bin/sh\necho $1 >> began\nwhile [ ! -e go ]; do sleep 0.1; done\n", to: "a/t.sh",
      executable: true)
    try project.run(
      "cd a; dora init; printf '[program]\n command = ./t.sh\n dir = outputs\n' > .doraconfig")
    try project.run("cd a; for lr in 1 2; do dora-sig -- --lr=$lr; done | dora-submit -j1")
    let started = try project.eventually { try project.run("cat a/began").out == "--lr=1\n" }
    #expect(started)
    try project.run("cp -r a b; rm b/began; touch b/go; cd b; \(first)")
    // It's a project of its own, which goes on with other XPs, and with other numbers.
    let own = try project.run("cd b; dora-sig -- --lr=3 | dora-submit | dora-status --wait")
    #expect(own.status == 0 && own.out.contains("COMPLETED\t3\t"), "\(own)")
    #expect(try project.run("cat b/began").out == "--lr=3\n")
    #expect(try project.run("cat a/began").out == "--lr=1\n")
    #expect(try project.run("cd a; dora-status | cut -f 2 | sort").lines == ["PENDING", "RUNNING"])
    try project.run("touch a/go")
    #expect(try project.run("cd a; dora-status --wait").status == 0)
    #expect(try project.run("cat a/began").out == "--lr=1\n--lr=2\n")
    // Moved, it stays the store that it was.
    let id = try project.run("head -1 a/.dora/id").out
    let moved = try project.run("mv a c; cd c; dora-status > /dev/null; head -1 .dora/id")
    #expect(moved.out == id)
    #expect(try project.run("head -1 b/.dora/id").out != id)
  }

  @Test func `a killed supervisor is a failed run, not one that runs for ever`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=1 --sleep=601 | dora-submit")
    let started = try project.eventually { try project.run("dora-status").out.contains("RUNNING") }
    #expect(started)
    try project.run("kill -9 \(try pids(of: "job", in: project))")
    let failed = try project.eventually { try project.run("dora-status").out.contains("FAILED") }
    #expect(failed)
    let isGone = try project.eventually {
      try project.run("pgrep -f 'toy --main_module train .*--[s]leep=601'").status == 1
    }
    #expect(isGone)
  }

  @Test func `two submitters at once submit one job`() throws {
    let project = try ToyProject()
    let sig = try project.run("dora-sig -- --lr=1").lines[0]
    let outcome = try project.run(
      "for i in 1 2 3 4 5 6 7 8; do dora-submit \(sig) & done | cut -f 1,2 | sort -u; wait")
    #expect(outcome.lines.count == 1, "\(outcome.out)\(outcome.error)")
    #expect(try project.run("dora-status --wait | cut -f 2").out == "COMPLETED\n")
    #expect(try project.run("cat outputs/xps/\(sig)/runs/*.log | grep -c '^start'").out == "1\n")
  }

  @Test func `a submitter killed at any moment leaves nothing lost and nothing run twice`() throws {
    let project = try ToyProject()
    try project.run("seq -f '--epochs=1 --lr=%g' 12 | dora-sig --stdin > sigs")
    try project.run(
      """
      for i in $(seq 20); do
        dora-submit < sigs > /dev/null 2>&1 & p=$!
        sleep 0.00$((i % 10))$((i * 7 % 10)); kill -9 $p; wait $p
      done 2> /dev/null
      """)
    let outcome = try project.run(
      "dora-submit < sigs | wc -l && dora-status --wait | cut -f 2 | sort | uniq -c")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      outcome.lines.map { $0.trimmingCharacters(in: .whitespaces) } == ["12", "12 COMPLETED"])
    #expect(try project.run("cat outputs/xps/*/runs/*.log | grep -c ^start").out == "12\n")
    #expect(try project.run("ls .dora/local/*/queue | wc -l").out == "0\n")
  }

  @Test func `dora-sig killed at any moment leaves a sound store`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=1")
    try project.run(
      """
      for i in $(seq 40); do
        seq -f "--epochs=$i%g" 300 | dora-sig --stdin > /dev/null & p=$!
        sleep 0.0$((i % 4))$((i % 10)); kill -9 $p 2> /dev/null; wait $p
      done 2> /dev/null
      """)
    let fsck = try project.run("git --git-dir=.dora fsck --strict")
    #expect(fsck.status == 0, "\(fsck.out)\(fsck.error)")
    let after = try project.run("dora-sig -- --lr=0.1 && dora-status | grep -c .")
    #expect(after.status == 0, "\(after.error)")
    #expect(Int(after.lines[1]).map { ($0 - 2) % 300 } == 0)
  }
}
