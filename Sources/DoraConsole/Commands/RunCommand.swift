import ArgumentParser
import DoraModel
import DoraVerbs
import Glibc

/// `dora-run`: executes one XP here, in this terminal.
struct RunCommand: ToolCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Verbs.shownName("run"),
      abstract: "Run one XP here and pass on its exit status.",
      usage: """
        dora-run [-d | --ddp-workers <workers>] [--clear] [--debug] <sig>
        dora run [-d | --ddp-workers <workers>] [--clear] [--debug] <sig>
        dora run [-f <sig>] [-d | --ddp-workers <workers>] [--clear] [--debug] [<argument>...] [-- <argument>...]
        """)
  }

  static var takesProgramArguments: Bool { true }

  @OptionGroup var program: ProgramOptions

  @Option(
    name: .customShort("f"),
    help: ArgumentHelp("The XP whose arguments come first; more may follow.", valueName: "sig"))
  var from: String?

  @Flag(name: .customShort("d"), help: "One process for each GPU of this machine.")
  var ddp = false

  @Option(
    name: [.customLong("ddp-workers"), .customLong("workers")],
    help: ArgumentHelp("This many processes.", valueName: "workers"))
  var workers: Int?

  @Flag(help: "Empty the XP's folder before it runs.")
  var clear = false

  @Flag(name: [.customLong("debug"), .customShort("D")], help: "Drop into pdb on an exception.")
  var debug = false

  @OptionGroup var snapshot: SnapshotOptions

  // How the engine calls us for its own processes.
  @Option(help: .hidden) var runner: String?
  @Option(help: .hidden) var job: String?
  @Option(help: .hidden) var slurmJob: String?
  @Option(help: .hidden) var slurmRank: String?
  @Option(help: .hidden) var slurmLog: String?

  @OptionGroup var arguments: ArgumentWords

  func validate() throws {
    if let workers, workers < 1 { throw ValidationError("--ddp-workers takes a positive number") }
    let isOwn = [runner, job, slurmJob, slurmRank, slurmLog].contains { $0 != nil }
    if isPlumbing, from == nil, !isOwn, arguments.single == nil {
      throw ValidationError("give the sig of one XP")
    }
  }

  private var isPlumbing: Bool { Verbs.shownName("run") == "dora-run" }

  /// The sig that names the XP.
  ///
  /// `dora-run` takes nothing else. To `dora run` words are arguments of the program, as they are to the Python tool, but for
  /// a single one that is a whole sig.
  var sig: String? {
    guard from == nil, let word = arguments.single else { return nil }
    return isPlumbing || Sig(word).map { $0.description.utf8.count >= Sig.length } == true
      ? word : nil
  }

  private func named(in project: Project) throws -> XP {
    let signing = SlowNotice("signing the arguments")
    let naming = Naming(project, program.choice)
    let xp = try sig.map { try naming.xp($0) } ?? naming.xp(from: from, adding: arguments.all)
    signing.end()
    return xp
  }

  func execute(_ console: Console) throws -> Int32 {
    if let runner {
      try EngineVerb.serve(runner, try console.context())
      return Exit.done.rawValue
    }
    if let job { return try EngineVerb.supervise(job, try console.context()) }
    if let slurmJob { return try EngineVerb.superviseOnCluster(slurmJob, try console.context()) }
    if let slurmLog {
      try EngineVerb.linkLog(slurmLog, try console.context())
      return Exit.done.rawValue
    }
    if let slurmRank { return try EngineVerb.rank(slurmRank, try console.context()) }
    let project = try console.project()
    try refuseCopies(project.context.environment)
    if sig == nil, from == nil, !isPlumbing, workers == nil, !ddp,
      let aside = try AsideVerb(project, program.choice, arguments.all)
    {
      try console.output.flush()
      return try aside.run(arguments.all)
    }
    let xp: XP
    do {
      xp = try named(in: project)
    } catch VerbFailure.exits where sig == nil && from == nil && !isPlumbing {
      return try AsideVerb(telling: project, program.choice).run(arguments.all)
    }
    try console.output.flush()
    return try RunVerb(project).run(
      xp,
      options: RunVerb.Options(
        ddp: ddp, workers: workers, clear: clear, debug: debug,
        gitSave: snapshot.gitSave))
  }

  /// Refuses to be one of several processes that srun has started: each would be the whole run.
  ///
  /// On a terminal it has started a shell, and somebody types.
  private func refuseCopies(_ environment: [String: String]) throws {
    guard let tasks = environment["SLURM_STEP_NUM_TASKS"].flatMap({ Int($0) }), tasks > 1,
      environment["WORLD_SIZE"] == nil, environment["SLURM_PTY_PORT"] == nil, isatty(0) == 0
    else { return }
    throw VerbFailure.manyTasks(tasks)
  }
}
