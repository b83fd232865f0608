import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// Everything that a run needs before it starts: its record, its job and its folder.
struct LaunchPad {
  private let project: Project
  /// The executable that a program finds.
  private let executable: String

  init(_ project: Project) {
    self.project = project
    executable = project.context.launcher("dora")[0]
  }

  /// What an XP's run takes of the machine.
  struct Resources {
    /// nil: one where the machine has any.
    var gpus: Int?
    var workers: Int

    init(gpus: Int?, workers: Int) {
      self.gpus = gpus
      self.workers = workers
    }

    /// What a grid file asks of a cluster, as far as this machine has it: with one process for each GPU.
    init(_ wanted: JSON, visibleGPUs: Int) {
      let gpus = wanted["gpus"]?.int.map { min(max(0, $0), visibleGPUs) }
      // On a machine without any, all run; how many there might have been is no reason not to.
      self.gpus = gpus
      workers = wanted["one_task_per_node"]?.bool == true ? 1 : max(1, gpus ?? 1)
    }
  }

  /// One run, ready to start.
  struct Pad {
    let digest: Digest
    var run: Run
    let job: Job
    let outline: Outline
  }

  /// A run of an XP, but for what depends on the engine that executes it.
  struct Outline {
    let xp: XP
    let folder: String
    /// The program's words.
    let command: [Text]
    /// The variables that are set for it.
    let contract: [String: String]
    /// What the program itself says that its jobs need of a cluster.
    let slurm: JSON
    let code: Snapshot?
    /// Where its code is.
    let home: CodeHome
    /// What its record points to.
    let notes: Notes

    /// The record of a run, as it's submitted.
    func run(
      id: String, engine: EngineKind, job: String, resources: JSON, log: String, _ context: Context
    ) -> Run {
      Run(
        id: id, engine: engine.rawValue, job: job, host: context.host, state: .pending,
        commit: code?.code.commit, dirty: code?.code.dirty, snapshot: code?.commit,
        leftOut: code?.leftOut.map(\.path) ?? [], resources: resources, command: command,
        environment: contract.keys.sorted().map { JSON.Member(Text($0), JSON(contract[$0])) },
        directory: home.directory, environmentID: notes.environment.digest,
        sourcesID: notes.sources.digest, log: log, submitted: context.now())
    }
  }

  /// What is noted once for all runs of a program.
  struct Notes {
    let environment: Note
    let sources: Note

    /// `isHere` says that this machine will run them.
    init(_ program: any TrainingProgram, _ project: Project, isHere: Bool = true) {
      var surroundings = project.surroundings(of: program)
      if !isHere { surroundings.machine = [] }
      environment = surroundings.note
      sources = program.loadedFiles.note
    }
  }

  /// Outlines a run of each XP; programs are found and code is looked at once for all of them.
  ///
  /// `gitSave` is what a command line says of running from a checkout; `isHere`, that this machine will run them;
  /// `isPlan`, that nobody will.
  func outline(
    _ xps: [XP], gitSave: Bool? = nil, debug: Bool = false, isHere: Bool = true,
    isPlan: Bool = false
  ) throws -> [Outline] {
    var programs: [Program: any TrainingProgram] = [:]
    for xp in xps where programs[xp.program] == nil {
      programs[xp.program] = try project.program(of: xp)
    }
    let all = Array(programs.values)
    let code =
      isPlan
      ? try RunCode(planned: project, all, gitSave: gitSave)
      : try RunCode(project, all, gitSave: gitSave)
    if !isPlan {
      // What runs record of it may be more than signing had to know.
      for program in all { try program.complete() }
      if try project.existingStore() != nil { for program in all { program.keep() } }
    }
    let notes = programs.mapValues { Notes($0, project, isHere: isHere) }
    return try xps.compactMap { xp in
      guard let program = programs[xp.program], let notes = notes[xp.program] else { return nil }
      return outline(
        xp, program, code, notes, folder: try project.folder(of: xp), debug: debug)
    }
  }

  /// Outlines a run in any folder, from any code, by the program as that code has it.
  func outline(
    _ xp: XP, _ program: any TrainingProgram, _ code: RunCode, _ notes: Notes, folder: String,
    debug: Bool = false
  ) -> Outline {
    let home = code.home(of: xp.program)
    var contract = program.variables
    contract["DORA_SIG"] = xp.sig.description
    contract["DORA_FOLDER"] = folder
    contract["DORA_HISTORY"] = Path.join(folder, "history.jsonl")
    contract["DORA_DIR"] = project.storePath
    contract["DORA_EXECUTABLE"] = executable
    if debug { contract["DORA_DEBUG"] = "1" }
    return Outline(
      xp: xp, folder: folder, command: home.adjusted(program.command(for: xp.argv)),
      contract: home.adjusted(contract, over: project.context.environment), slurm: program.slurm,
      code: code.snapshot, home: home, notes: notes)
  }

  /// Prepares a run of each XP on this machine.
  func prepare(
    _ xps: [XP], gitSave: Bool? = nil, debug: Bool = false, resources: (XP) -> Resources
  ) throws -> [Pad] {
    let outlines = try outline(xps, gitSave: gitSave, debug: debug)
    let engine = project.engine
    let first = try reserve(outlines, engine)
    return outlines.enumerated().map { index, outline in
      pad(outline, number: first + index, resources(outline.xp), engine)
    }
  }

  /// Prepares one outlined run on this machine.
  func prepare(_ outline: Outline, _ resources: Resources) throws -> Pad {
    let engine = project.engine
    return pad(outline, number: try reserve([outline], engine), resources, engine)
  }

  /// The first of consecutive numbers for jobs; none is of a run that another machine, or user, has had in the same folder.
  private func reserve(_ outlines: [Outline], _ engine: LocalEngine) throws -> Int {
    while true {
      let first = try engine.reserve(outlines.count)
      let isTaken = outlines.enumerated().contains { index, outline in
        let run = Path.join(outline.folder, "runs/\(first + index)")
        return File.status(run + ".json") != nil || File.status(run + ".log") != nil
      }
      if !isTaken { return first }
    }
  }

  private func pad(
    _ outline: Outline, number: Int, _ wanted: Resources, _ engine: LocalEngine
  ) -> Pad {
    let context = project.context
    let job = Job(
      id: context.newID(), number: number, sig: outline.xp.sig, folder: outline.folder,
      directory: outline.home.directory, command: outline.command,
      environment: context.environment.merging(outline.contract) { $1 },
      workers: wanted.workers, gpus: wanted.gpus)
    var run = outline.run(
      id: job.id, engine: .local, job: String(job.number),
      resources: ["gpus": JSON(wanted.gpus), "workers": JSON(wanted.workers)], log: job.log,
      context)
    run.host = engine.host
    return Pad(digest: outline.xp.digest, run: run, job: job, outline: outline)
  }

  /// Makes the XP's folder with its `.argv.json`, which names the XP to who has only the folder.
  func makeFolder(of xp: XP) throws {
    try makeFolder(project.folder(of: xp), argv: xp.argv)
  }

  /// Makes the folder of a run that is about to start, with the link to its code.
  func makeFolder(of outline: Outline) throws {
    try makeFolder(outline.folder, argv: outline.xp.argv)
    try outline.home.link(from: outline.folder)
  }

  private func makeFolder(_ folder: String, argv: [Text]) throws {
    try File.makeFolders(folder)
    let argv = PythonJSON.bytes(.array(argv.map { .text($0) }))
    let path = Path.join(folder, ".argv.json")
    if let old = try? File.contents(path), old == argv { return }
    try File.replace(path, with: argv)
  }

  /// Empties an XP's folder; its runs' logs and states go too.
  func clear(_ folder: String) throws {
    guard File.status(folder) != nil else { return }
    for name in try File.names(in: folder) { try File.removeAll(Path.join(folder, name)) }
  }
}

extension Transaction {
  /// Adds a run to those of its XP, with what its record points to.
  func put(
    _ run: Run, _ notes: LaunchPad.Notes, of digest: Digest, after runs: Runs
  ) throws(StoreFailure) {
    var run = run
    run.origin = try storeID()
    var runs = runs
    runs.all.append(run)
    try put(runs, of: digest)
    put(notes.environment)
    put(notes.sources)
  }
}
