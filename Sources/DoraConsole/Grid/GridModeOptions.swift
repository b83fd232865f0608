import ArgumentParser
import DoraModel
import DoraVerbs

/// What is done with a grid.
struct GridModeOptions: ParsableArguments {
  @Flag(name: [.customShort("C"), .long], help: "Cancel what is pending or running.")
  var cancel = false

  @Flag(help: "Cancel all, delete the XPs' folders, and start them anew; asks first.")
  var clear = false

  @Flag(
    name: .customLong("init"), help: "Make the XPs and their folders known, and submit nothing.")
  var initialize = false

  @Flag(name: [.customShort("n"), .long], help: "Print what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Print the XPs that ran with other code than today's, and do nothing else.")
  var stale = false

  @Flag(help: "Run those again that ran with other code than today's and have ended.")
  var retryStale = false

  @Flag(help: "Delete without asking.")
  var yes = false

  @Flag(help: "Print the table once.")
  var noMonitoring = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Look again after so many minutes at the latest; changes show at once.",
      valueName: "minutes"))
  var interval: Double = 5

  @Option(
    name: [.customShort("T"), .long],
    help: ArgumentHelp(
      "Cut all histories to the length of the XP with this index.", valueName: "index"))
  var trim: Int?

  @Flag(
    name: [.customShort("L"), .long], help: "Cut all histories to the length of the shortest.")
  var trimLast = false

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp(
      "Print the folder of the XP with this index, and do nothing else.", valueName: "index"))
  var folder: Int?

  @Option(
    name: [.customShort("l"), .long],
    help: ArgumentHelp("Print the log of the XP with this index.", valueName: "index"))
  var log: Int?

  @Option(
    name: [.customShort("t"), .long],
    help: ArgumentHelp("Follow the log of the XP with this index.", valueName: "index"))
  var tail: Int?

  func validate() throws {
    if [cancel, clear, initialize].count(where: { $0 }) > 1 {
      throw ValidationError("--cancel, --clear and --init exclude each other")
    }
    if stale, cancel || clear || initialize {
      throw ValidationError("--stale prints, and does nothing else")
    }
    if [folder, log, tail].count(where: { $0 != nil }) > 1 {
      throw ValidationError("-f, -l and -t exclude each other")
    }
    if trim != nil, trimLast { throw ValidationError("-T and -L exclude each other") }
    guard interval > 0, interval.isFinite else {
      throw ValidationError("-i takes a positive number of minutes")
    }
  }

  var mode: GridPlan.Mode {
    if chosen != nil || stale { return .initialize }
    return cancel ? .cancel : clear ? .clear : initialize ? .initialize : .run
  }

  /// The index of the one XP that is looked at.
  var chosen: Int? { folder ?? log ?? tail }

  var boardTrim: GridBoard.Trim? { trimLast ? .least : trim.map { .like($0) } }
}

/// How a grid's table is shown.
struct GridLookOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sort by this column, as in 'valid.loss'; '-valid.loss' has the largest first.",
      valueName: "column"))
  var sort: String?

  @Option(help: ArgumentHelp("Show so many rows.", valueName: "count"))
  var top: Int?

  @Option(
    name: .customLong("curve"),
    help: ArgumentHelp("Draw this metric over the epochs; may be repeated.", valueName: "metric"))
  var curves: [String] = []

  @Flag(help: "Print the table as CSV, once.") var csv = false
  @Flag(help: "Print one JSON object an XP, once; with -n the plan.") var json = false
  @Flag(help: "Print the table in Markdown, once.") var markdown = false
  @Flag(help: "Print the table in LaTeX, once.") var latex = false

  func validate() throws {
    if [csv, json, markdown, latex].count(where: { $0 }) > 1 {
      throw ValidationError("--csv, --json, --markdown and --latex exclude each other")
    }
    if let top, top < 1 { throw ValidationError("--top takes a positive number") }
  }

  /// Whether a form was chosen that only the table has.
  var isTable: Bool { csv || markdown || latex }

  var export: TableExport? {
    csv ? .csv : json ? .json : markdown ? .markdown : latex ? .latex : nil
  }
}
