import DoraModel
import DoraStore
import DoraSystem

extension GCVerb {
  /// What was done of a plan.
  package struct Done {
    package var moved: [CleanPlan.Item] = []
    /// XPs that got a run meanwhile, so that they were left or brought back.
    package var spared: [CleanPlan.Item] = []
    package var droppedPins = 0
  }

  /// Moves what was planned to the trash, and drops pins.
  package func act(_ plan: CleanPlan) throws -> Done {
    var done = Done()
    var batches: [String: String] = [:]
    let store = try project.store()
    for item in plan.items {
      let batch = batches[item.trash.outputs] ?? item.trash.batch(at: project.context.now())
      batches[item.trash.outputs] = batch
      let kind = item.trashKind
      if try isLive(item, store) {
        done.spared.append(item)
        continue
      }
      guard try item.trash.take(kind, item.name, batch: batch) else { continue }
      // Somebody who submitted between the look and the move has a run on record by now.
      if try isLive(item, store),
        let entry = item.trash.entries().last(where: { $0.kind == kind && $0.name == item.name }),
        try item.trash.restore(entry)
      {
        done.spared.append(item)
        continue
      }
      done.moved.append(item)
    }
    if !plan.pins.isEmpty, let pins = try pinCollection() {
      // Runs that were recorded since may need one.
      let needed = try project.recordedCommits()
      let commits = plan.pins.filter { !needed.contains($0.commit) }
      try pins.drop(commits)
      done.droppedPins = commits.count
    }
    return done
  }

  private func pinCollection() throws(StoreFailure) -> PinCollection? {
    let context = project.context
    return try PinCollection.around(
      project.root, environment: context.environment, trace: context.trace)
  }

  private func isLive(_ item: CleanPlan.Item, _ store: Store) throws -> Bool {
    guard let digest = item.digest else { return false }
    return try store.view().runs(digest).last.map {
      try !$0.state.isFinal && !project.isForeign($0)
    } ?? false
  }

  // MARK: The trash

  /// What is in the trash longer than the grace time; XPs by name if any were given.
  package func expired() throws -> CleanPlan {
    let rules = KeepRules(grace: try grace(), now: project.context.now())
    var plan = CleanPlan()
    var asked: Set<String> = []
    for name in options.names { asked.insert(try Naming(project).xp(name).sig.description) }
    func isAsked(_ entry: Trash.Entry) -> Bool {
      entry.kind != .codes && asked.contains(String(entry.name.prefix { $0 != "/" }))
    }
    for trash in try trashes(&plan.notices) {
      for entry in trash.entries() {
        if !asked.isEmpty, !isAsked(entry) { continue }
        if asked.isEmpty || options.grace != nil, rules.isYoung(entry.time) {
          plan.kept["young", default: 0] += 1
          continue
        }
        plan.items.append(
          CleanPlan.Item(
            kind: entry.kind == .xps ? .xp : entry.kind == .codes ? .code : .reproduction,
            name: entry.name, about: "", path: entry.path,
            bytes: FolderTree(measuring: entry.path).bytes, time: entry.time, digest: nil,
            trash: trash))
      }
    }
    return plan
  }

  /// Removes for good what is in the trash and was planned, and what an earlier call was killed over.
  package func empty(_ plan: CleanPlan) throws {
    var notices: [String] = []
    for item in plan.items {
      guard let entry = item.trash.entries().first(where: { $0.path == item.path }) else {
        continue
      }
      try item.trash.destroy(entry)
    }
    for trash in try trashes(&notices) { try trash.finish() }
  }

  /// Brings XPs' folders back from the trash, what reproduced their runs, and the checkouts that those lead to.
  package func restore(_ names: [String]) throws -> [String] {
    var notices: [String] = []
    let trashes = try trashes(&notices)
    return try names.flatMap { name in
      let xp = try Naming(project).xp(name)
      let folder = try project.folder(of: xp)
      guard let trash = trashes.first(where: { $0.home(.xps, xp.sig.description) == folder }) else {
        throw NotRestored.notInTrash(xp.sig)
      }
      // Of one that was cleared away twice, the newer.
      let entries = trash.entries().reversed()
      var found =
        entries.first { $0.kind == .xps && $0.name == xp.sig.description }.map { [$0] } ?? []
      found += entries.filter { $0.kind == .reproduced && $0.name.hasPrefix("\(xp.sig)/") }
      if found.isEmpty { throw NotRestored.notInTrash(xp.sig) }
      return try found.map { entry in
        let home = trash.home(entry.kind, entry.name)
        guard try trash.restore(entry) else {
          throw NotRestored.taken(folder: home, trash: entry.path)
        }
        let commit = Places.code(of: home)
        if let code = trash.entries().last(where: { $0.kind == .codes && $0.name == commit }) {
          _ = try trash.restore(code)
        }
        return home
      }
    }
  }

  /// Why a folder isn't brought back.
  package enum NotRestored: Failure {
    case notInTrash(Sig)
    case taken(folder: String, trash: String)

    package var message: String {
      switch self {
      case .notInTrash(let sig): "XP '\(sig)' is not in the trash"
      case .taken(let folder, _): "cannot restore '\(folder)': there is a folder already"
      }
    }

    package var hint: String? {
      switch self {
      case .notInTrash: "'dora gc --empty --grace 0' lists what is there"
      case .taken(_, let trash): "what was removed is in '\(trash)'"
      }
    }
  }

  private func trashes(_ notices: inout [String]) throws -> [Trash] {
    let rows = try project.store().overview()
    var seen: Set<String> = []
    return try rows.compactMap { summary in
      let outputs = project.outputs(of: summary.program)
      guard seen.insert(outputs).inserted else { return nil }
      guard outputs != "/" else { throw VerbFailure.unsafeFolder(outputs) }
      let trash = Trash(outputs: outputs)
      guard trash.danger == nil else {
        notices.append("'\(outputs)' is left alone")
        return nil
      }
      return trash
    }
  }
}
