import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora-grid`: the XPs of a grid, in its order.
struct GridListCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora-grid",
      abstract: "Print the XPs of a grid: sig, index, name.",
      usage: """
        dora-grid [-n] [--left] [--json | -z] [-P <package>] <name> [<pattern>...]
        dora-grid
        """,
      discussion: """
        The XPs are put in the store, but for -n; nothing is submitted or cancelled. Without a name, the names of all \
        grids are printed.
        """)
  }

  @OptionGroup var program: ProgramOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var resources: GridResourceOptions

  @Flag(name: [.customShort("n"), .long], help: "Store nothing.")
  var dryRun = false

  @Flag(help: "Print instead the XPs that left the grid while a run of theirs hasn't ended.")
  var left = false

  @OptionGroup var grid: GridArguments

  func execute(_ console: Console) throws -> Int32 {
    let verb = GridVerb(try console.project(), program.choice)
    guard let name = grid.name else {
      for name in try verb.names() {
        try console.output.data(
          format.records.bytes(fields: [Text(name)], json: ["version": 1, "grid": JSON(name)]))
      }
      return Exit.done.rawValue
    }
    let request = GridVerb.Request(
      plan: GridPlan.Request(
        mode: .initialize, filter: grid.filter, allowsEmpty: grid.allowEmpty),
      resources: resources.json, lines: try grid.lines())
    var planned = try verb.plan(name, request)
    if !dryRun { planned = try verb.store(planned, request) }
    let argvs = planned.argvs
    for step in left ? planned.plan.left : planned.plan.steps {
      let entry = step.entry
      try console.output.data(
        format.records.bytes(
          fields: [
            Text(entry.sig.description), Text(step.index.map(String.init) ?? ""),
            Text(entry.name.isEmpty ? "default" : entry.name),
          ],
          json: [
            "version": 1, "sig": JSON(entry.sig.description), "digest": JSON(entry.digest.hex),
            "index": JSON(step.index), "name": JSON(entry.name), "grid": JSON(name),
            "argv": (argvs[entry.digest] ?? []).json, "resources": entry.resources,
            "array": JSON(entry.array),
          ]))
    }
    return Exit.done.rawValue
  }
}

extension [Text] {
  /// A JSON array of strings.
  var json: JSON { .array(map { .text($0) }) }
}
