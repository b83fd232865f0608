import DoraTestSupport
import Foundation
import Testing

/// Pipelines of the real tools, as a user types them.
@Suite struct PipelineTests {
  @Test func `one pipeline signs, trains and follows, and leaves what the Python tool leaves`()
    throws
  {
    let project = try ToyProject()
    let outcome = try project.run("dora-sig -- --lr=0.1 | dora-submit | dora-tail")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.out == "start at 0\nepoch 1\nepoch 2\n")
    #expect(try project.run("dora-status").out.hasPrefix("2aeed959\tCOMPLETED\t"))
    #expect(try project.sandbox.read("outputs/xps/2aeed959/.argv.json") == "[\"--lr=0.1\"]")
    let history = try project.sandbox.read("outputs/xps/2aeed959/history.json")
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(history.utf8)) as? [[String: Double]])
    #expect(entries == [["loss": 1], ["loss": 0.5]])
    #expect(try project.run("git status --porcelain").out == "")
  }

  @Test func `a search runs two at a time, waits, and answers 1 when one failed`() throws {
    let project = try ToyProject()
    let search = "for lr in 1 .1 .01; do dora-sig -- --lr=$lr --sleep=0.2; done"
    let first = try project.run("\(search) | dora-submit -j2 | dora-status --wait | cut -f 1,2")
    #expect(first.status == 0, "\(first.error)")
    #expect(first.lines.count == 3)
    #expect(first.lines.allSatisfy { $0.hasSuffix("\tCOMPLETED") })
    let jobs = try project.run("\(search) | dora-submit").lines
    #expect(jobs.allSatisfy { $0.hasSuffix("\tkept") })
    let failing = try project.run(
      "dora-sig -- --status=1 --lr=9 | dora-submit | dora-status --wait")
    #expect(failing.status == 1)
  }

  @Test func `each run records the project's commit and whether the tree was dirty`() throws {
    let project = try ToyProject()
    let head = try project.run("git rev-parse HEAD").lines[0]
    try project.run("dora run -- --lr=0.1")
    #expect(try project.run("dora-status --format '%(commit) %(dirty)'").lines == ["\(head) clean"])
    try project.run("echo '# changed' >> toy/train.py; dora run -- --lr=0.1")
    #expect(try project.run("dora-status --format '%(commit) %(dirty)'").lines == ["\(head) dirty"])
    #expect(try project.run("git --git-dir=.dora fsck --strict").status == 0)
  }

  @Test func `outside git everything works, and the code isn't recorded`() throws {
    let project = try ToyProject(git: false)
    let outcome = try project.run("dora run -- --lr=0.1")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try project.run("dora-status --format '%(state)|%(commit)|'").out == "COMPLETED||\n")
  }

  @Test func `32 writers at once lose nothing, and git finds the store sound`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --epochs=0")
    let outcome = try project.run(
      """
      for w in $(seq 32); do
        (for i in $(seq 50); do dora-sig -- --epochs=$((w * 100 + i)) || echo bad; done) &
      done | sort -u | wc -l
      """)
    #expect(outcome.out == "1600\n", "\(outcome.error)")
    #expect(try project.run("dora-status").lines.count == 1601)
    let fsck = try project.run("git --git-dir=.dora fsck --strict")
    #expect(fsck.status == 0, "\(fsck.error)")
    #expect(try project.run("git --git-dir=.dora rev-list --count HEAD").out == "1601\n")
  }

  /// `-P` is one of the words that only ArgumentParser reads.
  @Test(arguments: [
    "-n", "-n --json", "-z -n", "--dry_run --json", "", "-z", "--json", "--json -z", "-z --json",
    "--dry-run=yes", "-x", "--jso",
  ])
  func `words mean the same to dora-sig whoever reads them`(_ words: String) throws {
    let project = try ToyProject()
    let plain = try project.run("dora-sig \(words) -- --lr=0.1 --json -- -z")
    let parsed = try project.run("dora-sig -P toy \(words) -- --lr=0.1 --json -- -z")
    #expect(plain.out == parsed.out)
    #expect(plain.status == parsed.status)
    #expect(plain.error == parsed.error)
    let good = try ["dora-sig", "dora-sig -P toy"].map {
      try project.run("\($0) \(words) -- --lr=0.1 | tr '\\0' '|'").out
    }
    #expect(good[0] == good[1])
  }

  @Test func `a warm dora-sig starts no process and opens no Python`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1")
    let traced = try project.run(
      "strace -f -o trace -e trace=execve,fork,vfork,clone,clone3 dora-sig -- --lr=0.5 --epochs 9")
    #expect(traced.status == 0, "\(traced.error)")
    let calls = try project.sandbox.read("trace").split(separator: "\n")
      .filter { !$0.contains("+++") }
    #expect(calls.count == 1, "\(calls)")
    #expect(calls.first?.contains("execve(") == true)
  }

  @Test func `the porcelain and its pipeline leave equal stores`() throws {
    let porcelain = try ToyProject()
    let plumbing = try ToyProject()
    let arguments = "launch -- --lr=0.1 --name='two words'"
    try porcelain.run("dora \(arguments)")
    let line = try plumbing.run("dora --plumbing \(arguments)").out
    #expect(line == "dora-sig -- --lr=0.1 '--name=two words' | dora-submit | dora-tail\n")
    try plumbing.run(line)
    // Not equal by nature: commits, run ids and times.
    let records = """
      for p in xps runs; do git --git-dir=.dora ls-tree -r --name-only HEAD $p; done
      git --git-dir=.dora cat-file -p $(git --git-dir=.dora ls-tree -r HEAD xps | cut -f 1 | cut -d ' ' -f 3)
      dora-status | cut -f 1-4,6
      """
    #expect(try porcelain.run(records).out == plumbing.run(records).out)
  }

  @Test func `dora-sig into head ends quietly`() throws {
    let project = try ToyProject()
    let outcome = try project.run(
      "seq -f '--epochs=%g' 3000 | dora-sig --stdin | head -1; echo ${PIPESTATUS[1]}")
    #expect(outcome.lines.count == 2)
    #expect(["0", "141"].contains(outcome.lines[1]))
    #expect(outcome.error == "")
  }

  @Test func `everything works from a folder below the project's root`() throws {
    let project = try ToyProject()
    let here = try project.run(
      "dora-sig -- --lr=0.1; cd toy; dora-sig -- --lr=0.1; dora run -f 2aee")
    #expect(here.lines == ["2aeed959", "2aeed959", "start at 0", "epoch 1", "epoch 2"])
    #expect(!project.sandbox.exists("toy/outputs"))
  }
}
