import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// Everything that a run needs before it starts: its record, its job and its folder.
struct LaunchPad {
  private let project: Project

  init(_ project: Project) { self.project = project }

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
    let run: Run
    let job: Job
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

    /// The record of a run, as it's submitted.
    func run(
      id: String, engine: EngineKind, job: String, resources: JSON, log: String, _ context: Context
    ) -> Run {
      Run(
        id: id, engine: engine.rawValue, job: job, host: context.host, state: .pending,
        commit: code?.code.commit, dirty: code?.code.dirty, snapshot: code?.commit,
        leftOut: code?.leftOut.map(\.path) ?? [], resources: resources, command: command,
        environment: contract.keys.sorted().map { JSON.Member(Text($0), JSON(contract[$0])) },
        log: log, submitted: context.now())
    }
  }

  /// Outlines a run of each XP; programs are found and code is looked at once for all of them.
  func outline(_ xps: [XP], debug: Bool = false) throws -> [Outline] {
    var programs: [Program: any TrainingProgram] = [:]
    let folders = Set(xps.map { project.outputs(of: $0.program) })
    let code = try project.snapshot(excluding: Array(folders))
    return try xps.map { xp in
      let program = try programs[xp.program] ?? project.program(of: xp)
      programs[xp.program] = program
      let folder = try project.folder(of: xp)
      var contract = program.variables
      contract["DORA_SIG"] = xp.sig.description
      contract["DORA_FOLDER"] = folder
      contract["DORA_HISTORY"] = Path.join(folder, "history.jsonl")
      contract["DORA_DIR"] = project.storePath
      contract["DORA_EXECUTABLE"] = project.context.launcher("dora")[0]
      if debug { contract["DORA_DEBUG"] = "1" }
      return Outline(
        xp: xp, folder: folder, command: program.command(for: xp.argv), contract: contract,
        slurm: program.slurm, code: code)
    }
  }

  /// Prepares a run of each XP on this machine.
  func prepare(
    _ xps: [XP], debug: Bool = false, resources: (XP) -> Resources
  ) throws -> [Pad] {
    let first = try project.engine.reserve(xps.count)
    return try outline(xps, debug: debug).enumerated().map { index, outline in
      let context = project.context
      let wanted = resources(outline.xp)
      let job = Job(
        id: context.newID(), number: first + index, sig: outline.xp.sig, folder: outline.folder,
        directory: project.root, command: outline.command,
        environment: context.environment.merging(outline.contract) { $1 },
        workers: wanted.workers, gpus: wanted.gpus)
      let run = outline.run(
        id: job.id, engine: .local, job: String(job.number),
        resources: ["gpus": JSON(wanted.gpus), "workers": JSON(wanted.workers)], log: job.log,
        context)
      return Pad(digest: outline.xp.digest, run: run, job: job)
    }
  }

  /// Makes the XP's folder with its `.argv.json`, which names the XP to who has only the folder.
  func makeFolder(of xp: XP) throws {
    let folder = try project.folder(of: xp)
    try File.makeFolders(folder)
    let argv = PythonJSON.bytes(.array(xp.argv.map { .text($0) }))
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
