import DoraModel
import DoraPrograms
import DoraStore

/// Signs argument lists and puts what's new in the store, all of it in one commit.
package struct SignVerb {
  private let project: Project
  private let program: any TrainingProgram

  package init(_ project: Project, program: any TrainingProgram) {
    self.project = project
    self.program = program
  }

  /// What one argument list came to.
  package enum Outcome {
    case xp(XP)
    case failed(any Failure)
  }

  /// What signing one argument list came to, and who did it.
  package struct Explained {
    package let result: Result<Delta, VerbFailure>
    /// Whether Python was needed, and why.
    package let who: String
  }

  /// That the program was described anew, by whom and why; nil when it wasn't.
  package var described: String? {
    program.described.map { "\(program.program.identity): described \($0)" }
  }

  /// Signs argument lists, without looking at the store.
  package func sign(_ argvs: [[Text]]) throws -> [Result<Delta, VerbFailure>] {
    try explain(argvs).map(\.result)
  }

  /// Signs argument lists, and says of each who did.
  package func explain(_ argvs: [[Text]]) throws -> [Explained] {
    let identity = program.program.identity
    let answers = try program.sign(argvs)
    if try project.existingStore() != nil { program.keep() }
    return answers.map { signed in
      let result: Result<Delta, VerbFailure> =
        switch signed.answer {
        case .delta(let delta): .success(delta)
        case .refused(let reason): .failure(.refused(program: identity, reason: reason))
        case .exits: .failure(.exits(program: identity))
        }
      let who =
        switch signed.way {
        case .native: "without Python"
        case .python(let why): "by Python: \(why)"
        case .kept(let why): "by Python, for an earlier command: \(why)"
        }
      return Explained(result: result, who: who)
    }
  }

  /// The XPs of signed argument lists, as they are or would be in the store; nothing is stored.
  package func find(_ argvs: [[Text]], _ signed: [Result<Delta, VerbFailure>]) throws -> [Outcome] {
    let view = try project.existingStore()?.view()
    return try zip(argvs, signed).map { argv, result in
      switch result {
      case .failure(let failure): return .failed(failure)
      case .success(let delta):
        let digest = delta.digest
        if let known = try view?.xp(digest) { return .xp(known) }
        let others = try view?.digests(prefix: String(digest.hex.prefix(Sig.length))) ?? []
        return .xp(
          XP(
            sig: Sig(of: digest, unlike: others), digest: digest, argv: program.settled(argv),
            delta: delta,
            program: program.program))
      }
    }
  }

  /// Stores the XPs of signed argument lists.
  ///
  /// Without `keepGoing` one failure means that nothing is stored.
  package func store(
    _ argvs: [[Text]], _ signed: [Result<Delta, VerbFailure>], keepGoing: Bool
  ) throws -> [Outcome] {
    let isRefused = signed.contains { if case .failure = $0 { true } else { false } }
    if isRefused, !keepGoing { return try find(argvs, signed) }
    let message =
      signed.count == 1
      ? "sig: \(ArgumentLine.quoted(argvs[0]))" : "sig: \(signed.count) argument lists"
    let store = try project.writableStore()
    program.keep()
    return try store.commit(message, author: project.author) { transaction in
      var outcomes: [Outcome] = []
      outcomes.reserveCapacity(signed.count)
      for (argv, result) in zip(argvs, signed) {
        switch result {
        case .failure(let failure): outcomes.append(.failed(failure))
        case .success(let delta):
          let stored = try transaction.put(
            digest: delta.digest, argv: program.settled(argv), delta: delta,
            program: program.program)
          outcomes.append(.xp(stored.xp))
        }
      }
      return outcomes
    }
  }

  /// The XP of one argument list; what can't be signed is an error.
  package func xp(_ argv: [Text], storing: Bool) throws -> XP {
    let signed = try sign([argv])
    let outcomes =
      storing ? try store([argv], signed, keepGoing: false) : try find([argv], signed)
    switch outcomes.first {
    case .xp(let xp): return xp
    case .failed(let failure): throw failure
    case nil: throw VerbFailure.noXP
    }
  }
}
