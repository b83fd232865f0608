import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora cancel`: ends runs that are pending or running.
struct CancelCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora cancel", abstract: "Cancel the pending or running jobs of XPs.",
    usage: "dora cancel <sig>...")

  @OptionGroup var xps: SigArguments

  func execute(_ console: Console) throws -> Int32 {
    guard let names = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
    for row in try CancelVerb(try console.project()).cancel(names) {
      try console.output.line(
        [row.sig.description, row.run?.number ?? "", row.run?.state.rawValue ?? RunState.none]
          .joined(separator: "\t"))
    }
    return Exit.done.rawValue
  }
}
