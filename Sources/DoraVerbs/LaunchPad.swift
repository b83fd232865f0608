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

  /// Prepares a run of each XP; programs are found and code is looked at once for all of them.
  func prepare(
    _ xps: [XP], debug: Bool = false, resources: (XP) -> Resources
  ) throws -> [Pad] {
    var programs: [Program: any TrainingProgram] = [:]
    let first = try project.engine.reserve(xps.count)
    let folders = Set(xps.map { project.outputs(of: $0.program) })
    let code = try project.snapshot(excluding: Array(folders))
    return try xps.enumerated().map { index, xp in
      let program: any TrainingProgram
      if let known = programs[xp.program] {
        program = known
      } else {
        program = try project.program(of: xp)
        programs[xp.program] = program
      }
      return try pad(
        xp, program: program, number: first + index, code: code, resources: resources(xp),
        debug: debug)
    }
  }

  private func pad(
    _ xp: XP, program: any TrainingProgram, number: Int, code: Snapshot?, resources: Resources,
    debug: Bool
  ) throws -> Pad {
    let folder = try project.folder(of: xp)
    let id = project.context.newID()
    var contract = program.variables
    contract["DORA_SIG"] = xp.sig.description
    contract["DORA_FOLDER"] = folder
    contract["DORA_HISTORY"] = Path.join(folder, "history.jsonl")
    contract["DORA_DIR"] = project.storePath
    contract["DORA_EXECUTABLE"] = project.context.launcher("dora")[0]
    if debug { contract["DORA_DEBUG"] = "1" }
    let command = program.command(for: xp.argv)
    let job = Job(
      id: id, number: number, sig: xp.sig, folder: folder, directory: project.root,
      command: command, environment: project.context.environment.merging(contract) { $1 },
      workers: resources.workers, gpus: resources.gpus)
    let run = Run(
      id: id, engine: "local", job: String(number), host: project.context.host, state: .pending,
      commit: code?.code.commit, dirty: code?.code.dirty, snapshot: code?.commit,
      leftOut: code?.leftOut.map(\.path) ?? [],
      resources: ["gpus": JSON(resources.gpus), "workers": JSON(resources.workers)],
      command: command,
      environment: contract.keys.sorted().map { JSON.Member(Text($0), JSON(contract[$0])) },
      log: job.log, submitted: project.context.now())
    return Pad(digest: xp.digest, run: run, job: job)
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
