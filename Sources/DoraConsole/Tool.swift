import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// What a command line asked for, once its words have been read.
protocol Call {
  /// Does it; the status is the tool's.
  func execute(_ console: Console) throws -> Int32
}

/// One verb on the command line: its options, and what it prints.
protocol ToolCommand: ParsableCommand, Call {
  /// The same call, read without ArgumentParser; nil when the words need it.
  ///
  /// For tools that scripts call in a loop: ArgumentParser is a third of their time.
  static func plain(_ words: [String]) -> (any Call)?

  /// Whether the program's arguments are among its words.
  static var takesProgramArguments: Bool { get }
}

extension ToolCommand {
  static func plain(_ words: [String]) -> (any Call)? { nil }
  static var takesProgramArguments: Bool { false }
}

/// Every tool starts and ends here.
package enum Tool {
  /// Runs the tool that `name` says, or the one that this executable was called as.
  package static func main(_ name: String? = nil) -> Never {
    // Under a parent that ignores it, `dora-sig … | head` would go on writing into nothing.
    signal(SIGPIPE, SIG_DFL)
    let called = name ?? Self.called
    let arguments = Array(CommandLine.arguments.dropFirst(isNamedByOption ? 2 : 1))
    let console = Console()
    let status: Int32
    if called.hasPrefix("dora-") {
      status = run(String(called.dropFirst("dora-".count)), arguments, console)
    } else {
      status = Porcelain.run(arguments, console)
    }
    console.endPager()
    exit(status)
  }

  private static let option = "--tool="

  /// The name that this executable goes by: its own, or what a script says that stands for a link where there are none,
  /// as in Python's wheels: `dora --tool=dora-sig …`.
  static var called: String {
    let words = CommandLine.arguments
    if isNamedByOption { return String(words[1].dropFirst(option.utf8.count)) }
    return words.isEmpty ? "dora" : Path.name(words[0])
  }

  private static var isNamedByOption: Bool {
    let words = CommandLine.arguments
    return words.count > 1 && words[1].hasPrefix(option + "dora-")
  }

  /// Parses and executes one tool; every error of every room is printed here and nowhere else.
  static func run(_ verb: String, _ arguments: [String], _ console: Console) -> Int32 {
    guard let command = Verbs.tool(verb) else {
      console.output.talk("fatal: '\(verb)' is not a dora command")
      console.output.talk("hint: 'dora --help' lists them")
      return Exit.usage.rawValue
    }
    return run(command, Spelling.normal(arguments), console)
  }

  static func run(
    _ type: any ToolCommand.Type, _ arguments: [String], _ console: Console
  ) -> Int32 {
    do {
      try console.checkArguments()
      // Here rather than in each parser: one answer, whichever tool is asked.
      if arguments.count == 1, arguments[0] == "--version" {
        try console.output.line("dora version \(version)")
        try console.output.flush()
        return Exit.done.rawValue
      }
      let status = try call(type, arguments).execute(console)
      try console.output.flush()
      return status
    } catch let failure as any Failure {
      try? console.output.flush()
      console.output.report(failure)
      return failure.exit.rawValue
    } catch {
      return end(of: type, with: error, arguments, console)
    }
  }

  private static func call(_ type: any ToolCommand.Type, _ words: [String]) throws -> any Call {
    if let call = type.plain(words) { return call }
    guard let command = try type.parseAsRoot(words) as? any ToolCommand else {
      // ArgumentParser's own commands: help and version.
      throw CleanExit.helpRequest(type)
    }
    return command
  }

  /// `--help` opens the manual; with `-h` the help is the parser's.
  ///
  /// Help goes to stdout with status 0; wrong words to stderr with status 129, as git's do.
  private static func end(
    of type: any ToolCommand.Type, with error: any Error, _ arguments: [String], _ console: Console
  ) -> Int32 {
    let text = type.fullMessage(for: error)
    if type.exitCode(for: error).isSuccess {
      if arguments.prefix(while: { $0 != "--" }).contains("--help") {
        let topic = type.configuration.commandName?.replacing(" ", with: "-") ?? "dora"
        if let status = Manual.show(topic, console) { return status }
      }
      do {
        try console.output.line(text)
        try console.output.flush()
        return Exit.done.rawValue
      } catch {
        console.output.report(error)
        return error.exit.rawValue
      }
    }
    console.output.talk(Complaint(text, of: type, arguments).text)
    return Exit.usage.rawValue
  }
}
