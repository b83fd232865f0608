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
      default:
        console.output.talk("fatal: '\(arguments.first ?? "")' is not made of plumbing commands")
        console.output.talk("hint: 'dora --plumbing' takes launch or run and their arguments")
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
    var submit = ["dora-submit"]
    if command.rules.retry { submit.append("-r") }
    if command.rules.replace { submit.append("-R") }
    if command.rules.replaceDone { submit.append("-D") }
    if command.clear { submit.append("--clear") }
    if let jobs = command.resources.jobs { submit.append("-j\(jobs)") }
    if let gpus = command.resources.gpus { submit.append("-g\(gpus)") }
    if let workers = command.resources.workers { submit.append("--workers=\(workers)") }
    let tail = command.noTail ? "" : " | dora-tail"
    return "\(first) | \(submit.joined(separator: " "))\(tail)"
  }

  private static func run(_ command: RunCommand) -> String {
    var run = ["dora-run"]
    if command.ddp { run.append("-d") }
    if let workers = command.workers { run.append("--ddp-workers=\(workers)") }
    if command.clear { run.append("--clear") }
    if command.debug { run.append("--debug") }
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
