import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// `dora`: finds the verb that a command line means, and hands over to it.
enum Porcelain {
  /// Our verb, else `dora-<verb>` beside us or on PATH, else an alias of `.doraconfig`.
  static func run(_ arguments: [String], _ console: Console) -> Int32 {
    do {
      let (global, rest) = try split(arguments)
      for (name, value) in global { setenv(name, value, 1) }
      // Not in a job, whose log is no place for it.
      console.isPorcelain = getenv("DORA_JOB") == nil
      guard let verb = rest.first else { return help(console, Exit.usage) }
      return try run(verb, Array(rest.dropFirst()), console)
    } catch {
      console.output.report(error)
      return error.exit.rawValue
    }
  }

  /// The words of a command line that aren't a verb's.
  struct Misused: Failure {
    let message: String
    var hint: String?
    var exit: Exit { .usage }
  }

  /// Takes off the options that stand before the verb; they reach every tool as variables.
  static func split(
    _ arguments: [String]
  ) throws(Misused) -> (global: [(String, String)], rest: [String]) {
    var rest = arguments[...]
    var global: [(String, String)] = []
    while let word = rest.first, word.hasPrefix("-"), word.utf8.count > 1 {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name: String
      switch Spelling.normal([String(parts[0])])[0] {
      case "-P", "--package": name = "DORA_PACKAGE"
      case "-M", "--main-module": name = "DORA_MAIN_MODULE"
      case "-v", "--verbose":
        global.append(("DORA_TRACE", "1"))
        rest.removeFirst()
        continue
      case "--no-pager":
        global.append(("DORA_PAGER", "cat"))
        rest.removeFirst()
        continue
      case "-C": name = "-C"
      case "-c": name = "-c"
      default: return (global, Array(rest))
      }
      rest.removeFirst()
      let value: String
      if parts.count == 2 {
        value = String(parts[1])
      } else if let next = rest.first {
        value = next
        rest.removeFirst()
      } else {
        throw Misused(message: "option '\(word)' needs a value")
      }
      if name == "-C" {
        guard chdir(value) == 0 else {
          throw Misused(message: SystemFailure("change to", value).message)
        }
      } else if name == "-c" {
        global += try setting(value, after: global)
      } else {
        global.append((name, value))
      }
    }
    return (global, Array(rest))
  }

  /// `-c name=value` as variables, one setting more than there are.
  private static func setting(
    _ word: String, after global: [(String, String)]
  ) throws(Misused) -> [(String, String)] {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, SettingName(String(name)) != nil else {
      throw Misused(
        message: "'\(word)' is not a setting", hint: "-c takes name=value: -c color.ui=never")
    }
    let before = global.last { $0.0 == "DORA_CONFIG_COUNT" }?.1
    let count =
      (before ?? getenv("DORA_CONFIG_COUNT").map { String(cString: $0) })
      .flatMap { Int($0) } ?? 0
    return [
      ("DORA_CONFIG_KEY_\(count)", String(name)),
      // As in git, a name alone is true.
      ("DORA_CONFIG_VALUE_\(count)", parts.count == 2 ? String(parts[1]) : "true"),
      ("DORA_CONFIG_COUNT", String(count + 1)),
    ]
  }

  private static func run(
    _ verb: String, _ arguments: [String], _ console: Console
  ) throws(Misused) -> Int32 {
    switch verb {
    case "--help", "-h": return help(console, .done)
    case "--version", "version":
      return say("dora version \(version)", console)
    case "help":
      guard let topic = arguments.first else { return help(console, .done) }
      return try explain(topic, console)
    case "--complete":
      console.isPorcelain = false
      return Completion.answer(arguments, console)
    case "--plumbing":
      return Pipeline.show(arguments, console)
    default: break
    }
    if verb.hasPrefix("-") {
      throw Misused(message: "unknown option '\(verb)'", hint: "'dora --help' lists them")
    }
    if let known = Verbs.named(verb) {
      return Tool.run(known, Spelling.normal(arguments), console)
    }
    exec("dora-\(verb)", arguments)
    if let words = alias(verb, arguments, console) {
      // An alias may not stand for another: it could stand for itself.
      guard let target = words.first.flatMap(Verbs.named) else {
        throw Misused(
          message: "alias '\(verb)' stands for '\(words.first ?? "")', which is not a dora command")
      }
      return Tool.run(
        target, Spelling.normal(Array(words.dropFirst()) + arguments), console)
    }
    throw unknown(verb)
  }

  private static func unknown(_ verb: String) -> Misused {
    let near = EditDistance.nearest(to: verb, among: Verbs.all, within: 2)
    return Misused(
      message: "'\(verb)' is not a dora command",
      hint: near.map { "did you mean 'dora \($0)'?" } ?? "'dora --help' lists them")
  }

  /// `dora help`: a page of the manual, or which there are.
  private static func explain(_ topic: String, _ console: Console) throws(Misused) -> Int32 {
    if ["--all", "-a"].contains(topic) { return say(Manual.list, console) }
    if topic.hasPrefix("-") {
      throw Misused(message: "unknown option '\(topic)'", hint: "'dora help --all' lists all pages")
    }
    if let status = Manual.show(topic, console) { return status }
    if let words = alias(topic, console) {
      return say("'\(topic)' is aliased to '\(words)'", console)
    }
    // A command of somebody else's.
    exec("dora-\(topic)", ["--help"])
    let near = EditDistance.nearest(to: topic, among: Manual.topics, within: 2)
    throw Misused(
      message: "no manual page on '\(topic)'",
      hint: near.map { "did you mean 'dora help \($0)'?" } ?? "'dora help --all' lists all pages")
  }

  /// Becomes another program, if there is one by that name; else returns.
  private static func exec(_ name: String, _ arguments: [String]) {
    // A verb can't climb out of the search path.
    guard !name.contains("/") else { return }
    let beside = Path.parent(Path.real("/proc/self/exe") ?? "/")
    let search = [beside, getenv("PATH").map { String(cString: $0) } ?? ""].joined(separator: ":")
    guard let path = Path.executable(name, on: search) else { return }
    var words = ([name] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, &words)
  }

  private static func alias(
    _ verb: String, _ arguments: [String], _ console: Console
  ) -> [String]? {
    guard let line = alias(verb, console) else { return nil }
    if line.hasPrefix("!"), let root = try? console.project(isWarning: false).root {
      shell(String(line.dropFirst()), verb, arguments, root)
    }
    return try? ArgumentLine.words(Array(line.utf8)).map(\.string)
  }

  private static func alias(_ verb: String, _ console: Console) -> String? {
    // A verb of ours can be had by any name; a command of the shell is run if it's the user's own, or from a project
    // that is trusted.
    (try? console.project(isWarning: false))?
      .protected("alias.\(verb)") { $0.hasPrefix("!") }
  }

  /// Becomes a shell that runs an alias's command in the project's root, with the words that follow, as git does.
  private static func shell(_ line: String, _ verb: String, _ arguments: [String], _ root: String) {
    guard chdir(root) == 0 else { return }
    let command = arguments.isEmpty ? line : line + " \"$@\""
    var words = (["sh", "-c", command, verb] + arguments).map { strdup($0) }
    words.append(nil)
    execv("/bin/sh", &words)
  }

  private static func help(_ console: Console, _ exit: Exit) -> Int32 {
    if exit == .done { return say(DoraCommand.overview, console) }
    console.output.talk(DoraCommand.overview)
    return exit.rawValue
  }

  private static func say(_ text: String, _ console: Console) -> Int32 {
    do throws(SystemFailure) {
      try console.output.line(text)
      try console.output.flush()
      return Exit.done.rawValue
    } catch {
      console.output.report(error)
      return error.exit.rawValue
    }
  }
}
