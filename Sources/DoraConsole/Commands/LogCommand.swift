import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora log`: the runs of XPs, or how a grid changed.
struct LogCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora log",
    abstract: "Show the runs of XPs, newest first; or how a grid changed.",
    usage: """
      dora log [-n <count>] [--color <when>] [--json] [<sig>...]
      dora log [-n <count>] [--color <when>] [--json] --grid <name>
      """)

  @Option(
    help: ArgumentHelp(
      "Show how this grid changed instead: which XPs came, went, or need something else.",
      valueName: "name"))
  var grid: String?

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("max-count")],
    help: ArgumentHelp("So many at most; without it, all.", valueName: "count"))
  var count: Int?

  @Flag(help: "Print one JSON object a run or change.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var xps: SigArguments

  func validate() throws {
    if let count, count < 1 { throw ValidationError("-n takes a positive number") }
    if grid != nil, !xps.sigs.isEmpty { throw ValidationError("--grid takes no sigs") }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    if !json { console.page("log", project) }
    let paint = console.paint(color)
    if let grid { return try changes(of: grid, project, paint, console) }
    let names = try xps.names()?.filter { $0 != "!" }
    let entries = try RunLogVerb(project).entries(of: names, count: count ?? .max)
    if entries.isEmpty, !json { console.output.talk("no run yet") }
    if json {
      for entry in entries {
        try console.output.data(Records.json.bytes(fields: [], json: entry.json))
      }
    } else {
      try console.output.aligned(
        entries.map { fields(of: $0, console) }, fitting: console, paint: paint,
        styles: entries.map { [.notable, .plain, Paint.Style($0.run.run.state)] })
    }
    return Exit.done.rawValue
  }

  private func fields(of entry: RunLogVerb.Entry, _ console: Console) -> [String] {
    let run = entry.run
    return [
      "\(entry.whole.xp.sig)@\(run.number)", console.local(Int(run.run.submitted)), run.state,
      (run.seconds ?? elapsed(run, console)).map(TimeSpan.words) ?? "-", "job \(run.run.job)",
      "\(run.run.engine):\(run.run.host)", run.code.isEmpty ? "-" : run.code, entry.whole.name,
      run.metrics.map(MetricWords.short) ?? "",
    ]
  }

  /// How long it has been running; of what was only last known to run nobody can tell.
  private func elapsed(_ whole: WholeXP.Numbered, _ console: Console) -> Double? {
    guard whole.run.state == .running, !whole.isStale else { return nil }
    return whole.run.started.map { max(0, console.now - $0) }
  }

  private func changes(
    of grid: String, _ project: Project, _ paint: Paint, _ console: Console
  ) throws -> Int32 {
    for change in try GridLogVerb(project).changes(of: grid, count: count ?? .max) {
      if json {
        try console.output.data(Records.json.bytes(fields: [], json: change.json))
        continue
      }
      let time = console.local(change.seconds)
      try console.output.line(
        "\(paint(String(change.commit.prefix(10)), .notable)) \(time) \(change.message)")
      for line in change.lines { try console.output.line("  \(Text(line).oneLine.string)") }
    }
    return Exit.done.rawValue
  }
}
