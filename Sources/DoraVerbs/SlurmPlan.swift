import DoraEngines
import DoraModel

/// Which jobs and arrays XPs go to a cluster as, and with which resources; nothing is written here.
struct SlurmPlan {
  private let project: Project
  private let options: SubmitVerb.Options

  init(_ project: Project, _ options: SubmitVerb.Options) {
    self.project = project
    self.options = options
  }

  /// A job or an array, with the runs that its tasks are.
  struct Pad {
    let batch: SlurmBatch
    let rows: [StatusVerb.Row]
    let runs: [Run]
    let outlines: [LaunchPad.Outline]
  }

  /// The jobs of these XPs, with arrays of at most `limit` tasks; with `isPlan` they're for show.
  func pads(_ due: [SubmitVerb.Due], limit: Int, isPlan: Bool = false) throws -> [Pad] {
    let outlines = try LaunchPad(project).outline(
      due.map(\.xp), gitSave: options.gitSave, isHere: false, isPlan: isPlan)
    let candidates = try candidates(outlines)
    // A job starts in one folder: XPs with checkouts in several have jobs of their own.
    let folders = Dictionary(grouping: outlines.indices) { outlines[$0].home.directory }
    return folders.keys.sorted().flatMap { folder in
      let here = folders[folder] ?? []
      return SlurmArray.jobs(of: here.map { candidates[$0] }, limit: limit).map { places in
        let places = places.map { here[$0] }
        return pad(
          places.map { due[$0].row }, places.map { outlines[$0] },
          candidates[places[0]].resources)
      }
    }
  }

  /// The jobs of these XPs, with arrays as large as the cluster has them.
  func pads(_ due: [SubmitVerb.Due], isPlan: Bool = false) throws -> [Pad] {
    try pads(due, limit: due.count > 1 ? project.slurm.arrayLimit() : 1, isPlan: isPlan)
  }

  /// What each run asks for: the program's word first, then the site's, the grid's and the command line's.
  private func candidates(_ outlines: [LaunchPad.Outline]) throws -> [SlurmArray.Candidate] {
    let context = project.context
    let named = context.environment["DORA_PROFILE"] ?? ""
    let site = try SlurmSite(project.configuration).resources(
      profile: options.profile
        ?? (named.isEmpty ? project.configuration["submit.profile"] : named),
      host: context.host)
    // Most XPs ask for the same as the one before.
    var known: [[JSON]: SlurmResources] = [:]
    return try outlines.map { outline in
      let asked = options.asked[outline.xp.digest]
      let words = [outline.slurm, site, asked?.resources ?? [:]]
      if known[words] == nil { known[words] = try resources(words + [options.resources]) }
      return SlurmArray.Candidate(known[words] ?? SlurmResources(), group: asked?.array)
    }
  }

  private func resources(_ words: [JSON]) throws -> SlurmResources {
    var resources = SlurmResources()
    for word in words { resources = try resources.adding(word) }
    if let gpus = options.gpus { resources.gpus = gpus }
    if let slots = options.slots { resources.arrayParallelism = slots }
    try resources.check()
    return resources
  }

  private func pad(
    _ rows: [StatusVerb.Row], _ outlines: [LaunchPad.Outline], _ resources: SlurmResources
  ) -> Pad {
    let context = project.context
    let tag = String(context.newID().prefix(SlurmTask.tagLength))
    let tasks = outlines.map { outline in
      SlurmTask(
        id: SlurmTask.id(tag: tag, context.newID()), sig: outline.xp.sig, folder: outline.folder,
        command: Self.command(outline, resources), variables: outline.contract,
        ignoresWarning: outline.xp.program.backend != .command)
    }
    let batch = SlurmBatch(
      package: outlines.first?.xp.program.shortName ?? "", resources: resources,
      directory: outlines.first?.home.directory ?? project.root, tasks: tasks)
    let runs = zip(outlines, tasks).enumerated().map { index, pair in
      let (outline, task) = pair
      var run = outline.run(
        id: task.id, engine: .slurm, job: batch.intent(of: index), resources: resources.json,
        log: task.log, context)
      run.command = task.command
      return run
    }
    return Pad(batch: batch, rows: rows, runs: runs, outlines: outlines)
  }

  /// The program's words, by the interpreter that the nodes have.
  private static func command(
    _ outline: LaunchPad.Outline, _ resources: SlurmResources
  ) -> [Text] {
    guard let python = resources.python, outline.xp.program.backend != .command else {
      return outline.command
    }
    return [Text(python)] + outline.command.dropFirst()
  }
}
