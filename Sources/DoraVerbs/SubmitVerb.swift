import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// XPs to runs on this machine's engine.
///
/// Jobs are held on disk first, then recorded in the store, then released: killed at any instant, none is lost and none
/// runs twice; of two submitters at once one finds the other's run and drops its own.
package struct SubmitVerb {
  private let project: Project
  private let options: Options
  private let launch: LaunchPad

  /// How XPs are to be run.
  package struct Options: Sendable {
    package var rules: SubmitRules
    /// Jobs at once; nil leaves it as it is.
    package var slots: Int?
    package var gpus: Int?
    package var workers: Int?
    /// Whether the XP's folder is emptied first.
    package var clear: Bool
    /// What a grid file asks for its XPs; `gpus` and `workers` count for the others.
    package var asked: [Digest: Asked] = [:]

    package init(
      rules: SubmitRules = SubmitRules(), slots: Int? = nil, gpus: Int? = nil, workers: Int? = nil,
      clear: Bool = false
    ) {
      self.rules = rules
      self.slots = slots
      self.gpus = gpus
      self.workers = workers
      self.clear = clear
    }
  }

  /// What a grid file asks for one XP.
  package struct Asked: Hashable, Sendable {
    package let resources: JSON
    /// XPs with the same number go as one job array.
    package let array: Int?

    package init(resources: JSON, array: Int? = nil) {
      self.resources = resources
      self.array = array
    }
  }

  /// What was done with one XP.
  package struct Submitted {
    package enum What: String, Sendable {
      case submitted, kept, replaced
    }
    package let sig: Sig
    package let job: String?
    package let what: What
    package let state: RunState?

    /// One sentence for people.
    package var sentence: String {
      switch what {
      case .submitted: "\(sig): submitted as job \(job ?? "")"
      case .replaced: "\(sig): replaced by job \(job ?? "")"
      case .kept: "\(sig): job \(job ?? "") is \(state?.rawValue ?? RunState.none)"
      }
    }
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
    launch = LaunchPad(project)
  }

  /// What `submit` would do, without doing it; nothing that isn't there yet has a job.
  package func plan(_ names: [String]) throws -> [Submitted] {
    try StatusVerb(project).status(of: names).map { row in
      let decision = options.rules.decide(row.run?.state)
      return Submitted(
        sig: row.sig, job: decision == .keep ? row.run?.job : nil, what: Self.what(decision),
        state: row.run?.state)
    }
  }

  /// Submits what the rules say, and answers for every name in its order.
  package func submit(_ names: [String]) throws -> [Submitted] {
    let rows = try StatusVerb(project).status(of: names)
    var chosen: [Digest: SubmitRules.Decision] = [:]
    var due: [StatusVerb.Row] = []
    for row in rows where chosen[row.digest] == nil {
      let decision = options.rules.decide(row.run?.state)
      chosen[row.digest] = decision
      if decision != .keep { due.append(row) }
    }
    try recover()
    try replace(due.filter { chosen[$0.digest] == .replace })
    let last = try start(due)
    return rows.map { row in
      let decision = chosen[row.digest] ?? .keep
      let now = last[row.digest] ?? (row.run, false)
      return Submitted(
        sig: row.sig, job: now.0?.job, what: now.1 ? Self.what(decision) : .kept,
        state: now.0?.state)
    }
  }

  private static func what(_ decision: SubmitRules.Decision) -> Submitted.What {
    switch decision {
    case .keep: .kept
    case .submit: .submitted
    case .replace: .replaced
    }
  }

  /// Finishes or drops what submitters that were killed left in the queue.
  private func recover() throws {
    guard let store = try project.existingStore() else { return }
    try project.engine.recover { job in
      // Read anew for each: a submitter that is known to be dead has recorded all that it ever will.
      let view = try store.view()
      let xp = try? view.resolve(job.sig.description)
      guard let xp else { return false }
      return try view.runs(xp.digest).all.contains { $0.id == job.id }
    }
  }

  private func replace(_ rows: [StatusVerb.Row]) throws {
    if rows.isEmpty { return }
    try CancelVerb(project).cancel(rows.map(\.sig.description))
  }

  /// Starts a run of each XP whose last run is still the one that was decided upon.
  private func start(_ due: [StatusVerb.Row]) throws -> [Digest: (Run?, isOurs: Bool)] {
    if due.isEmpty {
      try project.engine.wake(slots: options.slots)
      return [:]
    }
    let visible = GPUs.visible(environment: project.context.environment).count
    let xps = try StatusVerb(project).details(of: due).map(\.xp)
    let pads = try launch.prepare(xps) { xp in
      if options.gpus == nil, options.workers == nil, let asked = options.asked[xp.digest] {
        return LaunchPad.Resources(asked.resources, visibleGPUs: visible)
      }
      return LaunchPad.Resources(gpus: options.gpus, workers: options.workers ?? 1)
    }
    for (row, xp) in zip(due, xps) {
      if options.clear { try launch.clear(row.folder) }
      try launch.makeFolder(of: xp)
    }
    let engine = project.engine
    try engine.hold(pads.map(\.job))
    let results: [Digest: (Run?, isOurs: Bool)]
    do {
      results = try record(due, pads)
    } catch {
      try engine.drop(pads.map(\.job))
      throw error
    }
    let ours = pads.filter { results[$0.digest]?.isOurs == true }
    try engine.drop(pads.filter { results[$0.digest]?.isOurs != true }.map(\.job))
    try engine.release(ours.map(\.job), slots: options.slots)
    return results
  }

  /// Adds the runs to the store, but for XPs that another command gave a run meanwhile.
  private func record(
    _ due: [StatusVerb.Row], _ pads: [LaunchPad.Pad]
  ) throws -> [Digest: (Run?, isOurs: Bool)] {
    let what = pads.count == 1 ? "\(due[0].sig)" : "\(pads.count) XPs"
    return try project.writableStore().commit("submit: \(what)", author: project.author) {
      transaction in
      var results: [Digest: (Run?, isOurs: Bool)] = [:]
      for (row, pad) in zip(due, pads) {
        var runs = try transaction.runs(pad.digest)
        if let last = runs.last, last.id != row.run?.id, options.rules.decide(last.state) != .submit
        {
          results[pad.digest] = (last, false)
          continue
        }
        runs.all.append(pad.run)
        try transaction.put(runs, of: pad.digest)
        results[pad.digest] = (pad.run, true)
      }
      return results
    }
  }
}
