import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora grid`: submits what's missing of a grid, cancels what left it, and shows its table.
struct GridCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dora grid",
      abstract: "Submit what's missing of a grid, cancel what left it, and watch its table.",
      usage: """
        dora grid [-r] [-R] [-D] [-n] [--no-monitoring] [-j <jobs>] <name> [<pattern>...]
        dora grid (-C | --clear | --init) [-n] <name> [<pattern>...]
        dora grid (-f | -l | -t) <index> <name> [<pattern>...]
        dora grid
        """)
  }

  @OptionGroup var program: ProgramOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var modes: GridModeOptions
  @OptionGroup var resources: GridResourceOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var look: GridLookOptions
  @OptionGroup var color: ColorOptions
  @OptionGroup var grid: GridArguments

  func execute(_ console: Console) throws -> Int32 {
    let project = try console.project()
    _ = console.paint(color)
    let verb = GridVerb(project, program.choice)
    guard let name = grid.name else {
      for name in try verb.names() { try console.output.line(name) }
      return Exit.done.rawValue
    }
    var request = GridVerb.Request(
      plan: GridPlan.Request(
        mode: modes.mode, rules: rules.rules(retryStale: modes.retryStale), filter: grid.filter,
        allowsEmpty: grid.allowEmpty),
      resources: resources.json, lines: try grid.lines(),
      submit: SubmitVerb.Options(
        slots: resources.machine.jobs, workers: resources.machine.workers, engine: engine.engine,
        profile: engine.profile, gitSave: snapshot.gitSave))
    request.looksAtCode = modes.stale
    let making = SlowNotice("making grid \(name)")
    var planned = try verb.plan(name, request)
    making.end()
    if modes.stale { return try showStale(planned, project, console) }
    let talk = GridTalk(console.output)
    if let index = modes.chosen {
      return try GridLook(project, console).show(modes, index, of: planned)
    }
    // With a form of the table the Python tool's way to look at a grid: all is planned, nothing done, the table printed.
    let isTableAlone = modes.dryRun && (modes.noMonitoring || look.isTable)
    if modes.dryRun, !isTableAlone {
      return try talk.show(
        planned.plan, scripts: try verb.scripts(planned, request), as: look.export)
    }
    if isTableAlone {
      talk.summarize(planned.plan)
      return try board(of: planned, project, console).once()
    }
    talk.tell(planned.plan)
    if modes.clear, !modes.yes { try Confirmation.ask(console, planned.plan.cleared.count) }
    let acting = SlowNotice("submitting")
    let done = try verb.act(planned, request)
    acting.end()
    planned = done.planned
    if let failure = done.submitted.failure { throw failure }
    if modes.cancel || modes.initialize { return Exit.done.rawValue }
    let view = try board(of: planned, project, console)
    if look.export != nil || modes.noMonitoring || !console.isTerminal { return try view.once() }
    return try LiveBoard(view, name: name, minutes: modes.interval).watch()
  }
}

extension GridCommand {
  private func board(
    of planned: GridVerb.Planned, _ project: Project, _ console: Console
  ) throws -> GridView {
    let board = try GridBoard(project, planned, trim: modes.boardTrim, curves: look.curves)
    return GridView(board, look: look, console: console)
  }

  /// A line for each XP that ran with other code: sig, index, name, files.
  private func showStale(
    _ planned: GridVerb.Planned, _ project: Project, _ console: Console
  ) throws -> Int32 {
    for (index, entry, files) in try planned.stale(in: project) {
      let fields = [
        entry.sig.description, String(index), entry.name.isEmpty ? "default" : entry.name,
        files.joined(separator: " "),
      ]
      try console.output.data(Records.lines.bytes(fields: fields.map { Text($0) }, json: .null))
    }
    return Exit.done.rawValue
  }
}

extension RuleOptions {
  func rules(retryStale: Bool) -> SubmitRules {
    SubmitRules(
      retry: retry, replace: replace, replaceDone: replaceDone, retryStale: retryStale)
  }
}
