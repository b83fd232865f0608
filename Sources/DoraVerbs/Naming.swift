import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// How the words of a command line come to mean an XP.
package struct Naming {
  private let project: Project
  private let choice: ProgramChoice

  package init(_ project: Project, _ choice: ProgramChoice = ProgramChoice()) {
    self.project = project
    self.choice = choice
  }

  /// The XP that a sig or an unambiguous prefix names.
  ///
  /// One that the store doesn't know may be a folder that the Python tool left; it's signed again and adopted.
  package func xp(_ name: String) throws -> XP {
    let failure: StoreFailure
    do throws(StoreFailure) {
      if let store = try known() { return try store.view().resolve(name) }
      failure = .notFound(name)
    } catch {
      guard case .notFound = error else { throw error }
      failure = error
    }
    if Sig.isPrefix(name), let adopted = try adopt(name) { return adopted }
    throw failure
  }

  private func known() throws(StoreFailure) -> Store? {
    do { return try project.existingStore() } catch let failure as StoreFailure {
      throw failure
    } catch {
      return nil
    }
  }

  /// The XP whose argument list is that of `from`, if given, and then `argv`.
  package func xp(from: String?, adding argv: [Text], storing: Bool = true) throws -> XP {
    let base = try from.map { try xp($0) }
    if let base, argv.isEmpty { return base }
    let program = try base.map { try project.program(of: $0) } ?? project.program(choice)
    let verb = SignVerb(project, program: program)
    do { return try verb.xp((base?.argv ?? []) + argv, storing: storing) } catch let failure
      as VerbFailure
    {
      guard case .refused(let program, let reason) = failure, base == nil,
        let sig = argv.lazy.map(\.string).first(where: isKnown)
      else { throw failure }
      throw VerbFailure.refusedSig(sig, program: program, reason: reason)
    }
  }

  /// Whether a word is the sig of an XP in the store, or begins one.
  private func isKnown(_ word: String) -> Bool {
    guard Sig.isPrefix(word), let view = try? known()?.view() else { return false }
    return (try? view.resolve(word)) != nil
  }

  /// The XP of which `job` is a run.
  package func xp(job: String) throws -> XP {
    let store = try project.store()
    let view = try store.view()
    let last = try store.overview().filter { $0.run.map { Self.is($0, job) } == true }
    // Engines count each for itself; the newer is meant.
    let newest = last.max { ($0.run?.submitted ?? 0) < ($1.run?.submitted ?? 0) }
    if let newest, let xp = try view.xp(newest.digest) { return xp }
    // Its last run is a newer one.
    for digest in try view.digests() {
      guard try view.runs(digest).all.contains(where: { Self.is($0, job) }) else { continue }
      if let xp = try view.xp(digest) { return xp }
    }
    let all = try store.overview()
    let failure = VerbFailure.noJob(job, task: Self.task(ofArray: job, in: all))
    guard case .noJob(_, nil) = failure, Int(job) != nil else { throw failure }
    if let sig = sig(linkedBy: job, in: all), let xp = try? view.resolve(sig) { return xp }
    // What hasn't begun has no link.
    let onCluster = all.filter { $0.run?.engine == EngineKind.slurm.rawValue }
    guard let number = Int(job), let since = onCluster.compactMap({ $0.run?.submitted }).min(),
      let task = project.slurm.task(numbered: number, since: since),
      let summary = onCluster.first(where: { $0.run.map { Self.is($0, task) } == true }),
      let xp = try view.xp(summary.digest)
    else { throw failure }
    return xp
  }

  /// The sig of the XP whose job has made a link by this name: a task of an array has a number that nobody else knows of.
  private func sig(linkedBy job: String, in summaries: [Summary]) -> String? {
    Set(summaries.map(\.program)).lazy.compactMap { program in
      File.target(of: Path.join(project.outputs(of: program), "by_id/\(job)"))
    }.first.map(Path.name)
  }

  /// A task of the array that `job` is; nil when it's none.
  private static func task(ofArray job: String, in summaries: [Summary]) -> String? {
    summaries.compactMap { $0.run?.job }.filter { $0.hasPrefix(job + "_") }.min()
  }

  /// Whether a run has this job, or a chain with this job in it.
  private static func `is`(_ run: Run, _ job: String) -> Bool {
    run.job == job || run.job.split(separator: ",").contains { $0 == job }
  }

  /// Signs the arguments in `<dir>/xps/<name>…/.argv.json`, when there is exactly one such sig.
  private func adopt(_ name: String) throws -> XP? {
    guard let program = try? project.program(choice) else { return nil }
    // Where the program shares argument lists, those of others are as good as our own.
    let folders = [project.outputs(of: program.program), program.shared].compactMap { $0 }
      .map { Path.join($0, "xps") }
    let found = folders.map { folder in
      ((try? File.names(in: folder)) ?? []).filter { Sig($0) != nil && $0.hasPrefix(name) }
    }
    guard Set(found.joined()).count == 1, let sig = found.joined().first else { return nil }
    let lists = folders.lazy.compactMap { folder in
      (try? File.contents(Path.join(folder, "\(sig)/.argv.json")))
        .flatMap { try? JSONReader.read($0).texts }
    }
    guard let argv = lists.first else { return nil }
    let verb = SignVerb(project, program: program)
    // Defaults that changed since give another signature; then the folder isn't this program's any more.
    guard let xp = try? verb.xp(argv, storing: false), xp.sig.description == sig else { return nil }
    return try verb.xp(argv, storing: true)
  }
}
