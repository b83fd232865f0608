import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora reproduce`: runs an XP again as one of its runs was, and compares.
struct ReproduceCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora reproduce",
      abstract: "Run an XP again from its record, with the code that ran, and compare.",
      usage: """
        dora reproduce [--run <number>] [--here] [--force] [--resume] [--tolerance <fraction>] [--ignore <pattern>...] [--json] <sig>
        dora reproduce --check [--run <number>] [--here] [--force] [--json] <sig>
        """)
  }

  @Option(
    help: ArgumentHelp(
      "The run, counted from 1, the oldest (default: the newest).", valueName: "number"))
  var run: Int?

  @Flag(help: "Do all but run: check the code out, and compare what is recorded with what is.")
  var check = false

  @Flag(help: "Use the work tree as it is, not the recorded code.")
  var here = false

  @Flag(help: "Go on if the code is not whole, or the arguments mean another XP by now.")
  var force = false

  @Flag(help: "Run in the XP's own folder, from its checkpoint.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "How far a metric may be from the recorded one, in parts of it (default: 1e-6).",
      valueName: "fraction"))
  var tolerance: Double?

  @Option(
    help: ArgumentHelp(
      "Metrics that don't count, such as times: a shell pattern; may be repeated.",
      valueName: "pattern"))
  var ignore: [String] = []

  @Flag(help: "Print one JSON object with all that was found; the program prints on stderr.")
  var json = false

  @Argument(help: "The XP, by sig or by an unambiguous prefix of 4 or more digits.")
  var sig: String

  func validate() throws {
    if let run, run < 1 { throw ValidationError("--run takes a positive number") }
    if check, resume { throw ValidationError("--check and --resume exclude each other") }
    if let tolerance, tolerance < 0 || !tolerance.isFinite {
      throw ValidationError("--tolerance takes 0 or a positive number")
    }
  }

  private var options: ReproduceVerb.Options {
    var options = ReproduceVerb.Options()
    options.run = run
    options.here = here
    options.force = force
    options.resume = resume
    if let tolerance { options.tolerance = tolerance }
    options.ignore = ignore
    return options
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    let verb = ReproduceVerb(project, options: options)
    let ready = try verb.prepare(try Naming(project).xp(sig))
    if json { return try asJSON(verb, ready, console) }
    // With --check the report is what was asked for; else stdout is the program's.
    func say(_ line: String) throws {
      if check { try console.output.line(line) } else { console.output.talk(line) }
    }
    for line in Self.report(ready) { try say(line) }
    if check { return ready.isSame ? Exit.done.rawValue : Exit.no.rawValue }
    try console.output.flush()
    let outcome = try verb.run(ready)
    try say("folder:      \(outcome.folder)")
    if outcome.status != 0 { return outcome.status }
    guard let metrics = outcome.metrics else {
      try say("metrics:     none to compare")
      return Exit.done.rawValue
    }
    try say("metrics:     \(Self.count(metrics.differences.count, "of \(metrics.count) "))")
    for difference in metrics.differences { try say("  \(difference.shown)") }
    return metrics.differences.isEmpty ? Exit.done.rawValue : Exit.no.rawValue
  }

  private func asJSON(
    _ verb: ReproduceVerb, _ ready: ReproduceVerb.Ready, _ console: Console
  ) throws -> Int32 {
    let outcome = check ? nil : try console.output.aside { try verb.run(ready) }
    try console.output.data(
      Records.json.bytes(fields: [], json: ready.json.merging(outcome?.members ?? [])))
    guard let outcome else { return ready.isSame ? Exit.done.rawValue : Exit.no.rawValue }
    if outcome.status != 0 { return outcome.status }
    return outcome.metrics?.differences.isEmpty ?? true ? Exit.done.rawValue : Exit.no.rawValue
  }

  private static func count(_ count: Int, _ prefix: String = "") -> String {
    count == 0 ? "as recorded" : "\(count) \(prefix)differ"
  }

  private static func report(_ ready: ReproduceVerb.Ready) -> [String] {
    let run = ready.recorded.run
    var lines = [
      "run:         \(ready.recorded.number), job \(run.job) on \(run.engine), \(run.host)",
      "code:        \(ready.commit ?? "the work tree as it is")\(ready.isWhole ? "" : ", not whole")",
    ]
    if let environment = ready.environment {
      lines.append("environment: \(count(environment.count))")
      lines += environment.map { "  \($0.shown)" }
    } else {
      lines.append("environment: not recorded")
    }
    lines.append("arguments:   \(ready.isSameXP ? "as recorded" : "another XP")")
    if !ready.isSameXP { lines += ready.moved.map { "  \($0.shown)" } }
    return lines
  }
}
