import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-status`: the states of XPs.
struct StatusCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verbs.shownName("status"),
      abstract: "Print the state of XPs: sig, state, job, exit, seconds, name.",
      usage: "dora-status [--wait] [--json | -z | --format <format>] [<sig>...]")
  }

  @OptionGroup var format: FormatOptions

  @Flag(help: "Wait until no run is pending or running; exit 1 unless every XP has completed.")
  var wait = false

  @Option(
    name: .customLong("format"),
    help: "Print this for each XP, with %(sig), %(state) and other fields filled in.")
  var template: String?

  @OptionGroup var xps: SigArguments

  func validate() throws {
    if template != nil, format.json || format.nul {
      throw ValidationError("--format, --json and -z exclude each other")
    }
    if let template { _ = try StatusTemplate(template) }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let names = try xps.names()?.filter { $0 != "!" }
    let verb = StatusVerb(project)
    if wait { try verb.wait(for: names) }
    let rows = try verb.marked(verb.status(of: names))
    let template = try template.map { try StatusTemplate($0) }
    if format.json {
      for details in try verb.details(of: rows) {
        try console.output.data(Records.json.bytes(fields: [], json: details.json))
      }
    } else {
      for row in rows {
        if let template {
          try console.output.line(template.filled(with: row))
        } else {
          try console.output.data(
            format.records.bytes(fields: row.columns.map { Text($0) }, json: .null))
        }
      }
    }
    let isDone = rows.allSatisfy { $0.run?.state == .completed }
    return wait && !isDone ? Exit.no.rawValue : Exit.done.rawValue
  }
}
