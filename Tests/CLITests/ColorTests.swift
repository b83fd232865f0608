import DoraTestSupport
import Foundation
import Testing

/// Colours follow the same rules in every verb that has them, and what takes long says how far it is.
@Suite struct ColorTests {
  /// A project with a grid of two XPs, one of which failed.
  private static func project() throws -> ToyProject {
    let project = try DailyTests.project()
    try project.sandbox.write("product: {lr: [0.1, 5.0]}\n", to: "toy/grids/pair.yaml")
    try project.run("touch toy/grids/__init__.py")
    let made = try project.run("dora grid --no-monitoring pair | cat; dora-status --wait")
    #expect(made.error.contains("grid pair"), "\(made.out)\(made.error)")
    return project
  }

  @Test func `every verb with colours obeys the same rules`() throws {
    let project = try Self.project()
    let verbs = [
      "log", "log --grid pair", "diff --only arguments 2aee eb64", "status", "why eb64",
      "metrics 2aee", "metrics --plot 2aee", "grid --no-monitoring pair",
    ]
    func isColored(_ line: String) throws -> Bool {
      let out = try project.run(line).out
      #expect(!out.isEmpty, "\(line)")
      return out.contains(#/\x{1B}\[[0-9;]*[1-9][0-9;]*m/#)
    }
    func onTerminal(_ line: String, _ variables: String = "TERM=xterm") -> String {
      "\(variables) DORA_PAGER=cat SHELL=/bin/sh script -qec '\(line)' /dev/null < /dev/null"
    }
    for verb in verbs {
      let option = "\(verb) --color"
      #expect(try !isColored("dora \(verb)"), "\(verb)")
      #expect(try isColored("NO_COLOR=1 dora \(option)=always"), "\(verb)")
      #expect(try isColored("dora -c color.ui=always \(verb)"), "\(verb)")
      #expect(try !isColored("dora -c color.ui=always \(option)=never"), "\(verb)")
      #expect(try isColored(onTerminal("dora \(verb)")), "\(verb)")
      #expect(try !isColored(onTerminal("dora \(option)=never")), "\(verb)")
      #expect(try !isColored(onTerminal("dora \(verb)", "NO_COLOR=1 TERM=xterm")), "\(verb)")
      #expect(try isColored(onTerminal("dora \(verb)", "NO_COLOR= TERM=xterm")), "\(verb)")
      #expect(try !isColored(onTerminal("dora \(verb)", "TERM=dumb")), "\(verb)")
      #expect(try project.run("dora \(option)=red").status == 129)
    }
  }

  @Test func `what has no colours otherwise has the same words`() throws {
    let project = try Self.project()
    for verb in ["log", "log --grid pair"] {
      let plain = try project.run("dora \(verb)").out
      let colored = try project.run("dora \(verb) --color=always").out
      #expect(colored.replacing(#/\x{1B}\[\d+m/#, with: "") == plain)
      #expect(colored.contains("\u{1B}[33m"))
    }
    #expect(try project.run("dora log --color=always").out.contains("\u{1B}[31mFAILED ("))
    #expect(try !project.run("dora log --json --color=always").out.contains("\u{1B}"))
  }

  @Test func `a long wait says how far it is, on a terminal`() throws {
    let project = try Self.project()
    // So much to read that it takes more than half a second.
    try project.run(
      """
      for sig in 2aeed959 eb644005; do
        yes '{"loss": 0.25, "other": 1}' | head -n 150000 >> outputs/xps/$sig/history.jsonl
      done
      """)
    let terminal = try Terminal(project)
    try terminal.record(in: "shown")
    try terminal.press(
      "clear; dora metrics -n 1 --json 2aee eb64 | wc -l; echo do''ne", "Enter")
    let after = try terminal.wait(for: "\ndone")
    #expect(!after.contains("reading"), "\(after)")
    #expect(
      try project.eventually {
        try project.sandbox.read("shown").contains(#/reading histories: +\d+% \([01]/2\)/#)
      })
    let piped = try project.run("dora metrics -n 1 --json 2aee eb64")
    #expect(piped.lines.count == 2)
    #expect(piped.error == "")
  }
}
