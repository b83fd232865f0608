import DoraModel
import DoraPrograms
import DoraStore

/// Runs an XP again as one of its runs was, and compares.
///
/// The code is the recorded commit, the arguments are those of that run; what differs in its environment is told. It runs
/// in a folder of its own, so that nothing of the XP's is touched, and is recorded as a run that reproduces another.
package struct ReproduceVerb {
  let project: Project
  let options: Options

  package struct Options: Sendable {
    /// The number of the run; nil: the newest.
    package var run: Int?
    /// Whether the work tree is used as it is, and not the recorded code.
    package var here = false
    /// Whether it goes on where the record is incomplete, or the arguments mean another XP by now.
    package var force = false
    /// Whether it runs in the XP's own folder, and goes on from its checkpoint.
    package var resume = false
    /// How far a metric may be from the recorded one, in parts of the larger.
    package var tolerance = 1e-6
    /// Patterns of metrics that don't count.
    package var ignore: [String] = []

    package init() {}
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
  }

  /// Everything that can be said before it runs.
  package struct Ready {
    package let recorded: RecordedRun
    /// What it will run; nil with `here`.
    package let commit: String?
    /// What of the environment differs; nil when it isn't recorded.
    package let environment: [RunEnvironment.Difference]?
    /// What the arguments mean with that code.
    package let delta: Delta
    /// Where that code is; nil with `here`.
    package let checkout: Checkout?
    let program: any TrainingProgram
    let code: RunCode

    package var isSameXP: Bool { delta.digest == recorded.xp.digest }

    /// Whether nothing differs from what is recorded.
    package var isSame: Bool { isSameXP && isWhole && environment?.isEmpty != false }

    /// Whether the code is as the commit has it.
    package var isWhole: Bool {
      checkout.map { $0.pointers.isEmpty && $0.changed.isEmpty } ?? true
    }

    /// Which arguments differ from what is recorded: defaults that moved.
    package var moved: [RunEnvironment.Difference] {
      RunEnvironment.differences(
        .object(recorded.xp.delta.entries), .object(delta.entries))
    }
  }

  /// Checks the code out, signs with it, and compares what is recorded with what is.
  package func prepare(_ xp: XP) throws -> Ready {
    let recorded = try RecordedRun(options.run, of: xp, in: project)
    let run = recorded.run
    var commit: String?
    var checkout: Checkout?
    let program: any TrainingProgram
    let code: RunCode
    if options.here {
      program = try project.program(of: xp)
      code = try RunCode(project, [program], gitSave: false)
    } else {
      let wanted = try recorded.commit(isLenient: options.force)
      // What a checkout needs before the program can be asked is only known of today's.
      let today = (try? project.program(of: xp))?.codeRules
      let home = try project.home(
        of: wanted, outputs: project.outputs(of: xp.program), after: today?.afterCheckout ?? [])
      if let made = home.checkout { project.tell(made) }
      checkout = home.checkout
      project.tellLeftOut(run)
      program = try project.moved(to: home).program(of: xp)
      commit = wanted
      let snapshot = Snapshot(
        code: ProjectCode(commit: run.commit, dirty: run.dirty), commit: wanted, leftOut: [],
        failure: nil)
      code = RunCode(project, snapshot, [project.outputs(of: xp.program): home])
    }
    let then = try project.surroundings(of: run)
    try program.complete()
    let now = project.surroundings(of: program).json
    let signed = try SignVerb(project, program: program).sign([recorded.argv])
    let delta: Delta
    switch signed.first {
    case .success(let found): delta = found
    case .failure(let failure): throw failure
    case nil: throw VerbFailure.noXP
    }
    return Ready(
      recorded: recorded, commit: commit,
      environment: then.map { RunEnvironment.differences($0, now) }, delta: delta,
      checkout: checkout, program: program, code: code)
  }
}

extension Project {
  /// The same project as it is in a checkout of its code: another root, the same store.
  func moved(to home: CodeHome) throws -> Project {
    guard home.checkout != nil else { return self }
    var context = context
    context.environment.merge(home.adjusted([:], over: context.environment)) { $1 }
    return try Project(self, at: home.directory, context)
  }
}
