import ArgumentParser
import DoraModel

/// `dora --plumbing <verb> …`: the plumbing commands that do the same.
enum Pipeline {
  static func show(_ arguments: [String], _ console: Console) -> Int32 {
    let words = Spelling.normal(Array(arguments.dropFirst()))
    do {
      let line: String
      switch arguments.first {
      case "launch":
        line = launch(try LaunchCommand.parse(words))
      case "run":
        line = run(try RunCommand.parse(words))
      case "grid":
        line = grid(try GridCommand.parse(words))
      default:
        console.output.talk("fatal: '\(arguments.first ?? "")' is not made of plumbing commands")
        console.output.talk("hint: 'dora --plumbing' takes launch, run or grid and their arguments")
        return Exit.usage.rawValue
      }
      try console.output.line(line)
      try console.output.flush()
      return Exit.done.rawValue
    } catch let failure as any Failure {
      console.output.report(failure)
      return failure.exit.rawValue
    } catch {
      console.output.talk(LaunchCommand.message(for: error))
      return Exit.usage.rawValue
    }
  }

  private static func launch(_ command: LaunchCommand) -> String {
    let first = source(command.from, command.arguments.all, command.program)
    if command.cancel { return "dora cancel $(\(first))" }
    let submit = submit(
      command.rules, command.resources, command.engine, command.cluster.json, clear: command.clear,
      command.snapshot)
    let tail = command.noTail ? "" : " | dora-tail"
    return "\(first) | \(submit)\(tail)"
  }

  private static func submit(
    _ rules: RuleOptions, _ resources: ResourceOptions, _ engine: EngineOptions,
    _ cluster: JSON = [:], clear: Bool, _ snapshot: SnapshotOptions
  ) -> String {
    var submit = ["dora-submit"]
    if rules.retry { submit.append("-r") }
    if rules.replace { submit.append("-R") }
    if rules.replaceDone { submit.append("-D") }
    if clear { submit.append("--clear") }
    if let jobs = resources.jobs { submit.append("-j\(jobs)") }
    if let gpus = resources.gpus { submit.append("-g\(gpus)") }
    if let workers = resources.workers { submit.append("--workers=\(workers)") }
    if let engine = engine.engine { submit.append("--engine=\(engine.rawValue)") }
    if let profile = engine.profile { submit.append("--profile=\(profile)") }
    submit += slurm(cluster) + flags(snapshot)
    return ArgumentLine.quoted(submit.map { Text($0) })
  }

  private static func slurm(_ cluster: JSON) -> [String] {
    (cluster.members ?? []).map { member in
      let option = "--slurm=\(member.name.string)"
      return member.value == true ? option : "\(option)=\(PythonText.str(member.value))"
    }
  }

  private static func flags(_ snapshot: SnapshotOptions) -> [String] {
    snapshot.gitSave.map { [$0 ? "--git-save" : "--no-git-save"] } ?? []
  }

  private static func grid(_ command: GridCommand) -> String {
    guard let name = command.grid.name else { return "dora-grid" }
    var words: [String] = []
    if let package = command.program.package { words += ["-P", package] }
    if let module = command.program.mainModule { words += ["-M", module] }
    words += slurm(command.resources.json)
    if command.grid.allowEmpty { words.append("--allow-empty") }
    if command.grid.stdin { words.append("--stdin") }
    let patterns = command.grid.patterns
    words += (patterns.contains { $0.hasPrefix("-") } ? ["--"] : []) + [name] + patterns
    func list(_ flags: String...) -> String {
      ArgumentLine.quoted((["dora-grid"] + flags + words).map { Text($0) })
    }
    if command.modes.dryRun { return list("-n") }
    if command.modes.initialize { return list() }
    let cancel = "cut -f 1 | xargs -r dora cancel"
    if command.modes.cancel { return "\(list()) | \(cancel)" }
    var rules = command.rules
    var resources = command.resources.machine
    resources.gpus = nil
    if command.modes.clear { (rules.retry, rules.replace, rules.replaceDone) = (true, true, true) }
    let submit = submit(
      rules, resources, command.engine, clear: command.modes.clear, command.snapshot)
    return "\(list("--left")) | \(cancel); \(list("--json")) | \(submit)"
  }

  private static func run(_ command: RunCommand) -> String {
    var run = ["dora-run"]
    if command.ddp { run.append("-d") }
    if let workers = command.workers { run.append("--ddp-workers=\(workers)") }
    if command.clear { run.append("--clear") }
    if command.debug { run.append("--debug") }
    run += flags(command.snapshot)
    let line = run.joined(separator: " ")
    return command.sig.map { "\(line) \($0)" }
      ?? "\(line) $(\(source(command.from, command.arguments.all, command.program)))"
  }

  /// The command that prints the XP's sig.
  private static func source(_ from: String?, _ argv: [Text], _ program: ProgramOptions) -> String {
    var words = ["dora-sig"]
    if let package = program.package { words += ["-P", package] }
    if let module = program.mainModule { words += ["-M", module] }
    if let from { words += ["-f", from] }
    return ArgumentLine.quoted((words + ["--"]).map { Text($0) } + argv)
  }
}
