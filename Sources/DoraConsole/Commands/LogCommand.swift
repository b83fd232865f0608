import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora log`: how a grid changed.
struct LogCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora log",
    abstract: "Show how a grid changed: which XPs came, went, or need something else.",
    usage: "dora log [-n <count>] [--json] --grid <name>")

  @Option(help: "The grid.") var grid: String

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("max-count")],
    help: "So many changes at most; without it, all.")
  var count: Int?

  @Flag(help: "Print one JSON object a change.")
  var json = false

  func validate() throws {
    if let count, count < 1 { throw ValidationError("-n takes a positive number") }
  }

  func execute(_ console: Console) throws -> Int32 {
    for change in try GridLogVerb(try console.project()).changes(of: grid, count: count ?? .max) {
      if json {
        try console.output.data(Records.json.bytes(fields: [], json: change.json))
        continue
      }
      let time = console.local(change.seconds)
      try console.output.line("\(change.commit.prefix(10)) \(time) \(change.message)")
      for line in change.lines { try console.output.line("  \(line)") }
    }
    return Exit.done.rawValue
  }
}
