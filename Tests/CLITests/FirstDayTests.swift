import DoraTestSupport
import Foundation
import Testing

/// What people type on their first day, before they know better: each error says what to type next.
@Suite struct FirstDayTests {
  @Test func `the program's help can be had`() throws {
    let project = try ToyProject()
    let outcome = try project.run("dora run -- --help")
    #expect(outcome.status == 0)
    #expect(outcome.out.contains("--epochs EPOCHS"), "\(outcome.out)\(outcome.error)")
    #expect(!project.sandbox.exists("outputs"))
    #expect(
      try project.run("dora-sig -- --help").error.hasSuffix(
        "hint: 'dora run' starts it with them\n"))
    let wrong = try project.run("dora run -- --lrr=3")
    #expect(wrong.status == 128)
    #expect(
      wrong.error.hasSuffix("hint: 'dora run -- --help' lists the program's own options\n"),
      "\(wrong.error)")
  }

  @Test func `settings that can't be are told of when they're asked for`() throws {
    let project = try ToyProject()
    for line in ["get colr.ui", "unset colr.ui"] {
      let outcome = try project.run("dora config \(line)")
      #expect(outcome.status == 1)
      #expect(
        outcome.error == """
          warning: unknown setting 'colr.ui'
          hint: did you mean 'color.ui'?

          """)
    }
    let known = try project.run("dora config get color.ui")
    #expect(known.status == 1)
    #expect(known.error == "")
  }

  @Test func `a script that isn't a program yet is told what makes it one`() throws {
    let project = try ToyProject()
    try project.run("echo 'import argparse' > toy/train.py")
    for line in ["dora run", "dora-sig -- --lr=1", "python3 -m dora run"] {
      let outcome = try project.run("PYTHONPATH=\(ToyProject.client) \(line)")
      #expect(outcome.status == 128)
      #expect(outcome.error.contains("'toy.train' has no function 'main'\nhint: give it one, "))
      #expect(outcome.error.contains("'command = python3 -m toy.train' under [program]"))
    }
    // What it says is so.
    try project.sandbox.write(
      "[program]\n    command = python3 -m toy.train\n", to: ".doraconfig")
    #expect(try project.run("dora run -- --lr=1").status == 0)
    try project.run("echo 'def main(): pass' >> toy/train.py && rm .doraconfig")
    #expect(
      try project.run("dora run").error.contains(
        "'toy.train.main' isn't decorated\nhint: decorate it with dora.argparse_main or "))
  }

  @Test func `every tool says its version alike`() throws {
    let project = try ToyProject(git: false)
    let version = try project.run("dora --version").out
    #expect(version.wholeMatch(of: #/dora version \d+\.\d+\.\d+\n/#) != nil, "\(version)")
    let tools = ["sig", "submit", "status", "tail", "grid", "run"].flatMap {
      ["dora-\($0)", "dora \($0)"]
    }
    for tool in tools + ["dora log"] {
      let outcome = try project.run("\(tool) --version")
      #expect(outcome.status == 0 && outcome.out == version, "\(tool): \(outcome.error)")
    }
    // Beside anything else it's a slip.
    #expect(try project.run("dora-sig --version -n").status == 129)
    #expect(!project.sandbox.exists(".dora"))
  }

  @Test func `an empty store says that it is one`() throws {
    let project = try ToyProject()
    try project.run("dora init")
    #expect(try project.run("dora log").error == "no run yet\n")
    #expect(try project.run("dora log --json").error == "")
    #expect(try project.run("dora status").out.contains("to sign a first XP"))
    let star = try project.run("true | dora star")
    #expect(star.status == 128)
    #expect(star.error.contains("hint: give sigs as arguments"))
  }

  @Test(arguments: ["mkdir .dora", "mkdir far; ln -s far .dora"])
  func `an empty folder, or a link to one, becomes a store when that's said`(given: String) throws {
    let project = try ToyProject()
    try project.run(given)
    // It may be where a disk isn't mounted that has one.
    for line in ["dora status", "dora-sig -- --lr=1"] {
      let none = try project.run(line)
      #expect(none.status == 128)
      #expect(
        none.error.contains("it is empty\nhint: see that its disk is mounted"), "\(none.error)")
    }
    #expect(try project.run("dora init && dora-sig -- --lr=1 && dora-status").lines.count == 3)
    #expect(try project.run("[ ! -e far ] || { [ -L .dora ] && [ -f far/HEAD ]; }").status == 0)
    #expect(try project.run("ls -d .dora.* far.*").out == "")
    // Anything in it, and it isn't ours to fill.
    try project.run("rm -rf .dora far; mkdir .dora; touch .dora/mine")
    #expect(try project.run("dora init").status == 128)
    #expect(try project.run("dora-sig -- --lr=1").status == 128)
    #expect(try project.run("ls -A .dora").out == "mine\n")
  }
}
