import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora cancel`: ends runs that are pending or running.
struct CancelCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora cancel", abstract: "Cancel the pending or running jobs of XPs.",
    usage: """
      dora cancel <sig>...
      dora cancel --lost <sig>...
      dora cancel --all
      """)

  @Flag(help: "Cancel every job of this store that is pending or running.")
  var all = false

  @Flag(help: "Take jobs for lost whose machines can't be asked and won't come back.")
  var lost = false

  @OptionGroup var xps: SigArguments

  func validate() throws {
    if all, lost { throw ValidationError("--all and --lost exclude each other") }
    if all, !xps.sigs.isEmpty { throw ValidationError("--all takes no sigs") }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let names: [String]
    if all {
      names = try StatusVerb(project).status(of: nil).filter(\.isLive).map(\.sig.description)
    } else {
      guard let given = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
      names = given
    }
    if names.isEmpty { return Exit.done.rawValue }
    let verb = CancelVerb(project)
    for row in lost ? try verb.giveUp(names) : try verb.cancel(names) {
      try console.output.line(
        [row.sig.description, row.run?.number ?? "", row.run?.state.rawValue ?? RunState.none]
          .joined(separator: "\t"))
    }
    return Exit.done.rawValue
  }
}
