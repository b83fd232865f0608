import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora wait`: returns when runs have ended.
struct WaitCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora wait",
    abstract: "Wait until no run of XPs is pending or running.",
    usage: "dora wait [--timeout <seconds>] [<sig>...]")

  @Option(
    help: ArgumentHelp(
      "Wait so long at most; exit 1 when the time is over.", valueName: "seconds"))
  var timeout: Double?

  @OptionGroup var xps: SigArguments

  func validate() throws {
    if let timeout, !(timeout >= 0) {
      throw ValidationError("--timeout takes 0 or a positive number")
    }
  }

  func execute(_ console: Console) throws -> Int32 {
    let verb = StatusVerb(try console.project())
    let names = try xps.names()?.filter { $0 != "!" }
    let waiting = Waiting(console)
    let isOver = try verb.wait(for: names, seconds: timeout) { waiting.tell($0) }
    waiting.end()
    let rows = try verb.status(of: names)
    for row in rows where !row.isLive && row.run?.state != .completed {
      console.output.talk("\(row.sig): \(row.run?.state.rawValue ?? RunState.none)\(row.why)")
    }
    if !isOver {
      let live = rows.filter(\.isLive).count
      console.output.talk("\(live == 1 ? "1 run goes" : "\(live) runs go") on")
      return Exit.no.rawValue
    }
    return rows.allSatisfy { $0.run?.state == .completed } ? Exit.done.rawValue : Exit.no.rawValue
  }
}
