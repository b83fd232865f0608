import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs

/// `dora export`: XPs as a text to paste.
struct ExportCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora export",
    abstract: "Print XPs as a text that 'dora import' reads on another machine.",
    usage: "dora export [-P <package>] <sig>...")

  @OptionGroup var program: ProgramOptions
  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    guard let names = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
    try console.output.line(
      try ShareVerb(try console.project(), program.choice).export(names))
    return Exit.done.rawValue
  }
}

/// `dora import`: makes XPs known that somebody has exported.
struct ImportCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora import",
    abstract: "Read XPs that 'dora export' printed, from standard input, and print their sigs.",
    usage: "dora import [-P <package>] [--json | -z]")

  @OptionGroup var program: ProgramOptions
  @OptionGroup var format: FormatOptions

  func execute(_ console: Console) throws -> Int32 {
    try console.output.records(
      of: try ShareVerb(try console.project(), program.choice).read(StandardInput.paragraph()),
      in: format.records)
    return Exit.done.rawValue
  }
}
