import DoraTestSupport
import Foundation
import Testing

/// Settings of all levels, beside git's own reading of the same files.
@Suite struct ConfigTests {
  @Test func `each level outdoes those before it`() throws {
    let project = try ToyProject()
    try project.run("dora init")
    var seen = ["default"]
    let levels = [
      "DORA_CONFIG_SYSTEM=$PWD/system DORA_CONFIG_NOSYSTEM= dora config set --system color.ui always",
      "dora config set --global color.ui never", "dora config set color.ui auto",
      "dora config set --store color.ui always",
    ]
    let files = ["system", ".config/dora/config", ".doraconfig", ".dora/config"]
    for (line, file) in zip(levels, files) {
      #expect(try project.run(line).status == 0)
      let found = try project.run(
        """
        export DORA_CONFIG_SYSTEM=$PWD/system DORA_CONFIG_NOSYSTEM=
        dora config get --show-origin color.ui
        """)
      let value = try project.run("git config -f \(file) color.ui").out
      #expect(found.out == "file:\(project.sandbox.file(file))\t\(value)")
      seen.append(value)
    }
    #expect(seen.count == 5)
    #expect(try project.run("dora -c color.ui=never config get color.ui").out == "never\n")
    let nested = try project.run("dora -c color.ui=x -c color.ui=y -c a.b config list | tail -n 3")
    #expect(nested.out == "color.ui=x\ncolor.ui=y\na.b=true\n")
    // Those that a command was given reach the commands that it starts.
    try project.sandbox.write(
      "#!/bin/sh\nexec dora config get color.ui\n", to: "dora-ask", executable: true)
    #expect(try project.run("PATH=$PATH:$PWD dora -c color.ui=never ask").out == "never\n")
  }

  @Test func `XDG_CONFIG_HOME and variables name other files`() throws {
    let project = try ToyProject()
    try project.run("XDG_CONFIG_HOME=$PWD/xdg dora config set --global color.ui never")
    #expect(try project.run("git config -f xdg/dora/config color.ui").out == "never\n")
    try project.run("DORA_CONFIG_GLOBAL=$PWD/mine dora config set --global color.ui always")
    #expect(try project.run("git config -f mine color.ui").out == "always\n")
    #expect(try project.run("dora config get color.ui").status == 1)
  }

  @Test func `what is written is what git reads, and comments stay`() throws {
    let project = try ToyProject()
    try project.sandbox.write("# mine\n[program]\n\tpackage = toy ; yes\n", to: ".doraconfig")
    let value = "a \"b\" \\ # c\n ; d"
    let outcome = try project.run(
      "dora config set program.exclude \"$VALUE\"".replacing(
        "$VALUE", with: "a \\\"b\\\" \\\\ # c\n ; d"))
    #expect(outcome.status == 0)
    #expect(try project.run("git config -f .doraconfig program.exclude").out == value + "\n")
    try project.run("dora config set --add program.exclude two")
    #expect(try project.run("dora config get -z --all program.exclude").out == value + "\0two\0")
    #expect(try project.run("dora config get program.exclude").out == "two\n")
    let both = try project.run("dora config set program.exclude one")
    #expect(both.status == 128)
    #expect(both.error.hasPrefix("fatal: cannot change "))
    #expect(
      try project.run("dora config unset program.exclude && dora config get program.exclude").status
        == 1)
    #expect(try project.run("dora config unset program.exclude").status == 1)
    #expect(
      try project.sandbox.read(".doraconfig").contains("# mine\n[program]\n\tpackage = toy ; yes\n")
    )
  }

  @Test func `wrong words are refused, and nothing is written`() throws {
    let project = try ToyProject()
    for (line, status) in [
      ("dora config", 129), ("dora config frob", 129), ("dora config get", 129),
      ("dora config set color.ui", 129), ("dora config set nodot x", 129),
      ("dora config set 'a b.c' x", 129), ("dora config list x", 129),
      ("dora config set --global --store color.ui x", 129), ("dora config set color.ui green", 128),
      ("dora config set code.maxFileSize 1x", 128), ("dora config set --store color.ui never", 128),
      ("dora config set --system color.ui never", 128), ("dora -c nodot status", 129),
      ("dora -c", 129), ("DORA_CONFIG_COUNT=x dora config list", 128),
      ("DORA_CONFIG_COUNT=1 dora config list", 128),
    ] {
      let outcome = try project.run(line)
      #expect(outcome.status == Int32(status), "\(line): \(outcome.error)")
      #expect(
        outcome.error.contains("fatal: ") || outcome.error.contains("Usage"),
        "\(line): \(outcome.error)")
    }
    #expect(!project.sandbox.exists(".doraconfig"))
  }

  @Test func `an unknown setting is warned of by the porcelain, with the nearest known`() throws {
    let project = try ToyProject()
    try project.run(
      "dora init && git config -f .doraconfig program.comand x && git config -f .dora/config core.abbrev 9"
    )
    for line in ["dora status", "dora info -- --lr=1", "dora config list"] {
      let outcome = try project.run(line)
      #expect(
        outcome.error.hasPrefix(
          """
          warning: unknown setting 'program.comand' in '\(project.sandbox.file(".doraconfig"))'
          hint: did you mean 'program.command'?

          """), "\(line): \(outcome.error)")
      #expect(!outcome.error.contains("core.abbrev"))
    }
    for line in ["dora-status", "dora-sig -- --lr=1", "dora --complete dora status ''"] {
      #expect(try project.run(line).error == "")
    }
    #expect(try project.run("dora config set mainModule.x 1").error.contains("unknown setting"))
    #expect(
      try project.run("dora -c color.ui=red status").error.hasPrefix(
        "warning: bad value 'red' for 'color.ui'\nhint: it takes auto, always, never\n"))
  }

  @Test func `what runs a command counts in a project that is trusted, or when it's one's own`()
    throws
  {
    let project = try ToyProject()
    try project.run("git config -f .doraconfig alias.hi '!echo hello; pwd #'")
    let refused = try project.run("dora hi")
    #expect(refused.status == 129)
    #expect(refused.out == "")
    let trust = "dora config set --global --add safe.project '\(project.sandbox.path)'"
    #expect(refused.error.contains("isn't trusted"))
    #expect(refused.error.contains("hint: to trust it: \(trust)\n"))
    // Its own word for it doesn't count.
    try project.run("git config -f .doraconfig safe.project '*'")
    #expect(try project.run("dora hi").status == 129)
    #expect(try project.run("dora -c safe.project=/elsewhere hi").status == 129)
    let hello = "hello\n\(project.sandbox.path)\n"
    #expect(try project.run("dora -c safe.project=* hi").out == hello)
    #expect(try project.run(trust).status == 0)
    #expect(try project.run("cd toy && dora hi").out == hello)
    #expect(try project.run("dora config unset --global safe.project && dora hi").status == 129)
    try project.run("dora config set --global alias.mine '!echo'")
    #expect(try project.run("dora mine 'a  b' c").out == "a  b c\n")
    #expect(try project.run("dora config set --global alias.no '!exit 3'; dora no").status == 3)
  }

  @Test func `the manual has every setting, and no others`() throws {
    let page = try String(
      contentsOf: ManualPage.folder.appending(path: "doraconfig.5"), encoding: .utf8)
    let named = page.split(separator: "\n").filter { $0.hasPrefix(".It Sy ") }.flatMap { line in
      line.dropFirst(".It Sy ".count).split(separator: " ").filter {
        $0.contains(".") && $0.first != "."
      }
      .map { $0.hasSuffix("\\&") ? String($0).replacing("\\&", with: "*") : String($0) }
    }
    let project = try ToyProject()
    let known = try project.run("dora --complete dora config get ''").lines.map {
      String($0.prefix { $0 != "\t" })
    }
    #expect(Set(named.filter { !$0.hasSuffix("*") }) == Set(known))
    #expect(Set(named.filter { $0.hasSuffix("*") }) == ["pager.*", "slurm.*", "alias.*"])
  }
}
