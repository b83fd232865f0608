import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// What shows output a screen at a time; as git does it, our own output goes to it, and we end after it.
struct Pager {
  private let child: Child

  /// Starts a command of the shell and leads our output to it.
  init(_ command: String, environment: [String: String]) throws(SystemFailure) {
    let pipe = try Pipe()
    defer {
      close(pipe.reading)
      close(pipe.writing)
    }
    // less: leave when all fits on a screen, show colours, keep the screen.
    let variables = ["LESS": "FRX", "LV": "-c"].merging(environment) { $1 }
    child = try Child.start(
      ["/bin/sh", "-c", Text(command)], environment: variables,
      streams: Child.Streams(input: pipe.reading))
    // Errors belong where they're seen.
    if isatty(2) == 1 { dup2(pipe.writing, 2) }
    dup2(pipe.writing, 1)
    // Ctrl-C is the pager's; when it's gone we end by SIGPIPE.
    signal(SIGINT, SIG_IGN)
  }

  /// Lets it know that there's no more, and waits until the user has seen enough.
  func finish() {
    close(1)
    close(2)
    _ = child.wait()
  }
}

extension Console {
  /// From here on long output of a verb is paged, where stdout is a terminal and nobody said otherwise.
  func page(_ verb: String, _ project: Project?) {
    guard isTerminal, pager == nil, let command = pagerCommand(verb, project) else { return }
    try? output.flush()
    // An unset LESS is ours to set; a pager that isn't there is no reason not to show anything.
    let first = command.prefix { $0 != " " }
    guard Path.executable(String(first), on: variable("PATH") ?? "/usr/bin:/bin") != nil,
      let started = try? Pager(command, environment: Self.environment)
    else { return }
    pager = started
  }

  private func pagerCommand(_ verb: String, _ project: Project?) -> String? {
    let given = variable("DORA_PAGER")
    func chosen() -> String {
      if let given { return given }
      // What man(1) would be told.
      if verb == "help", let manual = variable("MANPAGER") { return manual }
      return project?.protected("core.pager") ?? variable("PAGER") ?? "less"
    }
    let words = ["true", "yes", "on", "1"]
    let none = ["false", "no", "off", "0"]
    // Only --no-pager outdoes what is said of one verb.
    let set =
      given == "cat"
      ? nil : project?.protected("pager.\(verb)") { !(words + none).contains($0) }
    if let set, none.contains(set) { return nil }
    let command = set.flatMap { words.contains($0) ? nil : $0 } ?? chosen()
    return command.isEmpty || command == "cat" ? nil : command
  }

  /// Ends the pager, if there is one.
  func endPager() {
    try? output.flush()
    pager?.finish()
    pager = nil
  }
}
