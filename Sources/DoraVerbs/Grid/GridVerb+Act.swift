import DoraModel
import DoraPrograms
import DoraStore

extension GridVerb {
  /// What came of a plan.
  package struct Done {
    package let planned: Planned
    package let submitted: SubmitVerb.Done
  }

  /// Puts the grid and its XPs in the store, and does nothing else.
  ///
  /// Another command may store the same grid meanwhile; then this plans anew on top of that.
  package func store(_ planned: Planned, _ request: Request) throws -> Planned {
    var planned = planned
    while true {
      do {
        try record(planned)
        return planned
      } catch is Overtaken {
        let maker = GridMaker(project: project, choice: choice)
        planned = try plan(maker.renamed(planned.made), request)
      }
    }
  }

  /// Does what was planned: the record first, then what is cancelled, then what is submitted.
  ///
  /// Killed anywhere in between, the next call finds what is left to do: nothing but states decides it.
  package func act(_ planned: Planned, _ request: Request) throws -> Done {
    let planned = try store(planned, request)
    let plan = planned.plan
    // What another store has submitted is that one's to end.
    let ending = try plan.cancelled.filter {
      try $0.action == .cancel && !project.isForeign(planned.rows[$0.entry.digest]?.run)
    }
    if !ending.isEmpty {
      try CancelVerb(project).cancel(ending.map(\.entry.sig.description))
    }
    let links = GridLinks(project, program: planned.made.program)
    let byDigest = planned.made.byDigest
    if plan.mode == .initialize {
      let pad = LaunchPad(project)
      for step in plan.steps {
        guard let xp = byDigest[step.entry.digest] else { continue }
        try pad.makeFolder(of: xp)
        try pad.share(xp, planned.made.program)
      }
    }
    try links.update(plan)
    let submitted = try submit(plan, request)
    return Done(planned: planned, submitted: submitted)
  }

  /// The jobs of a cluster that a plan comes to; none when they'd go elsewhere.
  package func scripts(
    _ planned: Planned, _ request: Request
  ) throws -> [SlurmSubmission.Script] {
    let (options, steps) = submission(planned.plan, request)
    if steps.isEmpty { return [] }
    let rows = planned.rows
    let byDigest = planned.made.byDigest
    return try SubmitVerb(project, options: options).scripts(
      steps.compactMap { step in
        byDigest[step.entry.digest].flatMap { xp in
          rows[xp.digest].map { SubmitVerb.Due(xp: xp, row: $0) }
        }
      })
  }

  private func submit(_ plan: GridPlan, _ request: Request) throws -> SubmitVerb.Done {
    let (options, steps) = submission(plan, request)
    if steps.isEmpty { return SubmitVerb.Done() }
    return try SubmitVerb(project, options: options).submit(
      steps.map(\.entry.sig.description))
  }

  /// How the XPs that a plan submits are submitted.
  private func submission(
    _ plan: GridPlan, _ request: Request
  ) -> (options: SubmitVerb.Options, steps: [GridPlan.Step]) {
    guard plan.mode == .run || plan.mode == .clear else { return (request.submit, []) }
    var options = request.submit
    options.rules = plan.rules
    options.stale = plan.stale
    if plan.mode == .clear {
      options.rules = SubmitRules(retry: true, replace: true, replaceDone: true)
      options.clear = true
    }
    let steps = Array(plan.batches.joined())
    for step in steps {
      options.asked[step.entry.digest] = SubmitVerb.Asked(
        resources: step.entry.resources, array: step.entry.array)
    }
    return (options, steps)
  }

  /// Another command was faster, and what was planned on isn't there any more.
  private struct Overtaken: Error {}

  /// Stores the XPs and the record in one commit, or nothing when they're there already.
  private func record(_ planned: Planned) throws {
    let made = planned.made
    let record = planned.plan.record
    // What has left and ended since needs no commit of its own.
    let isKnown =
      planned.previous?.entries == record.entries
      && Set(record.left).isSubset(of: planned.previous?.left ?? [])
    let message = "grid: \(made.name), \(record.entries.count) XPs"
    try project.writableStore().commit(message, author: project.author) { transaction in
      guard try transaction.grid(made.name) == planned.previous else { throw Overtaken() }
      for xp in made.xps {
        let stored = try transaction.put(
          digest: xp.digest, argv: xp.argv, delta: xp.delta, program: xp.program)
        if stored.xp.sig != xp.sig { throw Overtaken() }
      }
      if !isKnown { try transaction.put(record) }
    }
    made.program.keep()
  }
}
