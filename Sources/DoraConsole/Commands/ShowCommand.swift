import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora show`: all that is recorded of XPs.
struct ShowCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora show",
    abstract: "Show XPs whole: arguments, files, every run with its code and metrics.",
    usage: "dora show [--json] <sig>...")

  @Flag(help: "Print one JSON object an XP.")
  var json = false

  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    guard let names = try xps.names()?.filter({ $0 != "!" }), !names.isEmpty else {
      throw VerbFailure.noXP
    }
    let project = try console.project()
    if !json { console.page("show", project) }
    for (place, name) in names.enumerated() {
      let whole = try WholeXP.find(name, in: project)
      if json {
        try console.output.data(Records.json.bytes(fields: [], json: whole.json))
        continue
      }
      if place > 0 { try console.output.line("") }
      try console.output.labelled(whole.description)
      for numbered in whole.numbered.reversed() {
        try console.output.line("\nrun \(numbered.number): \(numbered.state)")
        try console.output.labelled(
          numbered.description { console.local(Int($0)) }, indent: 2)
      }
    }
    return Exit.done.rawValue
  }
}
