import DoraTestSupport
import Foundation
import Testing

/// `dora grid` on a terminal.
@Suite struct LiveGridTests {
  @Test func `a table is redrawn in place until all runs have ended`() throws {
    let project = try GridTests.project("    for lr in (1, 2, 3): launcher(lr=lr, epochs=3)\n")
    try project.sandbox.write(ToyProject.gated, to: "toy/train.py")
    let terminal = try Terminal(project)
    try terminal.press("dora grid g -j2 --curve loss; echo status=$?", "Enter")
    try terminal.wait(for: "quiet")
    let during = try terminal.wait(for: "RUN")
    #expect(during.contains("RUN") && during.contains("Base name: epochs=3"), "\(during)")
    #expect(during.contains("or when something changes"), "\(during)")
    try project.sandbox.write("", to: "outputs/go")
    let after = try terminal.wait(for: "status=0")
    #expect(after.contains("3 XPs: 3 completed\n"), "\(after)")
    #expect(!after.contains("quiet") && !after.contains("something changes"), "\(after)")
    #expect(after.contains("█"), "\(after)")
    // Drawn over and over, it was there once.
    let all = try terminal.text(all: true)
    #expect(all.components(separatedBy: "Base name").count == 2, "\(all)")
  }

  @Test func `Ctrl-C leaves the jobs running, and says so`() throws {
    let project = try GridTests.project("    for lr in (1, 2): launcher(lr=lr, sleep=300)\n")
    let terminal = try Terminal(project)
    try terminal.press("dora grid g; echo status=$?", "Enter")
    try terminal.wait(for: "next look in")
    try terminal.press("C-c")
    let screen = try terminal.wait(for: "status=130")
    #expect(
      screen.contains("2 jobs go on; watch: dora grid g, cancel: dora grid g -C"), "\(screen)")
    #expect(try project.run("dora-status | cut -f 2 | grep -c -e RUNNING -e PENDING").out == "2\n")
    // The terminal is as it was.
    try terminal.press("stty -a | grep -c -w -e -echo -e -icanon", "Enter")
    #expect(try terminal.wait(for: "\n0\n").contains("\n0\n"))
    #expect(try project.run("dora grid g -C").status == 0)
  }

  @Test func `many XPs are pages`() throws {
    let project = try GridTests.project("    for i in range(100): launcher(lr=i + 1, sleep=300)\n")
    let terminal = try Terminal(project, height: 20)
    try terminal.press("dora grid g", "Enter")
    try terminal.wait(for: "rows 1-")
    try terminal.press("Space")
    let second = try terminal.wait(for: "rows 15-")
    #expect(second.contains("lr=15.0") && !second.contains("lr=14.0 "), "\(second)")
    try terminal.press("b")
    #expect(try terminal.wait(for: "rows 1-14 of 100").contains("lr=14.0 "))
    try terminal.press("q")
    #expect(try terminal.wait(for: "100 jobs go on").contains("100 jobs go on"))
    #expect(try project.run("dora grid g -C").status == 0)
  }

  @Test func `a narrow screen shows what fits`() throws {
    let project = try GridTests.project(
      "    launcher(lr=1, epochs=1)\n    launcher(lr=2, epochs=1)\n")
    let terminal = try Terminal(project, width: 40)
    try terminal.press("dora grid g", "Enter")
    let screen = try terminal.wait(for: "2 XPs: 2 completed")
    #expect(screen.contains("lr=1.0"), "\(screen)")
    #expect(screen.split(separator: "\n").allSatisfy { $0.count <= 40 })
  }

  @Test func `deleting asks, and no is no`() throws {
    let project = try GridTests.project("    launcher(lr=1)\n")
    try project.run("dora grid g && dora-status --wait && touch outputs/xps/4c234bbd/checkpoint")
    let terminal = try Terminal(project)
    try terminal.press("dora grid g --clear; echo status=$?", "Enter")
    try terminal.wait(for: "[y/N]")
    try terminal.press("n", "Enter")
    #expect(try terminal.wait(for: "status=1").contains("fatal: nothing was done"))
    #expect(project.sandbox.exists("outputs/xps/4c234bbd/checkpoint"))
  }
}
