import DoraEngines
import DoraModel

/// Runs to this machine's queue.
struct LocalSubmission {
  private let project: Project
  private let options: SubmitVerb.Options

  init(_ project: Project, _ options: SubmitVerb.Options) {
    self.project = project
    self.options = options
  }

  /// Starts a run of each XP whose last run is still the one that was decided upon.
  func start(_ due: [SubmitVerb.Due]) throws -> Started {
    let engine = project.engine
    if due.isEmpty {
      try engine.wake(slots: options.slots)
      return Started()
    }
    let visible = GPUs.visible(environment: project.context.environment).count
    let launch = LaunchPad(project)
    let pads = try launch.prepare(due.map(\.xp), gitSave: options.gitSave) { xp in
      if options.gpus == nil, options.workers == nil, let asked = options.asked[xp.digest] {
        return LaunchPad.Resources(asked.resources, visibleGPUs: visible)
      }
      return LaunchPad.Resources(gpus: options.gpus, workers: options.workers ?? 1)
    }
    for (place, pad) in pads.enumerated() {
      project.context.progress(place, pads.count)
      if options.clear { try launch.clear(pad.outline.folder) }
      try launch.makeFolder(of: pad.outline)
    }
    try engine.hold(pads.map(\.job))
    var started = Started()
    do {
      started.runs = try Submission(project: project, rules: options.rules).record(
        zip(due, pads).map { Submission.New(row: $0.row, run: $1.run, notes: $1.outline.notes) })
    } catch {
      try engine.drop(pads.map(\.job))
      throw error
    }
    let ours = pads.filter { started.runs[$0.digest]?.isOurs == true }
    try engine.drop(pads.filter { started.runs[$0.digest]?.isOurs != true }.map(\.job))
    try engine.release(ours.map(\.job), slots: options.slots)
    return started
  }
}
