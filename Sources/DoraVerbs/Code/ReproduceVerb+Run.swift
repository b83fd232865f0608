import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

extension ReproduceVerb {
  /// What came of it.
  package struct Outcome {
    /// The program's status, or 128 and the signal that killed it.
    package let status: Int32
    /// Where it ran.
    package let folder: String
    /// nil when no metrics are recorded, of that run or of this.
    package let metrics: MetricComparison?
  }

  /// Runs it to its end, and compares its last metrics with the recorded ones.
  package func run(_ ready: Ready) throws -> Outcome {
    let xp = ready.recorded.xp
    guard ready.isSameXP || options.force else {
      throw CodeFailure.moved(
        sig: xp.sig.description, to: Sig(of: ready.delta.digest, unlike: []).description)
    }
    if let checkout = ready.checkout, !checkout.pointers.isEmpty, !options.force {
      throw CodeFailure.onlyPointers(
        checkout.pointers, checkout: checkout.path, otherwise: "run with the pointers with --force")
    }
    let row = try StatusVerb(project).row(of: xp)
    // Before anything is pushed over it.
    let before = try recordedMetrics(ready, row)
    let own = Path.join(project.outputs(of: xp.program), "reproduced/\(xp.sig)")
    var again = xp
    again.argv = ready.recorded.argv
    let launch = LaunchPad(project)
    let recorded = ready.recorded.run
    // A job on a cluster had a process for each GPU; here it's as many as there are.
    let visible = GPUs.visible(environment: project.context.environment).count
    let workers =
      recorded.engine == EngineKind.slurm.rawValue
      ? LaunchPad.Resources(recorded.resources, visibleGPUs: visible).workers
      : recorded.resources["workers"]?.int ?? 1
    let outline = launch.outline(
      again, ready.program, ready.code, LaunchPad.Notes(ready.program, project),
      folder: options.resume ? row.folder : Path.join(own, project.context.newID()))
    var pad = try launch.prepare(outline, LaunchPad.Resources(gpus: nil, workers: workers))
    pad.run.log = ""
    try launch.makeFolder(of: outline)
    let status: Int32
    if options.resume {
      status = try RunVerb(project).run(pad, over: row)
    } else {
      pad.run.reproduces = ready.recorded.run.id
      status = try runApart(pad)
    }
    let after = HistoryReader().read(pad.job.folder).read
    let comparison = before.flatMap { before in
      after.count == 0
        ? nil
        : MetricComparison(
          before, after.last, tolerance: options.tolerance, ignoring: options.ignore)
    }
    return Outcome(status: status, folder: pad.job.folder, metrics: comparison)
  }

  /// Those that the run's record has; of an older version's record, those of the folder if no run came after it.
  private func recordedMetrics(_ ready: Ready, _ row: StatusVerb.Row) throws -> JSON? {
    let run = ready.recorded.run
    if let metrics = run.metrics { return metrics }
    guard row.run?.id == run.id else { return nil }
    let history = HistoryReader().read(row.folder).read
    return history.count == 0 ? .none : .some(history.last)
  }

  /// Runs in a folder of its own; it's recorded when it has ended.
  private func runApart(_ pad: LaunchPad.Pad) throws -> Int32 {
    let engine = project.engine
    try engine.hold([pad.job], isForeground: true)
    let status = try engine.runHere(pad.job, now: project.context.now)
    var ended = try engine.refresh(pad.run, folder: pad.job.folder)
    let history = HistoryReader().read(pad.job.folder).read
    if history.count > 0 { ended.metrics = history.last }
    let run = ended
    let what = "reproduce: \(pad.outline.xp.sig)"
    try project.writableStore().commit(what, author: project.author) { transaction in
      try transaction.put(
        run, pad.outline.notes, of: pad.digest, after: transaction.runs(pad.digest))
    }
    return status
  }
}
