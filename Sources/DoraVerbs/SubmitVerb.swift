import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// XPs to runs on an engine.
///
/// Jobs are held on disk first, then recorded in the store, then let go: killed at any instant, none is lost and none
/// runs twice; of two submitters at once one finds the other's run and drops its own.
package struct SubmitVerb {
  private let project: Project
  private let options: Options

  /// How XPs are to be run.
  package struct Options: Sendable {
    package var rules: SubmitRules
    /// Jobs at once; nil leaves it as it is.
    package var slots: Int?
    package var gpus: Int?
    package var workers: Int?
    /// nil: the project's.
    package var engine: EngineKind?
    /// The site profile; nil: the one that this machine's name chooses.
    package var profile: String?
    /// What jobs on a cluster need, key by key, whatever a grid file says.
    package var resources: JSON = [:]
    /// Whether the XP's folder is emptied first.
    package var clear: Bool
    /// Whether runs use a checkout of their code; nil leaves it to the project.
    package var gitSave: Bool?
    /// What a grid file asks for its XPs; here `gpus` and `workers` count for the others.
    package var asked: [Digest: Asked] = [:]
    /// XPs that ran with other code than today's, for rules that ask.
    package var stale: Set<Digest> = []

    package init(
      rules: SubmitRules = SubmitRules(), slots: Int? = nil, gpus: Int? = nil, workers: Int? = nil,
      engine: EngineKind? = nil, profile: String? = nil, resources: JSON = [:],
      clear: Bool = false, gitSave: Bool? = nil
    ) {
      self.gitSave = gitSave
      self.rules = rules
      self.slots = slots
      self.gpus = gpus
      self.workers = workers
      self.engine = engine
      self.profile = profile
      self.resources = resources
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

  /// An XP that is to be run.
  package struct Due {
    package let xp: XP
    package let row: StatusVerb.Row
  }

  /// What was done, XP by XP, and why not more.
  package struct Done {
    package var all: [Submitted] = []
    /// Some have no run: those of which `what` is `refused`.
    package var failure: (any Failure)?

    package init(all: [Submitted] = [], failure: (any Failure)? = nil) {
      self.all = all
      self.failure = failure
    }
  }

  /// What was done with one XP.
  package struct Submitted {
    package enum What: String, Sendable {
      case submitted, kept, replaced, refused
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
      case .refused: "\(sig): not submitted"
      case .kept: "\(sig): job \(job ?? "") is \(state?.rawValue ?? RunState.none)"
      }
    }

    /// The option by which an XP that was left as it is would run again; nil while it runs.
    package var again: String? {
      guard what == .kept, let state, state.isFinal else { return nil }
      return state == .completed ? "-D" : "-r"
    }
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
  }

  /// What `submit` would do, without doing it; nothing that isn't there yet has a job.
  package func plan(_ names: [String]) throws -> [Submitted] {
    try StatusVerb(project).status(of: names).map { row in
      let decision = options.rules.decide(row.run?.state)
      return Submitted(
        sig: row.sig, job: decision == .keep ? row.run?.number : nil, what: Self.what(decision),
        state: row.run?.state)
    }
  }

  /// Submits what the rules say, and answers for every name in its order.
  package func submit(_ names: [String]) throws -> Done {
    let kind = try engineKind()
    let rows = try StatusVerb(project).status(of: names)
    let (due, chosen) = choose(rows)
    try recover()
    try replace(due.filter { chosen[$0.digest] == .replace })
    let started: Started
    switch kind {
    case .local: started = try LocalSubmission(project, options).start(details(due))
    case .slurm: started = try SlurmSubmission(project, options).start(details(due))
    }
    // Another command may have been faster with some, and be about to learn their numbers.
    let settled = try Fold(project).settled(
      rows.map { row in
        var row = row
        if let run = started.runs[row.digest]?.run { row.summary.run = run.light }
        return row
      })
    var done = Done(failure: unsettled(started, settled))
    for row in settled {
      let decision = chosen[row.digest] ?? .keep
      let isOurs = started.runs[row.digest]?.isOurs ?? false
      let isRefused = started.refused.contains(row.digest)
      done.all.append(
        Submitted(
          sig: row.sig, job: isRefused ? nil : row.run?.number,
          what: isRefused ? .refused : isOurs ? Self.what(decision) : .kept,
          state: row.run?.state))
    }
    return done
  }

  /// Why some XPs have no job; of an unclear answer of sbatch whose jobs were found afterwards it's only told.
  private func unsettled(_ started: Started, _ rows: [StatusVerb.Row]) -> (any Failure)? {
    guard let failure = started.failure as? SlurmFailure, started.refused.isEmpty,
      rows.allSatisfy({ $0.run?.number != nil })
    else { return started.failure }
    let cause = failure.cause.map { ": \($0)" } ?? ""
    project.context.notice("\(failure.message)\(cause); its jobs were found by their names")
    return nil
  }

  /// What the rules say of each row, and the rows that are due, none twice.
  private func choose(
    _ rows: [StatusVerb.Row]
  ) -> (due: [StatusVerb.Row], [Digest: SubmitRules.Decision]) {
    var chosen: [Digest: SubmitRules.Decision] = [:]
    var due: [StatusVerb.Row] = []
    for row in rows where chosen[row.digest] == nil {
      let decision = options.rules.decide(
        row.run?.state, isStale: options.stale.contains(row.digest))
      chosen[row.digest] = decision
      if decision != .keep { due.append(row) }
    }
    return (due, chosen)
  }

  /// The jobs that `submit` would submit to a cluster, in its order; none when it would go elsewhere.
  package func scripts(_ names: [String]) throws -> [SlurmSubmission.Script] {
    guard try engineKind() == .slurm else { return [] }
    return try scripts(details(choose(StatusVerb(project).status(of: names)).due))
  }

  /// The jobs of XPs that may not be in the store yet.
  func scripts(_ due: [Due]) throws -> [SlurmSubmission.Script] {
    guard try engineKind() == .slurm else { return [] }
    return try SlurmSubmission(project, options).scripts(due)
  }

  private func details(_ rows: [StatusVerb.Row]) throws -> [Due] {
    try StatusVerb(project).details(of: rows).map { Due(xp: $0.xp, row: $0.row) }
  }

  /// What Slurm itself says of these jobs, without submitting them.
  package func test(_ names: [String]) throws -> [String] {
    guard try engineKind() == .slurm else { throw VerbFailure.notOnSlurm("--test-only") }
    return try SlurmSubmission(project, options).test(
      details(choose(StatusVerb(project).status(of: names)).due))
  }

  private func engineKind() throws -> EngineKind {
    let kind = try project.engineKind(options.engine)
    if kind == .slurm, options.workers != nil { throw VerbFailure.workersOnSlurm }
    return kind
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
    // A copy of another store puts aside first what is queued there.
    _ = try store.id
    try project.engine.recover { job in
      // Read anew for each: a submitter that is known to be dead has recorded all that it ever will.
      let view = try store.view()
      let xp = try? view.resolve(job.sig.description)
      guard let xp else { return false }
      return try view.runs(xp.digest).all.contains { $0.id == job.id }
    }
  }

  /// How long a run of another store stays untouchable without any news, in seconds.
  private static let silence = 86_400.0

  private func replace(_ rows: [StatusVerb.Row]) throws {
    // A machine that nobody has heard of for a day is taken for lost by who wants the XP to run here.
    let lost = try rows.filter { row in
      try project.isForeign(row.run)
        && row.run.map { project.context.now() - $0.lastSeen > Self.silence } ?? false
    }
    for row in lost {
      project.context.notice(
        "job \(row.run?.job ?? "") of XP '\(row.sig)' was submitted in another store, and is not cancelled there"
      )
    }
    let known = Set(lost.map(\.digest))
    let rest = rows.filter { !known.contains($0.digest) }
    if rest.isEmpty { return }
    try CancelVerb(project).cancel(rest.map(\.sig.description))
  }
}
