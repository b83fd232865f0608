import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora status`: what runs, what failed and why, and what to type next.
struct OverviewCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora status", abstract: "Show what runs, what failed and why.",
    usage: """
      dora status [--all] [--wait] [--color <when>] [<sig>...]
      dora status [--wait] (--json | -z | --format <format>) [<sig>...]
      """)

  @Flag(name: .shortAndLong, help: "Show all XPs of each state, not only the newest 10.")
  var all = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var options: StatusOptions

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let verb = StatusVerb(project)
    let rows = try options.rows(verb, console)
    if options.isForPrograms {
      try options.print(rows, verb, console)
      return options.status(rows)
    }
    console.page("status", project)
    let overview = OverviewVerb(project).overview(of: rows, count: all ? .max : 10)
    try Overview(overview, console, color).show()
    return options.status(rows)
  }
}
