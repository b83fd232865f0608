import DoraModel

/// The union of two stores: what either has is kept, and of one record in two versions both parts.
///
/// Whoever unites first, and in whatever order, the result is the same: stores that share all they have are equal.
struct StoreMerge {
  let ours: View
  let theirs: View
  /// What both began from; nil when they never had anything in common.
  let base: View?
  let writer: ObjectWriter
  /// When each side last changed a grid, for the one question that records can't answer.
  let gridTime: (GridName, View) throws(StoreFailure) -> Int
  private(set) var report = UnionReport()
  /// Sigs that two XPs have: each gets more digits.
  private var longer: [Digest: Sig] = [:]

  init(
    ours: View, theirs: View, base: View?, writer: ObjectWriter,
    gridTime: @escaping (GridName, View) throws(StoreFailure) -> Int
  ) {
    self.ours = ours
    self.theirs = theirs
    self.base = base
    self.writer = writer
    self.gridTime = gridTime
  }

  /// The tree that holds both.
  mutating func union() throws(StoreFailure) -> Tree {
    try findCollisions()
    return try union(ours.root, theirs.root, below: [])
  }

  private mutating func union(
    _ mine: Tree, _ other: Tree, below path: [String]
  ) throws(StoreFailure) -> Tree {
    var known: [[UInt8]: Tree.Entry] = [:]
    for entry in mine.entries { known[entry.name] = entry }
    var new: [Tree.Entry] = []
    for entry in other.entries {
      let name = String(decoding: entry.name, as: UTF8.self)
      let place = path + [name]
      guard entry.isFolder || entry.mode == 0o100644 else {
        throw theirs.corrupt(place, "it's neither a file nor a folder")
      }
      guard let own = known[entry.name] else {
        try accept(entry, at: place)
        new.append(entry)
        continue
      }
      if own.id == entry.id, own.mode == entry.mode { continue }
      guard own.isFolder == entry.isFolder else {
        throw theirs.corrupt(place, "it's a folder in one store and a file in the other")
      }
      if own.isFolder {
        let shown = place.joined(separator: "/")
        let tree = try union(
          ours.subtree(own, shown), theirs.subtree(entry, shown), below: place)
        new.append(.folder(entry.name, try writer.put(.tree, tree.bytes)))
      } else {
        new.append(.file(entry.name, try resolve(own.id, entry.id, at: place)))
      }
    }
    if path.count == 2, path[0] == Shelf.xps.rawValue {
      new = try withLongerSigs(new, folder: path[1])
    }
    return new.isEmpty ? mine : mine.replacing(new)
  }

  // MARK: What only they have

  /// Reads what is taken over, so that nothing malformed comes in.
  private mutating func accept(_ entry: Tree.Entry, at place: [String]) throws(StoreFailure) {
    if entry.isFolder {
      guard place.count < 8 else { throw theirs.corrupt(place, "its folders are too deep") }
      for below in try theirs.subtree(entry, place.joined(separator: "/")).entries {
        let path = place + [String(decoding: below.name, as: UTF8.self)]
        guard below.isFolder || below.mode == 0o100644 else {
          throw theirs.corrupt(path, "it's neither a file nor a folder")
        }
        try accept(below, at: path)
      }
      return
    }
    if place[0] == GridShelf.name, let name = GridShelf.grid(file: entry.name) {
      _ = try theirs.grid(name, entry.id)
      return
    }
    guard let (shelf, digest) = Self.record(at: place) else { return }
    switch shelf {
    case .xps: report.newXPs.append(try theirs.xp(digest, entry.id))
    case .runs: report.newRuns += try theirs.runs(digest, entry.id).all.count
    case .stars: _ = try theirs.star(digest, entry.id)
    case .environments, .sources: _ = try theirs.record(place.joined(separator: "/"), entry.id)
    }
  }

  private static func record(at place: [String]) -> (Shelf, Digest)? {
    guard place.count == 3, let shelf = Shelf(rawValue: place[0]),
      let digest = Shelf.digest(folder: Array(place[1].utf8), file: Array(place[2].utf8))
    else { return nil }
    return (shelf, digest)
  }

  // MARK: What both have

  private mutating func resolve(
    _ own: ObjectID, _ other: ObjectID, at place: [String]
  ) throws(StoreFailure) -> ObjectID {
    if place[0] == GridShelf.name, place.count == 2,
      let name = GridShelf.grid(file: Array(place[1].utf8))
    {
      _ = try theirs.grid(name, other)
      if let known = try changedByOne(own, other, at: place) { return known }
      let (mine, later) = (try gridTime(name, ours), try gridTime(name, theirs))
      return mine == later ? Self.either(own, other) : mine > later ? own : other
    }
    if place[0] == HistoryShelf.name {
      return try HistoryShelf.longer(own, ours, other, theirs, at: place.joined(separator: "/"))
    }
    guard let (shelf, digest) = Self.record(at: place) else {
      return try changedByOne(own, other, at: place) ?? Self.either(own, other)
    }
    switch shelf {
    case .xps:
      let mine = try ours.xp(digest, own)
      let their = try theirs.xp(digest, other)
      let chosen = try changedByOne(own, other, at: place) ?? Self.either(own, other)
      var xp = chosen == own ? mine : their
      // Whoever had to tell it from another XP is right for both.
      xp.sig = [mine.sig, their.sig].max { $0.description.count < $1.description.count } ?? xp.sig
      if xp.sig != mine.sig { report.renamed.append((xp, mine.sig)) }
      return try writer.put(.blob, xp.record)
    case .environments, .sources:
      // Named by what they say, they can differ only when one of them is wrong.
      return Self.either(own, other)
    case .stars:
      let mine = try ours.star(digest, own)
      let their = try theirs.star(digest, other)
      return mine.time == their.time
        ? Self.either(own, other) : mine.time > their.time ? own : other
    case .runs:
      _ = try theirs.runs(digest, other)
      let path = place.joined(separator: "/")
      var common: ObjectID?
      if let base { common = try base.entry(.runs, digest)?.id }
      let union = RunUnion(
        ours: try ours.record(path, own), theirs: try theirs.record(path, other),
        base: try common.map { (id) throws(StoreFailure) in try base?.record(path, id) } ?? nil)
      report.newRuns += union.newCount
      return try writer.put(.blob, Runs.record(of: union.runs))
    }
  }

  /// The version that differs from what both began from, when the other doesn't.
  private func changedByOne(
    _ own: ObjectID, _ other: ObjectID, at place: [String]
  ) throws(StoreFailure) -> ObjectID? {
    guard let common = try base?.file(at: place)?.id else { return nil }
    return common == own ? other : common == other ? own : nil
  }

  /// The same of two, whoever asks.
  private static func either(_ left: ObjectID, _ right: ObjectID) -> ObjectID {
    left.hex > right.hex ? left : right
  }

  // MARK: Two XPs of one sig

  private mutating func findCollisions() throws(StoreFailure) {
    for (digest, theirs) in try newXPs() {
      let start = String(digest.hex.prefix(Sig.length))
      let near = try ours.digests(prefix: start)
      for other in near {
        guard let xp = try ours.xp(other), xp.sig == theirs.sig else { continue }
        let all = near + (try self.theirs.digests(prefix: start))
        for one in [digest, other] { longer[one] = Sig(of: one, unlike: all) }
      }
    }
  }

  private func newXPs() throws(StoreFailure) -> [(Digest, XP)] {
    var found: [(Digest, XP)] = []
    for entry in try theirs.shelf(.xps).entries where entry.isFolder {
      let mine = try ours.folder(.xps, entry.name)
      if mine.entries.isEmpty { continue }
      for file in try theirs.folder(.xps, entry.name).entries where mine[file: file.name] == nil {
        guard let digest = Shelf.digest(folder: entry.name, file: file.name) else { continue }
        found.append((digest, try theirs.xp(digest, file.id)))
      }
    }
    return found
  }

  private mutating func withLongerSigs(
    _ entries: [Tree.Entry], folder: String
  ) throws(StoreFailure) -> [Tree.Entry] {
    var entries = entries
    for (digest, sig) in longer where Shelf.folder(of: digest).elementsEqual(folder.utf8) {
      var known = try ours.xp(digest)
      if known == nil { known = try theirs.xp(digest) }
      guard var xp = known else { continue }
      if try ours.xp(digest) != nil { report.renamed.append((xp, xp.sig)) }
      xp.sig = sig
      report.renamed = report.renamed.map { $0.xp.digest == digest ? (xp, $0.old) : $0 }
      report.newXPs = report.newXPs.map { $0.digest == digest ? xp : $0 }
      let file = Shelf.file(of: digest)
      entries.removeAll { $0.name == file }
      entries.append(.file(file, try writer.put(.blob, xp.record)))
    }
    return entries
  }
}

/// What a store has learned from another.
package struct UnionReport {
  package var newXPs: [XP] = []
  package var newRuns = 0
  /// Whether any record came: stars and grids are some too.
  package var isNews = false
  /// XPs that got more digits, and the sigs that they had here.
  package var renamed: [(xp: XP, old: Sig)] = []
}

extension View {
  func corrupt(_ place: [String], _ reason: String) -> StoreFailure {
    .corrupt(store: repository.path, what: place.joined(separator: "/"), reason: reason)
  }

  /// The file at a path of the tree.
  func file(at place: [String]) throws(StoreFailure) -> Tree.Entry? {
    var tree = root
    for name in place.dropLast() {
      guard let entry = tree[name], entry.isFolder else { return nil }
      tree = try subtree(entry, name)
    }
    return place.last.flatMap { tree[$0] }
  }
}
