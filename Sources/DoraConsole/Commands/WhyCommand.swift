import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora why`: why an XP failed, or hasn't run yet.
struct WhyCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora why",
    abstract: "Say why XPs failed or wait: state, last lines, cause, what to do.",
    usage: "dora why [-n <lines>] [--json] [--color <when>] <sig>...")

  @Option(
    name: [.customShort("n", allowingJoined: true), .long], help: "So many lines of its log.")
  var lines = 10

  @Flag(help: "Print one JSON object an XP.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var xps: SigArguments

  func validate() throws {
    if lines < 0 { throw ValidationError("-n takes 0 or a positive number") }
  }

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    guard let names = try xps.names()?.filter({ $0 != "!" }) else { throw VerbFailure.noXP }
    let answers = try WhyVerb(project).answers(names, lines: lines)
    if json {
      for answer in answers {
        try console.output.data(Records.json.bytes(fields: [], json: answer.json))
      }
      return Exit.done.rawValue
    }
    console.page("why", project)
    let paint = console.paint(color)
    for (place, answer) in answers.enumerated() {
      if place > 0 { try console.output.line("") }
      try show(answer, paint, console)
    }
    return Exit.done.rawValue
  }

  private func show(_ answer: WhyVerb.Answer, _ paint: Paint, _ console: Console) throws {
    let row = answer.row
    let name = row.summary.name.isEmpty ? "" : " \(Text(row.summary.name).oneLine.string)"
    try console.output.line(paint("XP \(row.sig)", .notable) + name)
    guard let run = row.run else {
      try console.output.line("state: \(RunState.none), it never ran")
      return try tail(answer, console)
    }
    let style: Paint.Style =
      run.state == .completed || run.state == .running
      ? .good : run.state == .pending ? .plain : .bad
    let state = paint(run.state.rawValue, style)
    try console.output.line(
      "state: \(state)\(row.why), job \(run.job) on \(run.engine), \(run.host)")
    if let started = run.started {
      let length = TimeSpan.words((run.ended ?? console.now) - started)
      try console.output.line("began: \(console.local(Int(started))), ran for \(length)")
    } else {
      try console.output.line("since: \(console.local(Int(run.submitted)))")
    }
    if !answer.log.isEmpty {
      try console.output.line("log:   \(run.log)")
      for line in answer.log {
        try console.output.line("    \(Text(line).oneLine.string)")
      }
    } else if run.log.isEmpty {
      try console.output.line("log:   none, it ran in a terminal")
    }
    try tail(answer, console)
  }

  private func tail(_ answer: WhyVerb.Answer, _ console: Console) throws {
    if let cause = answer.diagnosis.cause {
      try console.output.line("cause: \(Text(cause).oneLine.string)")
    }
    if let hint = answer.diagnosis.hint { try console.output.line("hint:  \(hint)") }
  }
}
