import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// What the words of a command line could go on with, by what a project has; never starts Python nor asks the engine.
package struct CompleteVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// A word that could be typed, and what it is.
  package struct Candidate: Hashable, Sendable {
    package let word: String
    package let about: String

    package init(_ word: String, _ about: String = "") {
      self.word = word
      self.about = about
    }
  }

  /// Which XPs make sense.
  package enum Kind: Sendable {
    case any
    /// Those with a run.
    case ran
    /// Those whose run hasn't ended, as far as the store knows.
    case live
  }

  /// XPs by sig, each with its name.
  ///
  /// With two digits there are few to look at, however many the store has.
  package func sigs(_ kind: Kind, beginning prefix: String = "") throws -> [Candidate] {
    let all = prefix.utf8.count >= 2 ? try briefs(beginning: prefix) : try briefs()
    return all.filter { brief in
      switch kind {
      case .any: true
      case .ran: brief.state != nil
      case .live: brief.state?.isFinal == false
      }
    }.map { Candidate($0.sig, $0.name) }
  }

  /// Jobs, each with its XP.
  package func jobs() throws -> [Candidate] {
    try briefs().compactMap { brief in
      guard let job = brief.job, let state = brief.state else { return nil }
      return Candidate(job, "\(brief.sig) \(state.rawValue) \(brief.name)")
    }
  }

  /// The Python packages of the project.
  package func packages() -> [Candidate] {
    let names = (try? File.names(in: project.root)) ?? []
    return names.sorted().filter { name in
      File.status(Path.join(project.root, "\(name)/__init__.py"))?.isFile == true
    }.map { Candidate($0) }
  }

  /// The training program's options, behind these of its arguments.
  package func options(
    _ choice: ProgramChoice, after argv: [String]
  ) throws -> [ProgramOption] {
    try project.knownOptions(choice, after: argv.map { Text($0) })
  }

  /// The grids, by the names of their files.
  package func grids(_ choice: ProgramChoice) throws -> [Candidate] {
    try project.knownGrids(choice).map { Candidate($0) }
  }

  /// The partitions of the cluster, by its configuration on this machine.
  package func partitions() -> [Candidate] {
    SlurmPartitions.names(environment: project.context.environment).map { Candidate($0) }
  }

  private func briefs(beginning prefix: String) throws -> [Brief] {
    guard prefix.utf8.allSatisfy({ Self.digits.contains($0) }),
      let view = try project.existingStore()?.view()
    else { return [] }
    return try view.digests(prefix: prefix).compactMap { digest in
      guard let xp = try view.xp(digest) else { return nil }
      return Brief(Summary(of: xp, run: try view.runs(digest).last))
    }
  }

  private static let digits = Set("0123456789abcdef".utf8)

  private func briefs() throws -> [Brief] {
    try project.existingStore()?.briefs() ?? []
  }
}
