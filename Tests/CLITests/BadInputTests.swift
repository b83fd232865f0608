import DoraTestSupport
import Foundation
import Testing

/// What can go wrong outside is an error with a sentence and a status, and nothing is left half-done.
@Suite struct BadInputTests {
  @Test func `a program that can't be imported shows its traceback once`() throws {
    let project = try ToyProject()
    try project.run("echo 'import nothing_of_that_name' > toy/train.py")
    let outcome = try project.run("dora-sig -- --lr=0.1")
    #expect(outcome.status == 128)
    #expect(outcome.out == "")
    #expect(outcome.error.components(separatedBy: "Traceback").count == 2, "\(outcome.error)")
    #expect(outcome.error.contains("\nfatal: cannot import 'toy.train': "))
    #expect(outcome.error.contains("\nhint: "))
    #expect(try project.run("dora-status").status == 128)
  }

  @Test(arguments: ["-P nowhere", "-P toy.nowhere", "-P toy -M nowhere"])
  func `a program that isn't there is a sentence`(choice: String) throws {
    let project = try ToyProject()
    for tool in ["dora-sig \(choice) --", "dora \(choice) run --", "dora launch \(choice) --"] {
      let outcome = try project.run("\(tool) --lr=0.1")
      #expect(outcome.status == 128 && outcome.out == "")
      let lines = outcome.error.split(separator: "\n")
      #expect(lines.first?.hasPrefix("fatal: cannot ") == true, "\(outcome.error)")
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("hint: ") }, "\(outcome.error)")
    }
    #expect(try project.run("ls -A").out == ".git\n.gitignore\ntoy\n")
  }

  @Test(arguments: [
    ("dora run --lr=3 -d", "the program's own options stand after '--': dora run -- --lr=3"),
    ("dora-sig --name x", "the program's own options stand after '--': dora-sig -- --name"),
    ("dora launch --reply", "did you mean '--retry'?"),
    ("dora gc --lr=3", nil),
  ])
  func `a word that is no option is told where it belongs`(line: String, hint: String?) throws {
    let project = try ToyProject()
    let outcome = try project.run(line)
    #expect(outcome.status == 129 && outcome.out == "")
    #expect(outcome.error.hasPrefix("fatal: unknown option '--"), "\(outcome.error)")
    let hints = outcome.error.split(separator: "\n").filter { $0.hasPrefix("hint: ") }
    #expect(hints == (hint.map { ["hint: \($0)"] } ?? []), "\(outcome.error)")
  }

  @Test func `a program that prints at import is signed all the same`() throws {
    let project = try ToyProject()
    try project.run("sed -i '1i print(\"hello\", flush=True)' toy/train.py")
    let outcome = try project.run("dora-sig -- --lr=0.1 2> /dev/null")
    #expect(outcome.out == "2aeed959\n")
  }

  @Test func `a changed default changes the signature at once`() throws {
    let project = try ToyProject()
    #expect(try project.run("dora-sig -- --lr=0.1").out == "2aeed959\n")
    try project.run("sed -i 's/default=0.03/default=0.10/' toy/train.py")
    #expect(try project.run("dora-sig -- --lr=0.1").out == "97d170e1\n")
    try project.run("sed -i 's/default=0.10/default=0.03/' toy/train.py")
    #expect(try project.run("dora-sig -- --lr=0.1").out == "2aeed959\n")
  }

  @Test(arguments: [
    "rm -rf .dora/objects/*",
    "echo 0000000000000000000000000000000000000000 > .dora/refs/heads/main",
    "echo garbage > .dora/refs/heads/main", "rm .dora/HEAD", "rm -rf .dora && echo no > .dora",
    "rm -rf .dora && mkdir .dora",
  ])
  func `a corrupt store is an error of every tool`(damage: String) throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1 && \(damage)")
    for tool in ["dora-status", "dora-sig -- --lr=0.1", "dora-submit 2aee", "dora-tail 2aee"] {
      let outcome = try project.run(tool)
      #expect(outcome.status == 128, "\(tool): \(outcome.out)\(outcome.error)")
      #expect(outcome.error.hasPrefix("fatal: "), "\(tool): \(outcome.error)")
    }
  }

  @Test func `a full disk is an error, and the store stays as it was`() throws {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1")
    let outcome = try project.run(
      """
      unshare -rm bash -c '
        mkdir small && mount -t tmpfs -o size=512k none small && cp -R .dora toy small && cd small
        dd if=/dev/zero of=filler bs=1k 2> /dev/null
        seq -f "--epochs=%g" 20000 | dora-sig --stdin; echo "status $?"
        rm filler; dora-status; git --git-dir=.dora fsck --strict > /dev/null && echo sound'
      """)
    #expect(outcome.lines.first == "status 128", "\(outcome.out)\(outcome.error)")
    #expect(outcome.lines.last == "sound", "\(outcome.out)\(outcome.error)")
    #expect(outcome.lines.count == 3)
    #expect(outcome.error.contains("No space left on device"))
    let out = try project.run("dora-status > /dev/full")
    #expect(out.status == 128)
    #expect(out.error.contains("standard output"))
  }

  @Test func `a store that can only be read is looked at, and its XPs are signed`() throws {
    let project = try ToyProject()
    try project.run("dora run -- --lr=0.1")
    let outcome = try project.run(
      """
      unshare -rm bash -c '
        mkdir theirs && mount -t tmpfs none theirs && cp -R .dora toy outputs theirs && cd theirs
        mount -o remount,ro .
        dora-sig -- --lr=0.1; dora-sig -n -- --lr=3; dora-grid -n --stdin g <<< --lr=0.1
        dora-status | cut -f 1,2; dora log | cut -d " " -f 1; dora metrics --csv 2aee | wc -l
        dora-sig -- --lr=3; echo "status $?"'
      """)
    #expect(
      outcome.lines == [
        "2aeed959", "50d5afb5", "2aeed959\t0\tlr=0.1", "2aeed959\tCOMPLETED", "2aeed959@1", "3",
        "status 128",
      ], "\(outcome.out)\(outcome.error)")
    #expect(outcome.error.contains("Read-only file system"), "\(outcome.error)")
  }

  @Test func `an output folder that can't be written is an error before anything is recorded`()
    throws
  {
    let project = try ToyProject()
    try project.run("dora-sig -- --lr=0.1 && touch outputs")
    for line in ["dora-submit 2aee", "dora run -f 2aee"] {
      let outcome = try project.run(line)
      #expect(outcome.status == 128, "\(line)")
      #expect(outcome.error.contains("outputs"), "\(outcome.error)")
    }
    #expect(try project.run("dora-status | cut -f 2").out == "N/A\n")
  }

  @Test func `metrics that aren't numbers keep the history readable`() throws {
    let project = try ToyProject()
    try project.run(
      """
      printf '[program]\\n\\tcommand = ./train.sh\\n' > .doraconfig
      printf '#!/bin/sh\\ndora metrics loss=nan acc=inf\\ndora metrics oops && exit 1\\nexit 0\\n' > train.sh
      chmod +x train.sh
      """)
    let outcome = try project.run("dora run -- --lr=0.1 && dora info -m -f 2aee")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.out == "{\"loss\": NaN, \"acc\": Infinity}\n")
    #expect(outcome.error.contains("fatal: malformed metric 'oops'"))
    let read = "import json, math; print(math.isnan(json.load(open('history.json'))[0]['loss']))"
    #expect(
      try project.run("cd outputs/xps/2aeed959 && python3 -c \"\(read)\"").out == "True\n")
  }

  @Test func `names never lead out of the output folder`() throws {
    let project = try ToyProject()
    for name in ["../../etc", "..", "/etc/passwd", ".argv", "2aeed959/../x", "*"] {
      for tool in ["dora-status", "dora-submit", "dora-tail", "dora-run", "dora info -f"] {
        let outcome = try project.run("dora-sig -- --lr=0.1 > /dev/null; \(tool) '\(name)'")
        #expect(outcome.status == 128, "\(tool) \(name): \(outcome.out)\(outcome.error)")
      }
    }
    try project.run("dora-submit 2aee | dora-status --wait")
    #expect(
      try project.run("ls outputs outputs/xps").lines == [
        "outputs:", "xps", "outputs/xps:", "2aeed959",
      ])
  }

  @Test func `folders of the Python tool are named, shown and resumed`() throws {
    let project = try ToyProject()
    try project.sandbox.write("[\"--lr=0.1\"]", to: "outputs/xps/2aeed959/.argv.json")
    try project.sandbox.write("[{\"loss\": 0.7}]", to: "outputs/xps/2aeed959/history.json")
    #expect(try project.run("dora info -m -f 2aeed959").out == "{\"loss\": 0.7}\n")
    #expect(try project.run("dora-status 2aee | cut -f 1,2").out == "2aeed959\tN/A\n")
    let outcome = try project.run("dora run -f 2aeed959")
    #expect(outcome.out == "start at 1\nepoch 2\n", "\(outcome.error)")
    #expect(
      try project.run("dora info -m -f 2aee").out == "{\"loss\": 0.7}\n{\"loss\": 0.5}\n")
  }
}
