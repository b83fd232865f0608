import DoraTestSupport
import Foundation
import Testing

/// `dora top` in a real terminal, key by key.
@Suite struct TopTests {
  @Test func `keys choose, look, filter, sort and cancel`() throws {
    let project = try DailyTests.project()
    try project.run("dora-sig -- --lr=9 --sleep=0.2 --epochs=9999 | dora-submit")
    let terminal = try Terminal(project, width: 90, height: 14)
    try terminal.press("dora top --interval=0.2", "Enter")
    var screen = try terminal.wait(for: "lr=9.0  epoch=")
    let lines = screen.split(separator: "\n").map(String.init)
    #expect(lines[0] == "4 XPs: 1 running, 1 completed, 1 failed, 1 not submitted", "\(screen)")
    #expect(lines[1].contains(#/^SIG +STATE +JOB +TIME +NAME +METRICS/#))
    #expect(
      lines[2].contains(#/RUNNING +3 +[\dms]+ +epochs=9999 lr=9.0 +epoch=\d+ loss=/#), "\(screen)")
    #expect(lines[3].contains(#/^eb644005 +FAILED +2 /#), "\(screen)")
    #expect(lines[4].contains(#/^2aeed959 +COMPLETED +1 /#))
    #expect(lines[5].contains(#/^ff0751e0 +N\/A /#))
    #expect(lines.last?.contains("q: leave") == true)

    try terminal.press("j", "t")
    screen = try terminal.wait(for: "cause: ")
    #expect(
      screen.hasPrefix("eb644005 lr=5.0: FAILED (exit 1)\ncause: AssertionError: no such rate"))
    try terminal.press("q", "c")
    #expect(try terminal.wait(for: "no run to cancel").contains("eb644005 has no run"))
    try terminal.press("k", "c", "n")
    #expect(try terminal.wait(for: "not cancelled").contains("not cancelled"))
    try terminal.press("/", "l", "r", "=", "5", "Enter")
    screen = try terminal.wait(for: "1 shown")
    #expect(!screen.contains("lr=9.0"))
    try terminal.press("Escape")
    #expect(try terminal.wait(for: "lr=9.0").contains("lr=9.0"))
    try terminal.press("s")
    #expect(try terminal.wait(for: "sorted by time").contains("sorted by time"))
    try terminal.press("a")
    screen = try terminal.wait(for: "; 1 shown")
    #expect(!screen.contains("lr=5.0"))
    try terminal.press("a", "?")
    #expect(try terminal.wait(for: "cancel its run").contains("q: back"))
    try terminal.press("q", "g", "c")
    #expect(try terminal.wait(for: "y: yes").contains("cancel the run of "))
    try terminal.press("y")
    #expect(
      try terminal.wait(for: "1 cancelled").contains("4 XPs: 1 completed, 1 failed, 1 cancelled"))
    #expect(
      try project.run("dora-status $(dora-sig -- --lr=9 --epochs=9999)").out.contains("CANCELLED"))

    // What was on the screen before comes back, and so do its settings.
    try terminal.press("q")
    #expect(try terminal.wait(for: "dora top --interval").contains("dora top --interval=0.2"))
    try terminal.press("echo st''ill; stty | grep -c -e -echo -e -icanon", "Enter")
    #expect(try terminal.wait(for: "still\n0").contains("still\n0"))
  }

  @Test func `a line that is cut fills the screen, and the last line is used`() throws {
    let project = try DailyTests.project()
    let terminal = try Terminal(project, width: 44, height: 10)
    try terminal.press("dora top", "Enter")
    let lines = try terminal.wait(for: "t: log").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[2].count == 44 && lines[2].hasSuffix("…"), "\(lines[2])")
    #expect(lines[9].hasPrefix("t: log") && lines[9].hasSuffix("…"), "\(lines)")
    #expect(lines[4].hasPrefix("ff0751e0"), "\(lines)")
    // More XPs than rows: which are seen is told.
    try project.run("for i in 11 12 13 14 15 16 17; do echo --lr=$i; done | dora-sig --stdin")
    let wide = try Terminal(project, width: 90, height: 10)
    try wide.press("dora top", "Enter")
    #expect(try wide.wait(for: "1-7 of 10").contains("1-7 of 10"))
    try wide.press("/", "l", "r", "=", "1", "1", "Enter")
    #expect(try wide.wait(for: "shown with").contains("1 shown with 'lr=11'"))
  }

  @Test func `a name with a newline takes one row`() throws {
    let project = try ToyProject()
    try project.run(#"dora-sig -- --lr=0.1; dora-sig -- --name=$'a\nb\tc'"#)
    let terminal = try Terminal(project, width: 90, height: 8)
    try terminal.press("dora top", "Enter")
    let lines = try terminal.wait(for: "t: log").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "2 XPs: 2 not submitted", "\(lines)")
    #expect(lines[2].contains("lr=0.1") || lines[3].contains("lr=0.1"), "\(lines)")
    #expect(lines[2].contains("name=a b    c") || lines[3].contains("name=a b    c"), "\(lines)")
    #expect(lines[4].isEmpty, "\(lines)")
  }

  @Test func `without a terminal, or with wrong words, it says so`() throws {
    let project = try ToyProject()
    #expect(try project.run("dora top").status == 128)
    try project.run("dora init")
    let outcome = try project.run("dora top")
    #expect(outcome.status == 129)
    #expect(outcome.out == "")
    #expect(outcome.error.contains("hint: 'dora status'"))
    for line in ["--interval=0", "--sort=size", "--interval=nan", "--frob"] {
      #expect(try project.run("dora top \(line)").status == 129, "\(line)")
    }
    #expect(try project.run("dora top 0000").status == 128)
  }
}
