import DoraModel
import DoraSystem

extension Store {
  /// Where the overview of the last commit that was asked about is kept; it may be deleted at any time.
  private var indexPath: String { path + "/cache/overview" }
  /// So few records are read again sooner than the whole index is written again.
  private static let few = 32

  /// Every XP with its last run, by sig.
  package func overview() throws(StoreFailure) -> [Summary] {
    try summaries { $0.summary }
      .sortedIfNeeded { $0.sig < $1.sig }
  }

  /// Every XP by sig, with as little as a list of them shows.
  package func briefs() throws(StoreFailure) -> [Brief] {
    guard let tip = try branch.tip() else { return [] }
    let found: [Brief]
    if let known = OverviewIndex.briefs(indexPath, of: tip) {
      found = known
    } else {
      found = try summaries { $0.brief }
    }
    return found.sortedIfNeeded { $0.sig < $1.sig }
  }

  /// What is wanted of each XP, in the order of their digests.
  private func summaries<Wanted>(
    _ wanted: (OverviewIndex.Item) -> Wanted?
  ) throws(StoreFailure) -> [Wanted] {
    guard let tip = try branch.tip() else { return [] }
    var known = OverviewIndex.read(indexPath)
    while true {
      var index: OverviewIndex
      if let known, known.tip == tip {
        index = known
      } else {
        let changes: Int
        (index, changes) = try update(known, to: tip)
        if known == nil || changes > Self.few {
          // Nobody needs it: a store that can't be written to is still answered from.
          try? index.write(indexPath)
        }
      }
      let found = index.items.compactMap(wanted)
      // A file that can't be read is made again.
      if found.count == index.items.count || known == nil { return found }
      known = nil
    }
  }

  /// Brings the index up to a commit that was just made of `transaction`, while its records are at hand.
  ///
  /// Only for many records, and only when they are most of what the index lacks: else the next overview does it.
  func foresee(_ commit: ObjectID, _ transaction: Transaction) {
    guard transaction.count > Self.few else { return }
    let known = OverviewIndex.read(indexPath)
    if known == nil {
      guard let stored = try? transaction.view.digests().count, stored <= transaction.count else {
        return
      }
    }
    guard let (index, _) = try? update(known, to: commit, fresh: transaction) else { return }
    try? index.write(indexPath)
  }

  /// The index of a commit, and how many items had to be read: those whose blobs differ from the known index's.
  private func update(
    _ known: OverviewIndex?, to tip: ObjectID, fresh: Transaction? = nil
  ) throws(StoreFailure) -> (OverviewIndex, changes: Int) {
    let view = try View(repository, tip: tip)
    var index = OverviewIndex(
      tip: tip, folders: Array(repeating: OverviewIndex.Folder(), count: 256), items: [])
    for (shelf, path) in [(Shelf.xps, \OverviewIndex.Folder.xps), (.runs, \.runs)] {
      for entry in try view.shelf(shelf).entries {
        guard let byte = Shelf.byte(ofFolder: entry.name) else { continue }
        index.folders[Int(byte)][keyPath: path] = entry.id
      }
    }
    index.items.reserveCapacity(known?.items.count ?? 0)
    var changes = 0
    var rest = (known?.items ?? [])[...]
    for byte in 0..<256 {
      let old = rest.prefix { $0.folder == byte }
      rest = rest.dropFirst(old.count)
      if let known, known.folders[byte] == index.folders[byte] {
        index.items += old
      } else {
        try read(UInt8(byte), of: view, fresh, old, into: &index.items, &changes)
      }
    }
    return (index, changes)
  }

  /// Appends the items of one folder; those whose blobs are the same are taken from `old`.
  private func read(
    _ byte: UInt8, of view: View, _ fresh: Transaction?, _ old: ArraySlice<OverviewIndex.Item>,
    into items: inout [OverviewIndex.Item], _ changes: inout Int
  ) throws(StoreFailure) {
    let folder = Shelf.folder(of: byte)
    var runs: [[UInt8]: ObjectID] = [:]
    for entry in try view.folder(.runs, folder).entries { runs[entry.name] = entry.id }
    var old = old
    for entry in try view.folder(.xps, folder).entries {
      guard let digest = Shelf.digest(folder: folder, file: entry.name) else { continue }
      let last = runs[entry.name] ?? .none
      old = old.drop { $0.digest < digest }
      var known = old.first
      if known?.digest != digest || known?.xp != entry.id { known = nil }
      if let known, known.runs == last {
        items.append(known)
        continue
      }
      changes += 1
      var run: Run?
      if let runs = fresh?.newRuns[digest] {
        run = runs.last
      } else if last != .none {
        run = try view.runs(digest, last).last
      }
      if let known, var summary = known.summary {
        summary.run = run?.light
        items.append(OverviewIndex.Item(xp: known.xp, runs: last, summary: summary))
      } else {
        var xp = fresh?.newXPs[digest]
        if xp == nil { xp = try view.xp(digest, entry.id) }
        guard let xp else { continue }
        items.append(
          OverviewIndex.Item(xp: entry.id, runs: last, summary: Summary(of: xp, run: run)))
      }
    }
  }
}

extension Array {
  /// The order of digests is nearly that of sigs; they differ where one sig begins another.
  fileprivate func sortedIfNeeded(_ comes: (Element, Element) -> Bool) -> [Element] {
    zip(self, dropFirst()).allSatisfy(comes) ? self : sorted(by: comes)
  }
}
