import ArgumentParser
import DoraModel
import DoraVerbs

/// Which XPs' states are asked for, and in which form other programs get them.
struct StatusOptions: ParsableArguments {
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

  /// Whether a form was asked for.
  var isForPrograms: Bool { template != nil || format.json || format.nul }

  /// The states, after waiting if that was asked for.
  func rows(_ verb: StatusVerb, _ console: Console) throws -> [StatusVerb.Row] {
    let names = try xps.names()?.filter { $0 != "!" }
    if wait {
      let waiting = Waiting(console)
      try verb.wait(for: names) { waiting.tell($0) }
      waiting.end()
    }
    return try verb.marked(verb.status(of: names))
  }

  /// Prints a record for each.
  func print(_ rows: [StatusVerb.Row], _ verb: StatusVerb, _ console: Console) throws {
    let template = try template.map { try StatusTemplate($0) }
    if format.json {
      for details in try verb.details(of: rows) {
        try console.output.data(Records.json.bytes(fields: [], json: details.json))
      }
      return
    }
    for row in rows {
      if let template {
        try console.output.line(template.filled(with: row))
      } else {
        try console.output.data(
          format.records.bytes(fields: row.columns.map { Text($0) }, json: .null))
      }
    }
  }

  /// Whether a wait came to a good end; without one the answer is always yes.
  func status(_ rows: [StatusVerb.Row]) -> Int32 {
    let isDone = rows.allSatisfy { $0.run?.state == .completed }
    return wait && !isDone ? Exit.no.rawValue : Exit.done.rawValue
  }
}
