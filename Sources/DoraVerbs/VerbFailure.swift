import DoraModel

/// Why a verb can't do what it was asked to.
package enum VerbFailure: Failure {
  /// There is no store here, and the verb only reads.
  case noStore(directory: String)
  /// No program is named, and none is found.
  case noProgram(root: String, module: String)
  /// Several folders look like the program.
  case severalPrograms([String])
  /// The program named isn't there.
  case missingProgram(String)
  /// The program refuses the arguments.
  case refused(program: String, reason: String)
  /// It does, and one of them is the sig of an XP.
  case refusedSig(String, program: String, reason: String)
  /// The program refuses an XP of a grid, by its place from 0.
  case gridRefused(grid: String, place: Int, argv: String, reason: String)
  /// The arguments ask for help or a version, which is no XP.
  case exits(program: String)
  /// A verb that needs XPs got none.
  case noXP
  /// An output folder that leads where no XP may write.
  case unsafeFolder(String)
  /// The last run isn't one that can be shown.
  case noRun(String)
  /// The XP has fewer runs.
  case noSuchRun(sig: String, number: Int, count: Int)
  /// The last run was submitted in another store, and pulled.
  case elsewhere(sig: String, job: String, host: String)
  /// The last run's engine is there, and knows it.
  case notLost(sig: String, job: String)
  /// The last run was in a terminal, which alone has its output.
  case noLog(sig: String, job: String)
  /// Two things that exclude each other were asked for.
  case contradiction(String)
  /// The XP has a run that hasn't ended.
  case busy(sig: String, job: String)
  /// srun has started the same command several times.
  case manyTasks(Int)
  /// A metric that isn't `key=value`.
  case malformedMetric(String)
  /// No run has this job id.
  case noJob(String, task: String?)
  /// There is no such engine.
  case noEngine(String)
  /// Something that only Slurm can do, where jobs go to this machine.
  case notOnSlurm(String)
  /// Processes were counted for a job whose tasks follow from its GPUs.
  case workersOnSlurm
  /// The configuration has no such site profile.
  case noProfile(String, known: [String])
  /// Metrics were pushed by something that isn't a run.
  case notInRun
  /// No grid by that name was ever made.
  case noRecordedGrid(String, known: [String])
  /// A variable of the environment that can't be made sense of.
  case badVariable(String, wanted: String)
  /// A word that can't name a setting.
  case noSettingName(String)
  /// A level of configuration that has no file here.
  case noLevel(String)

  package var exit: Exit {
    switch self {
    case .contradiction, .malformedMetric, .noSettingName, .noEngine, .noProfile, .notOnSlurm,
      .workersOnSlurm, .manyTasks:
      .usage
    case .noStore, .noProgram, .severalPrograms, .missingProgram, .refused, .refusedSig,
      .gridRefused, .exits,
      .noXP, .unsafeFolder, .noRun, .noSuchRun, .elsewhere, .notLost, .noLog, .noJob, .notInRun,
      .busy,
      .badVariable, .noLevel, .noRecordedGrid:
      .fatal
    }
  }

  package var message: String {
    switch self {
    case .noStore(let directory): "no store '.dora' in '\(directory)' or any folder above it"
    case .noProgram(let root, let module):
      "cannot find a package with a module '\(module)' in '\(root)'"
    case .severalPrograms(let names):
      "several packages could be the training program: \(names.joined(separator: ", "))"
    case .missingProgram(let path): "cannot open '\(path)': there is no such program"
    case .refused(let program, let reason), .refusedSig(_, let program, let reason):
      "\(program) refuses the arguments: \(reason)"
    case .gridRefused(let grid, let place, let argv, let reason):
      "grid '\(grid)', XP \(place) ('\(argv)'): \(reason)"
    case .exits(let program): "these arguments make \(program) print its help or version and end"
    case .noXP: "no XP was given"
    case .unsafeFolder(let path): "refusing to write outside the project's output folder: '\(path)'"
    case .noRun(let name): "XP '\(name)' has no run"
    case .noSuchRun(let sig, let number, let count):
      "XP '\(sig)' has no run \(number): it has \(count == 0 ? "none" : String(count))"
    case .elsewhere(let sig, let job, let host):
      "job \(job) of XP '\(sig)' was submitted in another store, on '\(host)'"
    case .notLost(let sig, let job): "job \(job) of XP '\(sig)' isn't lost: its engine knows it"
    case .noLog(let sig, let job):
      "XP '\(sig)' has no log: job \(job) ran in a terminal, with 'dora run'"
    case .contradiction(let what): what
    case .busy(let sig, let job): "XP '\(sig)' is already running, as job \(job)"
    case .manyTasks(let count): "srun has started \(count) of this command, and a run is one"
    case .malformedMetric(let word): "malformed metric '\(word)'"
    case .noJob(let job, _): "no run has the job id '\(job)'"
    case .noEngine(let name): "there is no engine '\(name)'"
    case .notOnSlurm(let option): "'\(option)' needs Slurm, and jobs would run on this machine"
    case .workersOnSlurm: "'--workers' is for this machine's engine"
    case .noProfile(let name, _): "no site profile '\(name)' in the configuration"
    case .notInRun: "not inside a run: DORA_FOLDER is not set"
    case .noRecordedGrid(let name, _): "no grid '\(name)' was ever made here"
    case .badVariable(let name, _): "cannot make sense of \(name)"
    case .noSettingName(let word): "'\(word)' is not the name of a setting"
    case .noLevel(let level): "there are no \(level) settings here"
    }
  }

  package var hint: String? {
    switch self {
    case .noStore: "'dora init' makes one; so does signing a first XP with 'dora-sig'"
    case .noProgram:
      "name it with -P PACKAGE, DORA_PACKAGE, or [program] in .doraconfig"
        + "; without, the only folder with __init__.py and train.py is taken"
    case .severalPrograms: "choose one with -P PACKAGE or DORA_PACKAGE"
    case .missingProgram: "check -P PACKAGE and --main-module MODULE"
    case .refused(_, let reason):
      reason.contains("unrecognized arguments")
        ? "'dora run -- --help' lists the program's own options" : nil
    case .refusedSig(let sig, _, _): "'-f \(sig)' takes the XP of that sig"
    case .exits: "'dora run' starts it with them"
    case .gridRefused, .contradiction, .unsafeFolder: nil
    case .busy(let sig, _): "follow it: dora-tail \(sig), or end it: dora cancel \(sig)"
    case .manyTasks:
      "start its processes with 'srun python -m dora run …', or let dora do it: dora launch -g GPUS"
    case .noLog(let sig, _): "submit it to keep its log: dora-submit -D \(sig)"
    case .noXP:
      "give sigs as arguments, or on standard input, as from 'dora-sig -- ARGS' or 'dora-status'"
    case .noJob(_, let task?): "that's an array; its tasks have ids of their own, such as \(task)"
    case .noJob: "dora-status lists jobs in its third field"
    case .elsewhere(let sig, _, _):
      "what has become of it comes with 'dora pull'; if nobody will ever know: "
        + "dora cancel --lost \(sig)"
    case .notLost(let sig, _): "end it: dora cancel \(sig)"
    case .noSuchRun(let sig, _, _): "list them: dora log \(sig)"
    case .noRun(let name): "submit it: dora-submit \(name)"
    case .malformedMetric: "metrics are key=number pairs: dora metrics loss=0.25 epoch=3"
    case .noEngine:
      "engines are \(EngineKind.allCases.map(\.rawValue).joined(separator: " and "))"
        + "; DORA_ENGINE and submit.engine name one"
    case .notOnSlurm: "add '--engine slurm', where 'sbatch' is on PATH"
    case .workersOnSlurm:
      "on Slurm there is a task for each GPU: -g GPUS; or --slurm ntasks-per-node=TASKS"
    case .noProfile(let name, let known):
      known.isEmpty
        ? "[slurm \"\(name)\"] in .doraconfig makes it"
        : "there are \(known.joined(separator: ", "))"
    case .notInRun: "'dora metrics' is for programs started by dora-run"
    case .noRecordedGrid(let name, let known):
      (EditDistance.nearest(to: name, among: known, within: 2).map { "did you mean '\($0)'? " }
        ?? "")
        + "'dora grid \(name)' makes it, if there is a file by that name"
    case .badVariable(let name, let wanted): "\(name) says \(wanted)"
    case .noSettingName: "a name is section.key, as in program.package"
    case .noLevel: nil
    }
  }
}
