import DoraTestSupport
import Foundation
import Testing

/// Grids, with the real tools on real runs.
@Suite struct GridTests {
  static let header = "from dora import Explorer\n\n@Explorer\ndef explorer(launcher):\n"

  /// A toy project with a grid `g`, whose lines are the body of its explorer.
  static func project(_ body: String) throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write("", to: "toy/grids/__init__.py")
    try write(body, to: project)
    return project
  }

  static func write(_ body: String, to project: ToyProject) throws {
    try project.sandbox.write(header + body, to: "toy/grids/g.py")
  }

  /// How many runs each XP of the store has.
  static func runs(_ project: ToyProject) throws -> [Int] {
    let files = try project.run("git --git-dir=.dora ls-tree -r --name-only HEAD runs").lines
    return try files.map { file in
      try project.run("git --git-dir=.dora show HEAD:\(file) | grep -c '\"id\"'").lines
        .first.flatMap { Int($0) } ?? 0
    }
  }

  @Test func `two removed and one added are two cancelled and one submitted`() throws {
    let project = try Self.project("    for lr in (1, 2, 3, 4): launcher(lr=lr, sleep=300)\n")
    #expect(try project.run("dora grid g -j4").status == 0)
    #expect(
      try project.eventually {
        try project.run("dora-status | cut -f 2 | sort -u").out == "RUNNING\n"
      })
    try Self.write("    for lr in (1, 2, 5): launcher(lr=lr, sleep=300)\n", to: project)
    let planned = try project.run("dora grid g -n")
    #expect(planned.lines.filter { $0.hasPrefix("cancel ") }.count == 2)
    #expect(planned.lines.filter { $0.hasPrefix("submit ") }.count == 1)
    let acted = try project.run("dora grid g --csv | cut -d , -f 3")
    #expect(acted.error.contains("grid g: 1 to submit, 2 running, 2 to cancel\n"))
    let states = try project.run("dora-status --format '%(name) %(state)' | sort").lines
    #expect(
      states.prefix(4) == [
        "lr=1.0 RUNNING", "lr=2.0 RUNNING", "lr=3.0 CANCELLED", "lr=4.0 CANCELLED",
      ])
    #expect(Set(try project.run("ls outputs/grids/g").lines).count == 3)
    // Nothing is left to do.
    #expect(try !project.run("dora grid g").error.contains(" to "))
    #expect(try project.run("dora grid g -C").status == 0)
  }

  @Test func `four at once run no XP twice`() throws {
    let project = try Self.project("    for i in range(40): launcher(epochs=0, lr=i)\n")
    let outcome = try project.run(
      "for i in 1 2 3 4; do dora grid g > table$i 2> talk$i & done; wait; dora-status --wait | wc -l"
    )
    #expect(outcome.lines.last == "40", "\(outcome.error)")
    #expect(try Self.runs(project) == Array(repeating: 1, count: 40))
    #expect(try project.run("git --git-dir=.dora fsck --strict").status == 0)
  }

  @Test func `a grid file that raises cancels nothing`() throws {
    let project = try Self.project("    launcher(sleep=300)\n")
    try project.run("dora grid g")
    try Self.write("    launcher(lr=2)\n    raise ValueError('no')\n", to: project)
    let outcome = try project.run("dora grid g")
    #expect(outcome.status == 128)
    #expect(outcome.error.contains("fatal: grid 'g' failed: ValueError: no\n"))
    #expect(outcome.error.contains("hint: nothing was submitted or cancelled\n"))
    #expect(try project.run("dora-status").lines.count == 1)
    #expect(
      try project.eventually { try project.run("dora-status | cut -f 2").out == "RUNNING\n" })
    #expect(try project.run("dora grid g -C").status == 128)
    try project.run("dora cancel $(dora-status | cut -f 1)")
  }

  @Test func `a failed XP stays so without -r, and the plan says why it failed`() throws {
    let project = try Self.project(
      "    launcher(lr=1, status=3)\n    launcher(lr=2, status=3)\n    launcher(lr=3)\n")
    try project.run("dora grid g && dora-status --wait")
    let second = try project.run("dora grid g")
    #expect(second.error == "grid g: 1 completed, 2 failed (2 exit 3): -r retries\n")
    #expect(
      try project.run("dora grid g -r '!=3'").error.hasPrefix(
        "grid g: 2 to submit, 1 not selected\n"))
    try project.run("dora-status --wait")
    #expect(try Self.runs(project).sorted() == [1, 2, 2])
  }

  @Test func `a grid's table is looked at without submitting`() throws {
    let project = try Self.project("    launcher(lr=1)\n    launcher(lr=2)\n")
    let csv = try project.run("dora grid g -n --csv | tr -d '\\r' | cut -d , -f 1-3")
    #expect(csv.lines == ["Meta.index,Meta.name,Meta.state", "0,lr=1.0,N/A", "1,lr=2.0,N/A"])
    #expect(csv.error == "grid g: 2 to submit\n")
    let table = try project.run("dora grid g --dry_run --no_monitoring")
    #expect(table.lines.last == "2 XPs: 2 not submitted", "\(table.out)")
    #expect(!project.sandbox.exists(".dora/HEAD") && !project.sandbox.exists("outputs"))
  }

  @Test func `a grid file lists its own folder, and asks for XPs by their sigs`() throws {
    let project = try Self.project(
      """
          from os import environ
          from pathlib import Path
          from toy.train import main
          if "FIRST" in environ:
              launcher(main.get_xp_from_sig(environ["FIRST"]).argv)
          for link in Path(main.dora.dir, "grids", "g").iterdir():
              launcher(main.get_xp_from_sig(link.name).argv)

      """)
    #expect(try project.run("dora grid g -n").status == 0)
    #expect(!project.sandbox.exists("outputs"))
    // Signed, and without a folder.
    let sig = try #require(try project.run("dora-sig -- --lr=7 --epochs=0").lines.first)
    #expect(try project.run("FIRST=\(sig.prefix(5)) dora grid g --csv | cut -d , -f 2").status == 0)
    #expect(try project.run("ls outputs/grids/g").lines == [sig])
    #expect(try project.run("dora-grid g | cut -f 1").lines == [sig])
  }

  @Test func `folders are deleted only by who says yes`() throws {
    let project = try Self.project("    launcher(lr=1)\n    launcher(lr=2)\n")
    try project.run(
      "dora grid g && dora-status --wait && for f in outputs/xps/*; do touch $f/checkpoint; done")
    let asked = try project.run("dora grid g --clear 0")
    #expect(asked.status == 128)
    #expect(asked.error.contains("refusing to delete the folders of 1 XP unasked"))
    #expect(try project.run("ls outputs/xps/*/checkpoint").lines.count == 2)
    #expect(try project.run("dora grid g --clear --yes 0").status == 0)
    #expect(try project.run("ls outputs/xps/*/checkpoint").lines.count == 1)
    try project.run("dora-status --wait")
    #expect(try Self.runs(project).sorted() == [1, 2])
  }

  @Test func `--init makes XPs known and runs none`() throws {
    let project = try Self.project("    launcher(lr=1)\n    launcher(lr=2)\n")
    #expect(try project.run("dora grid g --init").error == "grid g: 2 not submitted\n")
    #expect(try project.run("dora-status | cut -f 2").out == "N/A\nN/A\n")
    #expect(try project.run("cat outputs/grids/g/*/.argv.json").out.contains("[\"--lr=1\"]"))
  }

  @Test func `the porcelain and its pipeline leave equal stores`() throws {
    let body = "    launcher(lr=1)\n    with launcher.slurm(gpus=0).job_array(): launcher(lr=2)\n"
    let porcelain = try Self.project(body)
    let plumbing = try Self.project(body)
    try porcelain.run("dora grid g && dora-status --wait")
    let line = try plumbing.run("dora --plumbing grid g").out
    #expect(
      line
        == "dora-grid --left g | cut -f 1 | xargs -r dora cancel; dora-grid --json g | dora-submit\n"
    )
    try plumbing.run(line)
    let records = """
      dora-status --wait | cut -f 1-4,6; git --git-dir=.dora show HEAD:grids/g.json
      git --git-dir=.dora ls-tree -r HEAD xps
      """
    #expect(try porcelain.run(records).out == plumbing.run(records).out)
  }

  @Test func `broken histories and deleted folders are shown as what they are`() throws {
    let project = try Self.project("    for lr in (1, 2, 3): launcher(lr=lr)\n")
    try project.run("dora grid g && dora-status --wait")
    let folders = try project.run("dora-grid g | cut -f 1 | sed 's,^,outputs/xps/,'").lines
    try project.run("rm -rf \(folders[0])")
    try project.run(
      "printf '{\"loss\": \"high\"}\\n[1]\\n{\"loss\": 1e400, \"x\"' > \(folders[1])/history.jsonl")
    try project.run("rm \(folders[1])/history.json")
    try project.run("printf 'x' > \(folders[2])/history.json; : > \(folders[2])/history.jsonl")
    let outcome = try project.run("dora grid g --csv | tr -d '\\r' | cut -d , -f 6-")
    #expect(outcome.lines == ["epoch,loss", "0,", "1,high", "0,"], "\(outcome.error)")
    #expect(try project.run("dora grid g -T 1 --curve loss").status == 0)
  }

  @Test func `histories are cut to the shortest, or to one of them`() throws {
    let project = try Self.project("    for n in (1, 2, 3): launcher(epochs=n)\n")
    try project.run("dora grid g && dora-status --wait")
    let epochs = "--csv | tr -d '\\r' | cut -d , -f 6 | tail -n 3 | tr '\\n' ' '"
    #expect(try project.run("dora grid g \(epochs)").out == "1 2 3 ")
    #expect(try project.run("dora grid g -L \(epochs)").out == "1 1 1 ")
    #expect(try project.run("dora grid g --trim=1 \(epochs)").out == "1 2 2 ")
    #expect(try project.run("dora grid g -T 7").status == 128)
  }

  @Test func `exported XPs are what the Python tool reads, and the reverse`() throws {
    let project = try Self.project("    launcher(lr=1, name='two words')\n    launcher(lr=2)\n")
    try project.run("dora-grid g | cut -f 1 | dora export > text")
    let read = """
      import base64, json, sys, textwrap, zlib
      text = sys.stdin.read()
      argvs = json.loads(zlib.decompress(base64.b64decode("".join(text.split()))))
      print(argvs == [["--lr=1", "--name=two words"], ["--lr=2"]],
            textwrap.fill(base64.b64encode(zlib.compress(json.dumps(argvs).encode())).decode()) == text.strip())
      """
    try project.sandbox.write(read, to: "read.py")
    #expect(try project.run("python3 read.py < text").out == "True True\n")
    let other = try Self.project("    pass\n")
    #expect(
      try other.run(
        "dora import; dora-status < /dev/null | cut -f 6", input: project.sandbox.read("text")
      )
      .lines.sorted()
        == project.run("dora-grid g | awk -F '\\t' '{print $1 \"\\t\" $3; print $3}'").lines
        .sorted())
    #expect(try other.run("dora import", input: "AAAA").status == 128)
    #expect(try other.run("dora import", input: "eJyLjgUAARUAuQ=a").status == 128)
  }

  @Test func `thousands of XPs are one commit each time, and none when nothing has changed`() throws
  {
    let project = try Self.project(
      "    for i in range(3000): launcher(seed, epochs=i)\n".replacing("seed, ", with: ""))
    let commits = "git --git-dir=.dora rev-list --count HEAD"
    #expect(try project.run("dora-grid g | wc -l").out == "3000\n")
    #expect(try project.run(commits).out == "1\n")
    #expect(
      try project.run("dora-grid g 2999; dora grid g -n | grep -c ^submit; \(commits)").lines
        .dropFirst() == ["3000", "1"])
  }
}
