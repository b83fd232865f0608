import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-sig`: argument lists to XPs in the store.
struct SigCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verbs.shownName("sig"),
      abstract: "Sign argument lists and put their XPs in the store.",
      usage: """
        dora-sig [-n] [--explain] [--json | -z] [-P <package>] [-M <module>] [<argument>...] [-- <argument>...]
        dora-sig [-n] [--explain] [--json | -z] [-P <package>] [-M <module>] --stdin [--keep-going]
        """)
  }

  static var takesProgramArguments: Bool { true }

  @OptionGroup var program: ProgramOptions
  @OptionGroup var format: FormatOptions

  @Option(
    name: .customShort("f"),
    help: ArgumentHelp("The XP whose arguments come first.", valueName: "sig"))
  var from: String?

  @Flag(name: [.customShort("n"), .long], help: "Sign, and store nothing.")
  var dryRun = false

  @Flag(help: "Read one argument list a line: a JSON array of strings, or shell-quoted words.")
  var stdin = false

  @Flag(
    help:
      "With --stdin: answer '!' and the reason for a line that can't be signed, sign the others.")
  var keepGoing = false

  @Flag(help: "Say of each whether it was signed without Python, and if not, why.")
  var explain = false

  @OptionGroup var arguments: ArgumentWords

  func validate() throws {
    if stdin, !arguments.argument.isEmpty { throw ValidationError("--stdin takes no arguments") }
    if keepGoing, !stdin { throw ValidationError("--keep-going needs --stdin") }
  }

  static func plain(_ words: [String]) -> (any Call)? { SigCall(plain: words) }

  func execute(_ console: Console) throws -> Int32 {
    try SigCall(
      choice: program.choice, records: format.records, from: from, dryRun: dryRun,
      keepGoing: keepGoing, explain: explain, argv: stdin ? nil : arguments.argument
    ).execute(console)
  }
}
