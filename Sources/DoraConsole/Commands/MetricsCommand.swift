import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora metrics`: pushes one entry of the history, from a program in any language; or shows histories.
struct MetricsCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora metrics",
    abstract: "Show the metrics of XPs, or push some of the run that this is called in.",
    usage: """
      dora metrics [-k <pattern>]... [-n <count>] [--csv | --json | --plot [--log]] [--color <when>] <sig>...
      dora metrics <key>=<value>...
      """)

  @Option(
    name: [.customShort("k"), .long],
    help: ArgumentHelp(
      "Only metrics whose names match this shell pattern; may be repeated.", valueName: "pattern"))
  var key: [String] = []

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("last")],
    help: ArgumentHelp("Only the last so many entries of each XP.", valueName: "count"))
  var count: Int?

  @Flag(help: "Draw curves.") var plot = false
  @Flag(help: "With --plot: a logarithmic axis.") var log = false
  @Flag(help: "Print comma-separated values, a line an entry.") var csv = false
  @Flag(help: "Print one JSON object an entry.") var json = false

  @OptionGroup var color: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "XPs, by sig; or metrics to push: key=value, a JSON value or else a string.",
      valueName: "sig"))
  var sigs: [String] = []

  private var isPush: Bool { sigs.contains { $0.contains("=") } }

  func validate() throws {
    if let count, count < 1 { throw ValidationError("-n takes a positive number") }
    if [plot, csv, json].filter({ $0 }).count > 1 {
      throw ValidationError("--plot, --csv and --json exclude each other")
    }
    if log, !plot { throw ValidationError("--log needs --plot") }
    if isPush, plot || csv || json || count != nil || !key.isEmpty {
      throw ValidationError("options are for showing metrics; '\(sigs[0])' pushes one")
    }
  }

  func execute(_ console: Console) throws -> Int32 {
    let context = try console.context()
    // In a run a word that is no sig was to be a metric.
    let isInRun = context.environment["DORA_FOLDER"] ?? "" != ""
    if isPush || isInRun && !sigs.isEmpty && !sigs.allSatisfy(Sig.isPrefix) {
      try MetricsVerb.push(sigs, context)
      return Exit.done.rawValue
    }
    let project = try console.project()
    var xps = SigArguments()
    xps.sigs = sigs
    guard let names = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
    let reading = SlowNotice("reading histories")
    let histories = try HistoryVerb(project, patterns: key).histories(names, last: count)
    reading.end()
    if json { return try printJSON(histories, console) }
    if csv {
      try console.output.data(TableExport.csv.bytes(HistoryVerb.table(of: histories)))
      return Exit.done.rawValue
    }
    console.page("metrics", project)
    if plot {
      try Plots(console, console.paint(color)).show(histories, isLog: log)
    } else {
      try show(histories, console)
    }
    return Exit.done.rawValue
  }

  private func printJSON(_ histories: [HistoryVerb.History], _ console: Console) throws -> Int32 {
    for history in histories {
      for (number, entry) in zip(history.first..., history.entries) {
        try console.output.data(
          Records.json.bytes(
            fields: [],
            json: [
              "version": 1, "sig": JSON(history.row.sig.description), "entry": JSON(number),
              "metrics": entry,
            ]))
      }
    }
    return Exit.done.rawValue
  }

  /// A table for each XP, below its name.
  private func show(_ histories: [HistoryVerb.History], _ console: Console) throws {
    let paint = console.paint(color)
    for (place, history) in histories.enumerated() {
      if place > 0 { try console.output.line("") }
      let name = "\(history.row.sig) \(history.row.summary.name)"
      try console.output.line(paint(Text(name).oneLine.string, .notable))
      guard !history.entries.isEmpty else {
        try console.output.line("no metrics yet")
        continue
      }
      var table = HistoryVerb.table(of: [history])
      table.columns.groups?.removeFirst()
      let layout = GridView.layout(
        table, width: console.isTerminal ? console.screen.width : nil)
      try console.output.data(
        layout.text(colors: paint.isOn ? Table.colors : []).bytes + [UInt8(ascii: "\n")])
    }
  }
}
