import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora checkout`: the code of a run, as a folder.
struct CheckoutCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora checkout", abstract: "Write the code that an XP ran with to a folder.",
      usage: "dora checkout [--run <number>] [--force] <sig> <folder>")
  }

  @Option(
    help: ArgumentHelp(
      "The run, counted from 1, the oldest (default: the newest).", valueName: "number"))
  var run: Int?

  @Flag(help: "Take the commit that it ran on where changes on it are not recorded.")
  var force = false

  @Argument(help: "The XP, by sig or by an unambiguous prefix of 4 or more digits.")
  var sig: String

  @Argument(help: "A folder that isn't there yet, or is empty.")
  var folder: String

  func validate() throws {
    if let run, run < 1 { throw ValidationError("--run takes a positive number") }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let recorded = try RecordedRun(run, of: try Naming(project).xp(sig), in: project)
    let commit = try CheckoutVerb(project).checkout(recorded, to: folder, isLenient: force)
    try console.output.line(commit)
    return Exit.done.rawValue
  }
}
