import DoraModel
import DoraPrograms
import DoraStore

/// How two XPs differ, or two runs of one: arguments, configuration, code, environment and metrics.
package struct DiffVerb {
  private let project: Project
  private let options: Options

  /// What is compared, and how code is shown.
  package struct Options: Sendable {
    package var parts: Set<Part> = Set(Part.allCases)
    package var codeStyle = CodeStyle.patch
    /// What of the code counts, relative to the working directory; none means all.
    package var paths: [String] = []
    package var isColored = false

    package init() {}
  }

  /// How code is shown: as a patch, or in short.
  package enum CodeStyle: Sendable {
    case patch, stat, nameOnly

    fileprivate var style: CodeDifference.Style {
      switch self {
      case .patch: .patch
      case .stat: .stat
      case .nameOnly: .nameOnly
      }
    }
  }

  package enum Part: String, Sendable, CaseIterable {
    case arguments, config, code, environment, metrics
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
  }

  /// One of the two: an XP, and the run of it that is looked at; nil when it has none.
  package struct Side {
    package let whole: WholeXP
    package let run: WholeXP.Numbered?

    /// The commit that it ran from.
    package var commit: String? { run.flatMap { $0.run.snapshot ?? $0.run.commit } }
  }

  /// What was found; a part that wasn't compared, or can't be, is nil.
  package struct Comparison {
    package let old: Side
    package let new: Side
    package var arguments: [JSONDifference]?
    package var config: [JSONDifference]?
    package var code: Code?
    package var environment: [JSONDifference]?
    package var metrics: [JSONDifference]?

    package var isEmpty: Bool {
      [arguments, config, environment, metrics].allSatisfy { $0?.isEmpty != false }
        && code?.isSame != false
    }
  }

  /// How the code differs.
  package enum Code {
    case compared(CodeDifference)
    /// The commits are unlike, and one of them can't be looked at, or none was recorded.
    case unknown(String)

    package var isSame: Bool {
      if case .compared(let difference) = self { difference.files.isEmpty } else { false }
    }
  }

  /// Compares two XPs, by `<sig>` or `<sig>@<number of a run>`.
  package func compare(_ old: String, _ new: String) throws -> Comparison {
    let old = try side(old)
    let new = try side(new)
    var found = Comparison(old: old, new: new)
    for part in options.parts {
      switch part {
      case .arguments:
        found.arguments = JSONDifference.between(old.arguments, new.arguments)
      case .config: found.config = try config(old, new)
      case .code: found.code = try code(old, new)
      case .environment:
        if let before = old.run, let after = new.run {
          found.environment = JSONDifference.between(before.circumstances, after.circumstances)
        }
      case .metrics:
        if let before = old.run?.metrics, let after = new.run?.metrics {
          found.metrics = JSONDifference.between(before, after)
        } else {
          found.metrics = JSONDifference.between(
            old.run?.metrics ?? [:], new.run?.metrics ?? [:])
        }
      }
    }
    return found
  }

  private func side(_ word: String) throws -> Side {
    let parts = word.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = try WholeXP.find(String(parts[0]), in: project)
    if parts.count == 1 { return Side(whole: whole, run: try whole.numbered(nil)) }
    guard let number = Int(parts[1]), number > 0 else {
      throw VerbFailure.contradiction("'\(word)' is not <sig>@<number of a run>")
    }
    return Side(whole: whole, run: try whole.numbered(number))
  }

  /// Both configurations as the program of today makes them; nil for a program that has none.
  private func config(_ old: Side, _ new: Side) throws -> [JSONDifference]? {
    let xps = [old.whole.xp, new.whole.xp]
    if xps[0].argv == xps[1].argv, xps[0].program == xps[1].program { return [] }
    var values: [JSON] = []
    do {
      for xp in xps {
        let program = try project.program(of: xp)
        guard let configured = try program.configurations([xp.argv])?.first else { return nil }
        switch configured {
        case .values(let config): values.append(config)
        case .refused(let reason):
          project.context.notice(
            "the configuration of '\(xp.sig)' is not compared: \(reason)")
          return nil
        }
      }
    } catch let failure as any Failure {
      // What ran once may not start any more; all else can be compared.
      project.context.notice("configurations are not compared: \(failure.message)")
      return nil
    }
    return JSONDifference.between(values[0], values[1])
  }

  private func code(_ old: Side, _ new: Side) throws -> Code? {
    guard let before = old.commit, let after = new.commit else {
      if old.commit == nil, new.commit == nil { return nil }
      let missing = old.commit == nil ? old : new
      if missing.run == nil { return nil }
      return .unknown("the code of '\(missing.whole.xp.sig)' is not recorded")
    }
    let context = project.context
    do throws(StoreFailure) {
      return .compared(
        try CodeDifference.between(
          before, after, at: project.root, directory: context.directory, paths: options.paths,
          style: options.codeStyle.style, isColored: options.isColored,
          environment: context.environment,
          trace: context.trace))
    } catch {
      guard case .codeMissing = error else { throw error }
      return .unknown(error.message)
    }
  }
}

extension DiffVerb.Side {
  /// The delta, name by name.
  fileprivate var arguments: JSON { .object(whole.xp.delta.entries) }
}

extension WholeXP.Numbered {
  /// Where and how it ran, and what it found around it.
  fileprivate var circumstances: JSON {
    let own: Set<Text> = ["DORA_SIG", "DORA_FOLDER", "DORA_HISTORY", "_DORA_ORIGINAL_DIR"]
    let variables = run.environment.filter { !own.contains($0.name) }
    let known: JSON = [
      "host": JSON(run.host), "engine": JSON(run.engine), "resources": run.resources,
      "variables": .object(variables),
    ]
    // What was set for it comes with what it found.
    let found = (surroundings?.members ?? []).filter { $0.name != "version" }
    let others = surroundings?["variables"]?.members ?? []
    return known.merging(
      found.filter { $0.name != "variables" }
        + [JSON.Member("variables", JSON.object(others).merging(variables))])
  }
}
