import DoraEngines
import DoraModel

/// Runs to jobs and job arrays of a cluster.
package struct SlurmSubmission {
  private let project: Project
  private let options: SubmitVerb.Options
  /// More jobs than this at once would be more open files than a process may have.
  private static let wave = 200
  /// Slurm's own MaxArraySize.
  private static let usualLimit = 1001

  init(_ project: Project, _ options: SubmitVerb.Options) {
    self.project = project
    self.options = options
  }

  /// The script of a job or an array, as it would be submitted.
  package struct Script {
    package let name: String
    package let sigs: [Sig]
    package let text: String
  }

  /// Starts a run of each XP whose last run is still the one that was decided upon.
  func start(_ due: [SubmitVerb.Due]) throws -> Started {
    var started = Started()
    if due.isEmpty { return started }
    let pads = try SlurmPlan(project, options).pads(due)
    let launch = LaunchPad(project)
    let outlines = pads.flatMap(\.outlines)
    for outline in outlines {
      if options.clear { try launch.clear(outline.folder) }
      try launch.makeFolder(of: outline)
    }
    var rest = pads[...]
    var count = 0
    while !rest.isEmpty {
      try submit(Array(rest.prefix(Self.wave)), &started) { submitted in
        count += submitted
        project.context.progress(count, outlines.count)
      }
      rest = rest.dropFirst(Self.wave)
    }
    try tidy()
    return started
  }

  /// The scripts of these XPs' jobs; it needs no cluster to say so.
  func scripts(_ due: [SubmitVerb.Due]) throws -> [Script] {
    if due.isEmpty { return [] }
    let limit = (try? project.slurm.arrayLimit()) ?? Self.usualLimit
    return try SlurmPlan(project, options).pads(due, limit: limit, isPlan: true).map { pad in
      Script(
        name: pad.batch.name, sigs: pad.rows.map(\.sig),
        text: try project.slurm.script(of: pad.batch))
    }
  }

  func test(_ due: [SubmitVerb.Due]) throws -> [String] {
    if due.isEmpty { return [] }
    return try SlurmPlan(project, options).pads(due, isPlan: true).map {
      try project.slurm.test($0.batch)
    }
  }

  /// Holds, records and submits jobs, and records their numbers.
  private func submit(
    _ pads: [SlurmPlan.Pad], _ started: inout Started, submitted: (Int) -> Void
  ) throws {
    let engine = project.slurm
    if let failure = started.failure as? SlurmFailure, failure.isForAll {
      started.refused.formUnion(pads.flatMap { $0.rows.map(\.digest) })
      return
    }
    try engine.hold(pads.map(\.batch))
    let ours: [Digest: (run: Run?, isOurs: Bool)]
    do {
      let new = pads.flatMap { pad in
        pad.rows.indices.map {
          Submission.New(row: pad.rows[$0], run: pad.runs[$0], notes: pad.outlines[$0].notes)
        }
      }
      ours = try Submission(project: project, rules: options.rules).record(
        new, follows: true)
    } catch {
      engine.drop(pads.map(\.batch))
      throw error
    }
    started.runs.merge(ours) { $1 }
    var news: [News] = []
    var idle: [SlurmBatch] = []
    for pad in pads {
      if !submit(pad, &started, &news) { idle.append(pad.batch) }
      submitted(pad.rows.count)
    }
    try record(news)
    engine.drop(idle)
    engine.letGo()
  }

  /// What came of a run's submission: the number of its job; nil: there is none.
  private struct News {
    let digest: Digest
    let id: String
    let job: String?
  }

  /// Submits one job or array; whether anything came of it, or may have.
  private func submit(
    _ pad: SlurmPlan.Pad, _ started: inout Started, _ news: inout [News]
  ) -> Bool {
    let places = pad.rows.indices.filter { started.runs[pad.rows[$0].digest]?.isOurs == true }
    let ours = Set(places)
    var submission = SlurmEngine.Submission()
    if (started.failure as? SlurmFailure)?.isForAll != true {
      submission = project.slurm.submit(pad.batch) { ours.contains($0) }
      started.failure = started.failure ?? submission.failure
    }
    for place in places {
      let digest = pad.rows[place].digest
      if let job = submission.jobs[place] {
        started.runs[digest]?.run?.job = job
      } else {
        // Of a job that may have come into being all the same the record stays.
        if submission.isOpen { continue }
        started.refused.insert(digest)
        started.runs[digest]?.run = pad.rows[place].run
      }
      news.append(News(digest: digest, id: pad.runs[place].id, job: submission.jobs[place]))
    }
    return submission.isOpen || !submission.jobs.isEmpty
  }

  /// Gives runs the numbers of their jobs, and removes those that have none.
  private func record(_ news: [News]) throws {
    if news.isEmpty { return }
    let count = news.count { $0.job != nil }
    let what = count == 1 && news.count == 1 ? "job \(news[0].job ?? "")" : "\(count) jobs"
    try project.store().commit("submit: \(what)", author: project.author) { transaction in
      for new in news {
        var runs = try transaction.runs(new.digest)
        guard let place = runs.all.lastIndex(where: { $0.id == new.id }) else { continue }
        if let job = new.job { runs.all[place].job = job } else { runs.all.remove(at: place) }
        try transaction.put(runs, of: new.digest)
      }
    }
  }

  /// Removes the files of jobs that have all ended.
  private func tidy() throws {
    var live: Set<String> = []
    for summary in try project.store().overview() {
      if let run = summary.run, !run.state.isFinal { live.insert(run.id) }
    }
    project.slurm.tidy { live.contains($0) }
  }
}
