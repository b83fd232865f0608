import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-status`: the states of XPs.
struct StatusCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora-status",
      abstract: "Print the state of XPs: sig, state, job, exit, seconds, name.",
      usage: "dora-status [--wait] [--json | -z | --format <format>] [<sig>...]")
  }

  @OptionGroup var options: StatusOptions

  func execute(_ console: Console) throws -> Int32 {
    let verb = StatusVerb(try console.project())
    let rows = try options.rows(verb, console)
    try options.print(rows, verb, console)
    return options.status(rows)
  }
}
