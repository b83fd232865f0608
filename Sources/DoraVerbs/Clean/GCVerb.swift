import DoraModel
import DoraStore
import DoraSystem

/// Clears away what isn't needed any more: first planned, then moved to the trash, later removed from there.
package struct GCVerb {
  let project: Project
  let options: Options

  /// What may go.
  package struct Options: Sendable {
    /// Seconds for which anything stays that was used, made or moved to the trash.
    package var grace: Double?
    /// XPs to be cleared away, whatever grid they're in and however young; none means all that may go.
    package var names: [String] = []
    /// Whether pins are looked at.
    package var dropsPins = true

    package init() {}
  }

  package init(_ project: Project, options: Options = Options()) {
    self.project = project
    self.options = options
  }

  /// What was asked for by name and must be kept.
  package struct Kept: Failure {
    let sig: Sig
    let reason: KeepRules.Reason
    let isForeign: Bool

    package var message: String { "XP '\(sig)' is \(reason.word)" }
    package var hint: String? {
      switch reason {
      case .starred: "dora star --unstar \(sig)"
      case .live where isForeign:
        "it runs elsewhere, as far as is known; --grace 0 takes it for lost"
      default: "end it first: dora cancel \(sig)"
      }
    }
  }

  private static let usualGrace = 30.0 * 86_400

  /// For how long what was used is kept: as asked for, as configured, or 30 days.
  func grace() throws -> Double {
    if let grace = options.grace { return grace }
    guard let value = project.configuration["keep.grace"] else { return Self.usualGrace }
    guard let seconds = TimeSpan.seconds(value) else {
      throw StoreFailure.badSetting(name: "keep.grace", value: value, wanted: "a time such as 30d")
    }
    return seconds
  }

  func rules() throws -> KeepRules {
    let view = try project.store().view()
    var grids: [Digest: String] = [:]
    for name in try view.gridNames() {
      guard let grid = try view.grid(name) else { continue }
      for entry in grid.entries + grid.left { grids[entry.digest] = name.description }
    }
    return KeepRules(
      grace: try grace(), now: project.context.now(), starred: Set(try view.starred().keys),
      grids: grids)
  }

  /// Looks at every XP with a folder, at checkouts and at pins; nothing is changed.
  package func plan() throws -> CleanPlan {
    let rules = try rules()
    var asked: Set<Digest> = []
    for name in options.names { asked.insert(try Naming(project).xp(name).digest) }
    // Their states as of now: what has ended is recorded.
    let rows = try StatusVerb(project).status(of: nil)
    var plan = CleanPlan()
    let places = try Places(project, rows, notices: &plan.notices)
    var doomed: [StatusVerb.Row] = []
    for row in rows where places.holds(row) {
      let isAsked = asked.contains(row.digest)
      if !asked.isEmpty, !isAsked { continue }
      if let reason = try rules.reason(
        row.digest, run: row.run, isForeign: project.isForeign(row.run), isAsked: isAsked)
      {
        if isAsked { throw Kept(sig: row.sig, reason: reason, isForeign: row.isStale) }
        plan.kept[reason.word, default: 0] += 1
      } else {
        doomed.append(row)
      }
    }
    if asked.isEmpty { doomed = try unnamed(doomed, among: rows, places, &plan) }
    for (place, row) in doomed.enumerated() {
      project.context.progress(place, doomed.count)
      let tree = FolderTree(measuring: row.folder)
      let time = max(
        row.run?.ended ?? row.run?.submitted ?? 0, Double(tree.modified) / 1e9)
      if asked.isEmpty, rules.isYoung(time) {
        plan.kept[KeepRules.Reason.young.word, default: 0] += 1
        continue
      }
      plan.items.append(
        CleanPlan.Item(
          kind: .xp, name: row.sig.description, about: row.summary.name, path: row.folder,
          bytes: tree.bytes, time: time, digest: row.digest, trash: places.trash(of: row)))
    }
    plan.items.sort { $0.bytes > $1.bytes }
    if asked.isEmpty {
      plan.items += try checkouts(places, rows, rules)
      plan.items += reproductions(places, rules)
      if options.dropsPins { plan.pins = try pins(rules, &plan) }
    }
    return plan
  }

  /// Those that no XP that stays names in its arguments, as one that goes on from another's checkpoint does.
  private func unnamed(
    _ doomed: [StatusVerb.Row], among rows: [StatusVerb.Row], _ places: Places,
    _ plan: inout CleanPlan
  ) throws -> [StatusVerb.Row] {
    if doomed.isEmpty { return [] }
    let view = try project.store().view()
    var doomed = doomed
    var fresh = Set(rows.filter(places.holds).map(\.digest)).subtracting(doomed.map(\.digest))
    // What is kept for being named keeps what it names.
    while !fresh.isEmpty, !doomed.isEmpty {
      var named: Set<String> = []
      for digest in fresh { named.formUnion(KeepRules.sigs(in: try view.xp(digest)?.argv ?? [])) }
      let kept = doomed.filter { row in
        named.contains { $0.hasPrefix(row.sig.description) && row.digest.hex.hasPrefix($0) }
      }
      fresh = Set(kept.map(\.digest))
      doomed.removeAll { fresh.contains($0.digest) }
      if !kept.isEmpty { plan.kept["named by another XP", default: 0] += kept.count }
    }
    return doomed
  }

  /// Checkouts that no XP's `code` leads to, and no live run executes.
  private func checkouts(
    _ places: Places, _ rows: [StatusVerb.Row], _ rules: KeepRules
  ) throws -> [CleanPlan.Item] {
    let live = Set(
      rows.compactMap { row in
        row.isLive && !row.isStale ? row.run.flatMap { $0.snapshot ?? $0.commit } : nil
      })
    var items: [CleanPlan.Item] = []
    for trash in places.all {
      let folder = Path.join(trash.outputs, "codes")
      let names = ((try? File.names(in: folder)) ?? []).filter(Self.isCommit)
      if names.isEmpty { continue }
      let used = places.codes(below: trash.outputs).union(live)
      for name in names.sorted() where !used.contains(name) {
        let path = Path.join(folder, name)
        guard let status = PathStatus(Array(path.utf8)), status.kind == .folder else { continue }
        // Its files are as old as the commit; when it was made, only the folder tells.
        let time = Double(max(status.modified, status.changed)) / 1e9
        if rules.isYoung(time) { continue }
        items.append(
          CleanPlan.Item(
            kind: .code, name: name, about: "", path: path,
            bytes: FolderTree(measuring: path).bytes, time: time, digest: nil, trash: trash))
      }
    }
    return items
  }

  /// What `dora reproduce` left, but for what runs.
  private func reproductions(_ places: Places, _ rules: KeepRules) -> [CleanPlan.Item] {
    var items: [CleanPlan.Item] = []
    for trash in places.all where trash.danger == nil {
      for name in Trash.names(.reproduced, in: Path.join(trash.outputs, "reproduced")).sorted() {
        let path = trash.home(.reproduced, name)
        guard PathStatus(Array(path.utf8))?.kind == .folder, !Self.runs(in: path) else { continue }
        let tree = FolderTree(measuring: path)
        let time = Double(tree.modified) / 1e9
        if rules.isYoung(time) { continue }
        items.append(
          CleanPlan.Item(
            kind: .reproduction, name: name, about: "", path: path, bytes: tree.bytes, time: time,
            digest: nil, trash: trash))
      }
    }
    return items
  }

  /// Whether a run that writes to this folder hasn't ended, by what it says of itself.
  private static func runs(in folder: String) -> Bool {
    let place = Path.join(folder, "runs")
    let states = ((try? File.names(in: place)) ?? []).filter {
      $0.hasSuffix(".json") && !$0.hasSuffix(".loaded.json")
    }
    // Before its first word, a run has only its folder.
    if states.isEmpty { return true }
    return states.contains { name in
      guard let bytes = try? File.contents(Path.join(place, name)),
        let word = (try? JSONReader.read(bytes))?["state"]?.string
      else { return true }
      return RunState(rawValue: word)?.isFinal != true
    }
  }

  static func isCommit(_ name: String) -> Bool {
    [40, 64].contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private func pins(_ rules: KeepRules, _ plan: inout CleanPlan) throws -> [PinCollection.Pin] {
    let context = project.context
    guard
      let pins = try PinCollection.around(
        project.root, environment: context.environment, trace: context.trace)
    else { return [] }
    let all = try pins.all().filter { !rules.isYoung($0.time) }
    if all.isEmpty { return [] }
    do throws(StoreFailure) {
      // The store may be elsewhere: DORA_DIR.
      let needed = try pins.neededByStores().union(project.recordedCommits())
      let modules = try pins.needlessModules(for: needed).filter { !rules.isYoung($0.time) }
      return all.filter { !needed.contains($0.commit) } + modules
    } catch {
      plan.notices.append("pins are left alone: \(error.message)")
      return []
    }
  }
}

extension Project {
  /// The commits that runs of this project's store name.
  func recordedCommits() throws(StoreFailure) -> Set<String> {
    try Store.open(at: storePath).view().commits()
  }
}
