import DoraTestSupport
import Foundation
import Testing

/// The verbs of every day: what runs, why it failed, what the metrics were.
@Suite struct DailyTests {
  /// A project with one XP that completed, one that failed with an exception, and one that was only signed.
  static func project() throws -> ToyProject {
    let project = try ToyProject()
    let program = ToyProject.train.replacing(
      "sys.exit(xp.cfg.status)", with: "assert xp.cfg.status == 0, 'no such rate'")
    try project.sandbox.write(program, to: "toy/train.py")
    try project.run(
      """
      { dora-sig -- --lr=0.1; dora-sig -- --lr=5 --status=3; } | dora-submit | dora-status --wait
      dora-sig -- --lr=7
      """)
    return project
  }

  @Test func `status says what failed, why, and what to type next`() throws {
    let project = try Self.project()
    let outcome = try project.run("dora status")
    #expect(outcome.status == 0)
    let text = outcome.out.replacing(#/\d+s ago/#, with: "TIME ago")
    #expect(
      text == """
        3 XPs: 1 completed, 1 failed, 1 not submitted

        failed:
          (use "dora why eb644005" to see why)
          (use "dora-submit -r eb644005" to run it again)
          eb644005  TIME ago  lr=5.0  AssertionError: no such rate

        never ran: 1
          (use "dora-submit ff0751e0" to submit it)

        """, "\(outcome.out)")
    #expect(try project.run("dora status 2aee").out == "1 XP: 1 completed\n")
    #expect(try project.run("dora status --wait eb64").status == 1)
    #expect(try project.run("dora status -z eb64").out == project.run("dora-status -z eb64").out)
    #expect(try project.run("dora status --json").out == project.run("dora-status --json").out)
    #expect(try project.run("dora status --json -z").status == 129)
    #expect(try project.run("dora status --color=red").status == 129)
    let colored = try project.run("NO_COLOR=1 dora status --color=always").out
    #expect(colored.contains("\u{1B}[31m  eb644005"))
    let chosen = try project.run("dora -c color.ui=always status").out
    #expect(chosen.contains("\u{1B}[31m  eb644005"))
    #expect(try !project.run("dora -c color.ui=always status --color=never").out.contains("\u{1B}"))
  }

  @Test func `a name with a newline or an escape in it stays one line, and paints nothing`() throws
  {
    let project = try ToyProject()
    let sig =
      try project.run(
        #"dora run -- --name=$'a\nb\e[31mc' --status=1; dora-sig -- --name=$'a\nb\e[31mc'"#
      ).lines.last ?? ""
    try project.run(
      #"""
      echo '["--name=a\nb\u001b[31mc"]' | dora grid --stdin --init odd; dora-sig -- --lr=0.1
      """#)
    let shown = #"name=a b\x1b[31mc"#
    for line in [
      "dora status --all", "dora log", "dora log --grid odd", "dora why \(sig)", "dora show \(sig)",
      "dora metrics \(sig)", "dora metrics --plot \(sig)", "dora diff \(sig) 2aee",
      "dora grid --stdin -n -D odd <<< '[\"--name=a\\nb\\u001b[31mc\"]'",
    ] {
      let outcome = try project.run(line)
      #expect(outcome.out.contains(shown), "\(line): \(outcome.out)\(outcome.error)")
      #expect(!(outcome.out + outcome.error).contains("\u{1B}"), "\(line)")
    }
    // Plumbing quotes, as C does.
    let quoted = #""name=a\nb\033[31mc""#
    for line in ["dora-status \(sig)", "dora star \(sig)"] {
      #expect(try project.run(line).out.contains(quoted), "\(line)")
    }
  }

  @Test func `status tells how far what runs has come, and counts what it doesn't list`() throws {
    let project = try ToyProject()
    let empty = try project.run("dora init && dora status")
    #expect(empty.lines.contains("0 XPs"))
    #expect(empty.out.contains("dora-sig -- "))
    try project.run(
      "for i in $(seq 12); do echo --lr=$i --sleep=0.2 --epochs=9999; done | dora-sig --stdin | dora-submit -j1"
    )
    #expect(
      try project.eventually {
        try project.run("dora status").out.contains(#/ {2}epochs=9999 lr=\d+.0 {2}epoch=\d+ loss=/#)
      })
    let status = try project.run("dora status").out
    #expect(status.contains("12 XPs: 1 running, 11 pending\n"))
    #expect(status.contains("\n  and 1 more (use \"dora status --all\")\n"))
    #expect(try !project.run("dora status -a").out.contains("more"))
    let cancelled = try project.run("dora cancel --all")
    #expect(cancelled.lines.count == 12)
    #expect(try project.run("dora cancel --all").out == "")
    #expect(try project.run("dora cancel --all 2aee").status == 129)
    #expect(try project.run("dora status").lines.first == "12 XPs: 12 cancelled")
  }

  @Test func `why names the exception, and the state when there is none`() throws {
    let project = try Self.project()
    let why = try project.run("dora why -n 1 eb64").lines
    #expect(why.first == "XP eb644005 lr=5.0")
    #expect(why.contains { $0.hasPrefix("state: FAILED (exit 1), job 2 on local, ") })
    #expect(
      Array(why.suffix(3)) == [
        "    AssertionError: no such rate", "cause: AssertionError: no such rate",
        "hint:  mend it, then run it again: dora-submit -r eb644005",
      ])
    let all = try project.run("dora-status | dora why --json | jq -c '[.sig, .state, .cause]'")
    #expect(
      all.out == """
        ["2aeed959","COMPLETED",null]
        ["eb644005","FAILED","AssertionError: no such rate"]
        ["ff0751e0","N/A",null]

        """)
    #expect(try project.run("dora why ff07").out.contains("it never ran\nhint:  submit it: "))
    let typed = try project.run("dora run -f eb64 -- --lr=6; dora why $(dora-sig -- --lr=6)").out
    #expect(typed.contains("log:   none, it ran in a terminal"))
    #expect(typed.contains("hint:  no output of it was kept; run it here to see: dora run -f "))
    #expect(try project.run("dora why").status == 128)
    #expect(try project.run("dora why 0000").status == 128)
    // A kill from outside, and a progress bar that writes over itself.
    try project.sandbox.write(
      "#!/bin/bash\nprintf '10%%\\r20%%\\r30%%\\n'; kill -9 $$\n", to: "kill.sh", executable: true)
    try project.run(
      "dora config set program.command ./kill.sh; dora-sig -- a=1 | dora-submit | dora wait")
    let killed = try project.run("dora why $(dora-sig -- a=1)")
    #expect(killed.out.contains("\n    30%\n"))
    #expect(killed.out.contains("cause: it was killed by signal 9"), "\(killed.out)")
    #expect(killed.out.contains("want of memory"))
  }

  @Test func `wait returns when runs have ended, or when the time is over`() throws {
    let project = try Self.project()
    #expect(try project.run("dora wait 2aee").status == 0)
    let failed = try project.run("dora wait")
    #expect(failed.status == 1)
    #expect(failed.error == "eb644005: FAILED (exit 1)\nff0751e0: N/A\n")
    try project.run("dora-sig -- --lr=9 --sleep=600 | dora-submit")
    let over = try project.run("dora wait --timeout=0.05 $(dora-sig -- --lr=9)")
    #expect(over.status == 1)
    #expect(over.error == "1 run goes on\n")
    #expect(try project.run("dora wait --timeout=-1").status == 129)
    try project.run("dora cancel --all")
  }

  @Test func `metrics are shown as a table, as CSV, as JSON and as curves`() throws {
    let project = try Self.project()
    #expect(
      try project.run("dora metrics 2aee eb64").out == """
        2aeed959 lr=0.1
        entry  loss
            1     1
            2   0.5

        eb644005 lr=5.0
        entry  loss
            1     1
            2   0.5

        """)
    #expect(
      try project.run("dora-status | head -n 2 | dora metrics -n1 --csv").out
        == "sig,entry,loss\r\n2aeed959,2,0.5\r\neb644005,2,0.5\r\n")
    #expect(
      try project.run("dora metrics --json -n 1 2aee").out
        == #"{"version": 1, "sig": "2aeed959", "entry": 2, "metrics": {"loss": 0.5}}"# + "\n")
    #expect(
      try project.run("dora metrics -k 'none*' --json -n 1 2aee").out.contains(#""metrics": {}"#))
    #expect(try project.run("dora metrics ff07").out == "ff0751e0 lr=7.0\nno metrics yet\n")
    for line in ["--csv --json 2aee", "--log 2aee", "-n 0 2aee", "loss=1 --plot", "--frob"] {
      #expect(try project.run("dora metrics \(line)").status == 129, "\(line)")
    }
    #expect(try project.run("dora metrics").status == 128)
    let plot = try project.run("dora metrics --plot 2aee").out
    #expect(plot.hasPrefix("loss\n  1 ┤⠉⠑⠒⠤⢄⣀\n    ┤ "), "\(plot)")
    #expect(plot.contains("0.5 ┤"))
    #expect(plot.hasSuffix("⠒⠒ 2aeed959 lr=0.1\n"))
    // Where colours can't tell them apart, letters do.
    let two = try project.run("LANG=C dora metrics --plot --log 2aee eb64").out
    #expect(two.hasPrefix("loss (log)\n  1 |"))
    #expect(two.utf8.allSatisfy { $0 < 0x80 })
    #expect(two.contains("     a 2aeed959 lr=0.1\n     b eb644005 lr=5.0\n"), "\(two)")
    let colored = try project.run("dora metrics --plot --color=always 2aee eb64").out
    #expect(colored.contains("\u{1B}[34m⠒⠒\u{1B}[0m 2aeed959"))
  }

  @Test func `in a terminal long output is paged and waiting is told`() throws {
    let project = try Self.project()
    try project.sandbox.write("#!/bin/sh\nsed 's/^/paged: /'\n", to: "pages", executable: true)
    try project.sandbox.write("#!/bin/sh\ntouch ran\ncat\n", to: "evil", executable: true)
    let terminal = try Terminal(project)
    try terminal.press("export PAGER=$PWD/pages NO_COLOR=1", "Enter")
    try terminal.press("dora status; clear; dora why eb64; echo do''ne1", "Enter")
    #expect(
      try terminal.wait(for: "\ndone1").contains("paged: cause: AssertionError: no such rate"))
    try terminal.press(
      "clear; dora --no-pager status; dora -c pager.status=false status; echo do''ne2", "Enter")
    var screen = try terminal.wait(for: "\ndone2")
    #expect(!screen.contains("paged"))
    try project.run("dora config set core.pager $PWD/evil")
    try terminal.press("clear; unset PAGER; dora status; echo do''ne3", "Enter")
    screen = try terminal.wait(for: "\ndone3")
    #expect(screen.contains("isn't trusted"))
    #expect(!project.sandbox.exists("ran"))
    // What takes half a second is told of, and taken away when it's over.
    try project.run(
      """
      printf 'import os, time\\nwhile not os.path.exists("%s"): time.sleep(0.05)\\n' $PWD/go >> toy/__init__.py
      """)
    try terminal.press("clear; dora-sig -n -- --lr=1; echo do''ne5", "Enter")
    #expect(try terminal.wait(for: "signing the arguments...").contains("signing the arguments..."))
    try project.sandbox.write("", to: "go")
    #expect(try !terminal.wait(for: "\ndone5").contains("signing"))
    try project.run("git checkout -q toy/__init__.py")
    try terminal.press("clear; dora-sig -- --lr=9 --sleep=600 | dora-submit; dora wait", "Enter")
    #expect(try terminal.wait(for: "waiting for ").contains("waiting for 1 XP: 1 "))
    try project.run("dora cancel --all")
    #expect(try terminal.wait(for: "CANCELLED").contains("CANCELLED"))
    try terminal.press("clear; TERM=dumb; unset NO_COLOR; dora status; echo do''ne4", "Enter")
    #expect(try terminal.wait(for: "\ndone4").contains("failed:"))
  }
}
