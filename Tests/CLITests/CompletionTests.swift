import DoraTestSupport
import Foundation
import Testing

/// TAB completes what the store and the parsers know, in the three shells themselves.
@Suite struct CompletionTests {
  static let folder = ManualPage.folder.deletingLastPathComponent().appending(path: "completions")
    .path

  /// A project with an XP that ran, whose program has an option with choices.
  private static func project() throws -> ToyProject {
    let project = try ToyProject()
    try project.sandbox.write(
      ToyProject.train.replacing(
        "parser.add_argument(\"--verbose\"",
        with: """
          parser.add_argument("--mode", choices=["fast", "slow", "very slow", "x:y"], help="how %(default)s\\n100%%")
          parser.add_argument("--secret", help=argparse.SUPPRESS)
          parser.add_argument("--verbose"
          """), to: "toy/train.py")
    for grid in ["__init__.py", "search.py", "_hidden.py", "sub/more.py", "yaml.yaml"] {
      try project.sandbox.write("", to: "toy/grids/\(grid)")
    }
    try project.sandbox.write(
      "PartitionName=DEFAULT Nodes=ALL\nPartitionName=gpu,cpu Nodes=a\nInclude more.conf\n",
      to: "slurm.conf")
    try project.sandbox.write("partitionname=low\n# PartitionName=no\n", to: "more.conf")
    try project.run("dora run -- --lr=0.1 && dora-sig -- --lr=5 --mode=slow")
    return project
  }

  /// One question to `dora --complete`, and its candidates.
  private static func ask(_ line: String, in project: ToyProject) throws -> [String] {
    let outcome = try project.run("SLURM_CONF=$PWD/slurm.conf dora --complete \(line)")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    return outcome.lines
  }

  @Test func `candidates come from the parsers, the store and the program`() throws {
    let project = try Self.project()
    let sig = "2aeed959\tlr=0.1"
    let other = try project.run("dora-sig -n -- --lr=5 --mode=slow").lines[0]
    let expected: [(String, [String])] = [
      ("dora stat", ["status\tShow what runs, what failed and why."]),
      ("dora -v --vers", ["--version\tPrint the version."]),
      ("dora -P ''", ["toy\t"]), ("dora info --package to", ["toy\t"]),
      ("dora info --package=t", ["--package=toy\t"]),
      ("dora help tut", ["tutorial\t"]), ("dora help conf", ["config\t"]),
      ("dora-status 2", [sig]), ("/usr/bin/dora-status --wait 2", [sig]),
      ("dora info -f 2a", [sig]), ("dora info -j ''", ["1\t2aeed959 COMPLETED lr=0.1"]),
      ("dora-tail ''", [sig]), ("dora cancel ''", []), ("dora diff 2", [sig]),
      ("dora diff --only me", ["metrics\t"]), ("dora log 2", [sig]), ("dora show 2", [sig]),
      ("dora push --files-of 2", [sig]),
      ("dora-submit -j 2", []),
      ("dora config s", ["set\t"]),
      ("dora config get color", ["color.ui\tWhether output is coloured."]),
      ("dora config set color.ui a", ["auto\t", "always\t"]),
      ("dora config set --glo", ["--global\tYour own, ~/.config/dora/config."]),
      ("dora -c color", ["color.ui=\tWhether output is coloured."]),
      ("dora status --color=n", ["--color=never\t"]),
      ("dora grid ''", ["search\t", "sub.more\t", "yaml\t"]),
      ("dora log --grid s", ["search\t", "sub.more\t"]),
      ("dora-grid y", ["yaml\t"]), ("dora grid -p ''", ["gpu\t", "cpu\t", "low\t"]),
      ("dora-submit --no-such 2", [sig]),
      ("dora-submit --rep", ["--replace", "--replace-done"]),
      ("dora launch --no-t", ["--no-tail\tDon't follow the log."]),
      ("dora-sig -- --m", ["--mode\thow None"]), ("dora run -- --mode=f", ["--mode=fast\t"]),
      ("dora run -- --lr 1 --mode ''", ["fast\t", "slow\t", "very slow\t", "x:y\t"]),
      ("dora run -- --lr ''", []),
      ("dora run -- --secret", []), ("dora run -- --he", []),
      ("dora run -- --lr", ["--lr\tfloat, default 0.03"]), ("dora-status -- --lr", []),
      ("dora -P nothing run -- --lr", []), ("dora frob ''", []), ("dora", []), ("", []),
    ]
    for (line, candidates) in expected {
      let found = try Self.ask(line, in: project)
      let shown =
        candidates.contains { $0.contains("\t") }
        ? found : found.map { String($0.prefix { $0 != "\t" }) }
      #expect(shown == candidates, "\(line)")
    }
    try project.run("dora config set alias.bad 'status --format x'; dora config set alias.sh '!ls'")
    #expect(try Self.ask("dora ba", in: project) == ["bad\talias of 'status --format x'"])
    #expect(try Self.ask("dora bad 2", in: project) == [sig])
    #expect(try Self.ask("dora sh 2", in: project) == [])
    #expect(
      try Set(Self.ask("dora-status ''", in: project)) == [sig, "\(other)\tlr=5.0 mode=slow"])
  }

  @Test func `keys, groups and choices of a Hydra program are completed`() throws {
    guard let venv = ProcessInfo.processInfo.environment["DORA_TEST_UPSTREAM"] else {
      Issue.record("no Python with Hydra: set DORA_TEST_UPSTREAM, as scripts/test does")
      return
    }
    let sandbox = try Sandbox()
    let example = URL(filePath: ToyProject.client).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "examples/digits_hydra").path
    let command = Command(
      in: sandbox.path,
      environment: [
        "PATH": "\(venv)/bin:\(ToyProject.tools):/usr/bin:/bin", "DORA_CLIENT": ToyProject.client,
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    let signed = try command.shell(
      "cp -R \(example)/. . && \(ToyProject.tools)/dora-sig -- epochs=3")
    #expect(signed.status == 0, "\(signed.error)")
    func ask(_ line: String) throws -> [String] {
      try command.shell("\(ToyProject.tools)/dora --complete \(line)").lines
    }
    #expect(try ask("dora run ep") == ["epochs=\tdefault 5"])
    #expect(try ask("dora run -- data.te") == ["data.test_every=\tdefault 5"])
    #expect(try ask("dora-sig -- model=") == ["model=linear\t", "model=mlp\t"])
    #expect(try ask("dora launch optim") == ["optim=\tconfig group"] + ask("dora launch optim."))
    #expect(try ask("dora run restart=") == ["restart=true\t", "restart=false\t"])
    // The keys of a config that was chosen on this very line.
    #expect(try ask("dora run optim=momentum optim.mom") == ["optim.momentum=\tdefault 0.8"])
    #expect(try ask("dora run optim.mom") == ["optim.momentum=\tdefault 0.0"])
    #expect(try ask("dora grid ''") == ["models\t"])
    #expect(try ask("dora run $(dora-sig -- epochs=3 | cut -c 1-4)").count == 1)
    try command.shell(
      "strace -f -qq -e trace=execve -o trace \(ToyProject.tools)/dora --complete dora run ''")
    #expect(
      try sandbox.read("trace").split(separator: "\n").filter { $0.contains("execve(") }.count == 1)
  }

  @Test func `it answers without Python, nor any other program`() throws {
    let project = try Self.project()
    // Even when the description is no longer true, and with no project at all.
    try project.run("echo >> toy/train.py")
    let outcome = try project.run(
      """
      strace -f -qq -e trace=execve -o trace dora --complete dora run -- --l
      strace -f -qq -e trace=execve -o trace2 dora --complete dora-status ''
      cd /; strace -f -qq -e trace=execve -o "$OLDPWD/trace3" dora --complete dora-status ''
      """)
    #expect(outcome.lines.first == "--lr\tfloat, default 0.03")
    #expect(outcome.out.contains("2aeed959\tlr=0.1"))
    for trace in ["trace", "trace2", "trace3"] {
      let calls = try project.sandbox.read(trace).split(separator: "\n")
      #expect(calls.filter { $0.contains("execve(") }.count == 1, "\(calls)")
    }
  }

  /// A shell with our completion, in a terminal of tmux.
  private final class Terminal {
    let project: ToyProject
    private let tmux: String

    init(_ shell: String, in project: ToyProject) throws {
      self.project = project
      // One of its own: a server that was told to end may still be there.
      let socket = project.sandbox.file("tmux-\(UUID().uuidString.prefix(8))")
      tmux = "tmux -f /dev/null -S \(socket)"
      let start: (words: String, load: String) =
        switch shell {
        case "bash": ("bash --norc -i", "source \(folder)/dora.bash")
        case "zsh":
          (
            "zsh -f -i",
            "fpath=(\(folder) $fpath); autoload -Uz compinit && compinit -u -D; PS1='$ '"
          )
        default: ("fish --no-config -i", "source \(folder)/dora.fish")
        }
      // The server of its own has this environment; a wide screen breaks no line.
      let outcome = try project.run(
        "TERM=xterm \(tmux) new-session -d -x 180 -y 50 '\(start.words)'")
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(try type("echo rea''dy", until: "\nready"))
      try keys("Enter")
      #expect(try type("\(start.load); clear; echo loa''ded", until: "loaded\n"))
    }

    private func keys(_ keys: String) throws { try project.run("\(tmux) send-keys \(keys)") }

    var screen: String {
      get throws { try project.run("\(tmux) capture-pane -p").out }
    }

    /// Types a line and Enter, and waits for something on the screen.
    func type(_ line: String, until text: String) throws -> Bool {
      try project.run(
        "\(tmux) send-keys -l \"$LINE\"".replacing(
          "\"$LINE\"", with: "'" + line.replacing("'", with: "'\\''") + "'"))
      try keys("Enter")
      return try project.eventually { try ("\n" + screen).contains(text) }
    }

    /// Types a line, TAB and perhaps more, waits for something on the screen, and clears the line.
    func complete(_ line: String, then more: String = "", to text: String) throws -> Bool {
      try project.run("\(tmux) send-keys -l '\(line)'")
      try keys("Tab")
      if !more.isEmpty { try keys(more) }
      let isThere = try project.eventually { try screen.contains(text) }
      if !isThere { Issue.record("\(line): \(try screen)") }
      try keys("C-c")
      try project.run("\(tmux) clear-history")
      _ = try type("clear; echo next", until: "\nnext\n")
      return isThere
    }

    // A test that fails leaves no server either.
    deinit { _ = try? project.run("\(tmux) kill-server") }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `TAB completes in a real shell`(shell: String) throws {
    var project = try Self.project()
    project.command.environment["SLURM_CONF"] = project.sandbox.file("slurm.conf")
    let terminal = try Terminal(shell, in: project)
    #expect(try terminal.complete("dora grid -p gp", to: "dora grid -p gpu"))
    #expect(try terminal.complete("dora config get color", to: "config get color.ui"))
    #expect(try terminal.complete("dora help tuto", to: "dora help tutorial"))
    #expect(try terminal.complete("dora-status 2a", to: "dora-status 2aeed959"))
    #expect(try terminal.complete("dora stat", to: "dora status"))
    #expect(try terminal.complete("dora launch --no-t", to: "dora launch --no-tail"))
    #expect(try terminal.complete("dora info -j ", to: "dora info -j 1"))
    #expect(try terminal.complete("dora grid se", to: "dora grid search"))
    #expect(try terminal.complete("dora config set color.ui nev", to: "color.ui never"))
    #expect(try terminal.complete("dora run -- --mode=sl", to: "--mode=slow"))
    #expect(try terminal.complete("dora run -- --mode sl", to: "--mode slow"))
    // What the shell would take apart is quoted, and its own breaks are kept.
    #expect(try terminal.complete("dora run -- --mode ve", to: #"--mode very\ slow"#))
    #expect(try terminal.complete("dora run -- --mode=ve", to: #"--mode=very\ slow"#))
    #expect(try terminal.complete("dora run -- --mode \"ve", to: #"--mode "very slow"#))
    #expect(try terminal.complete("dora run -- --mode=x:", to: "--mode=x:y"))
    #expect(try terminal.complete("A=1 B= dora-status 2a", to: "dora-status 2aeed959"))
    #expect(try terminal.complete("ls | dora-tail --prefix 2ae", to: "--prefix 2aeed959"))
    // Where nothing is known, a file is meant.
    #expect(try terminal.complete("dora run -- --name toy/tr", to: "--name toy/train.py"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `TAB completes a Hydra program in a real shell`(shell: String) throws {
    guard let venv = ProcessInfo.processInfo.environment["DORA_TEST_UPSTREAM"] else {
      Issue.record("no Python with Hydra: set DORA_TEST_UPSTREAM, as scripts/test does")
      return
    }
    var project = try ToyProject(git: false)
    // The Python tool's own 'dora' is in the environment too.
    project.command.environment["PATH"] = "\(ToyProject.tools):\(venv)/bin:/usr/bin:/bin"
    let example = URL(filePath: ToyProject.client).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "examples/digits_hydra").path
    let signed = try project.run("rm -r toy && cp -R \(example)/. . && dora-sig -- epochs=3")
    #expect(signed.status == 0, "\(signed.error)")
    let terminal = try Terminal(shell, in: project)
    // A key waits for its value: what is typed next stands right behind it.
    #expect(try terminal.complete("dora run ep", then: "7", to: "dora run epochs=7"))
    #expect(try terminal.complete("dora run -- model=ml", to: "model=mlp"))
    #expect(try terminal.complete("dora launch optim=mom", to: "optim=momentum"))
    #expect(
      try terminal.complete(
        "dora run optim=momentum optim.mome", then: "1", to: "optim.momentum=1"))
    #expect(try terminal.complete("dora-sig -- restart=tr", to: "restart=true"))
    #expect(try terminal.complete("dora grid mod", to: "dora grid models"))
  }

  @Test func `zsh and fish say what a candidate is, bash when it only lists`() throws {
    let project = try Self.project()
    for (shell, line) in [("zsh", "dora-status "), ("fish", "dora-status ")] {
      let terminal = try Terminal(shell, in: project)
      #expect(try terminal.complete(line, to: "lr=5.0 mode=slow"))
    }
    let terminal = try Terminal("bash", in: project)
    _ = try terminal.complete("dora-status \t", to: "(lr=5.0 mode=slow)")
    let fish = try project.run(
      "fish --no-config -c 'source \(Self.folder)/dora.fish; complete -C \"dora-status 2\"'")
    #expect(fish.out == "2aeed959\tlr=0.1\n", "\(fish.error)")
  }

  @Test func `the scripts complete every tool`() throws {
    let tools = try FileManager.default.contentsOfDirectory(atPath: ToyProject.tools)
      .filter { $0.wholeMatch(of: #/dora(-[a-z]+)?/#) != nil }.sorted()
    #expect(tools.count >= 6)
    for name in ["dora.bash", "_dora", "dora.fish"] {
      let script = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
      let words = Set(script.split { " \n;".contains($0) }.map(String.init))
      for tool in tools { #expect(words.contains(tool), "\(name) lacks \(tool)") }
    }
  }
}
