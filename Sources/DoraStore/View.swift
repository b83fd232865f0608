import DoraModel

/// The records of the store as of one commit; no writer can change it, and it takes no lock.
package final class View {
  let repository: Repository
  /// The commit; nil before the first.
  let tip: ObjectID?
  let root: Tree
  /// The name of the root's tree object.
  let rootID: ObjectID?
  private var shelves: [String: Tree] = [:]
  private var folders: [String: Tree] = [:]

  init(_ repository: Repository, tip: ObjectID?) throws(StoreFailure) {
    self.repository = repository
    self.tip = tip
    guard let tip else {
      root = Tree()
      rootID = nil
      return
    }
    let id = try repository.read(tip, .commit, "the newest commit") { bytes in
      CommitText.tree(bytes)
    }
    guard let id else {
      throw .corrupt(
        store: repository.path, what: "the newest commit", reason: "\(tip.hex) names no tree")
    }
    root = try Self.tree(repository, id, "/")
    rootID = id
  }

  /// The XP with this digest.
  package func xp(_ digest: Digest) throws(StoreFailure) -> XP? {
    guard let entry = try entry(.xps, digest) else { return nil }
    return try xp(digest, entry.id)
  }

  /// The runs of an XP; none when it never ran.
  package func runs(_ digest: Digest) throws(StoreFailure) -> Runs {
    guard let entry = try entry(.runs, digest) else { return Runs() }
    return try runs(digest, entry.id)
  }

  /// The note of this digest; nil when the store hasn't got it.
  package func note(_ kind: Note.Kind, _ digest: Digest) throws(StoreFailure) -> Note? {
    guard let entry = try entry(Shelf(kind), digest) else { return nil }
    return Note(kind, try record(Shelf(kind), digest, entry.id))
  }

  /// What was said last of whether an XP is to be kept; nil when nobody ever did.
  package func star(_ digest: Digest) throws(StoreFailure) -> Star? {
    guard let entry = try entry(.stars, digest) else { return nil }
    return try star(digest, entry.id)
  }

  /// The XPs that are to be kept.
  package func starred() throws(StoreFailure) -> [Digest: Star] {
    var found: [Digest: Star] = [:]
    for shelf in try shelf(.stars).entries where shelf.isFolder {
      for file in try folder(.stars, shelf.name).entries {
        guard let digest = Shelf.digest(folder: shelf.name, file: file.name) else { continue }
        let star = try star(digest, file.id)
        if star.isSet { found[digest] = star }
      }
    }
    return found
  }

  /// The digests of all XPs, in ascending order.
  package func digests() throws(StoreFailure) -> [Digest] { try digests(prefix: "") }

  /// The digests that begin with these hex digits, in ascending order.
  package func digests(prefix: String) throws(StoreFailure) -> [Digest] {
    let digits = Array(prefix.utf8)
    var found: [Digest] = []
    for shelf in try shelf(.xps).entries
    where shelf.isFolder && zip(shelf.name, digits).allSatisfy({ $0 == $1 }) {
      let files = try folder(.xps, shelf.name).files(from: Array(digits.dropFirst(2)))
      for file in files {
        if let digest = Shelf.digest(folder: shelf.name, file: file.name) { found.append(digest) }
      }
    }
    return found
  }

  /// The XP that a sig, or an unambiguous prefix of one, names.
  ///
  /// A whole sig names its XP even where longer sigs begin with it: the first XP of those digits keeps them.
  package func resolve(_ name: String) throws(StoreFailure) -> XP {
    guard Sig.isPrefix(name) else { throw .notASig(name) }
    var candidates: [XP] = []
    for digest in try digests(prefix: name) {
      if let xp = try xp(digest) { candidates.append(xp) }
    }
    let exact = candidates.filter { $0.sig.description == name }
    if exact.count == 1 { return exact[0] }
    guard let first = candidates.first else { throw .notFound(name) }
    guard candidates.count == 1 else {
      // Two stores that were merged may hold one sig twice; then only more digits tell the XPs apart.
      let sigs = candidates.map(\.sig)
      let isUnique = Set(sigs).count == sigs.count
      throw .ambiguous(name, candidates.map { isUnique ? $0.sig.description : $0.digest.hex })
    }
    return first
  }

  // MARK: - What stands in the trees

  func xp(_ digest: Digest, _ id: ObjectID) throws(StoreFailure) -> XP {
    let json = try record(.xps, digest, id)
    do throws(RecordFailure) {
      let xp = try XP(json: json)
      guard xp.digest == digest, digest.hex.hasPrefix(xp.sig.description) else {
        throw RecordFailure("it holds another XP")
      }
      return xp
    } catch {
      throw .corrupt(store: repository.path, what: Shelf.xps.path(of: digest), reason: error.what)
    }
  }

  func runs(_ digest: Digest, _ id: ObjectID) throws(StoreFailure) -> Runs {
    let json = try record(.runs, digest, id)
    do throws(RecordFailure) { return try Runs(json: json) } catch {
      throw .corrupt(store: repository.path, what: Shelf.runs.path(of: digest), reason: error.what)
    }
  }

  func star(_ digest: Digest, _ id: ObjectID) throws(StoreFailure) -> Star {
    let json = try record(.stars, digest, id)
    do throws(RecordFailure) { return try Star(json: json) } catch {
      throw .corrupt(
        store: repository.path, what: Shelf.stars.path(of: digest), reason: error.what)
    }
  }

  private func record(
    _ shelf: Shelf, _ digest: Digest, _ id: ObjectID
  ) throws(StoreFailure) -> JSON {
    try record(shelf.path(of: digest), id)
  }

  func record(_ path: String, _ id: ObjectID) throws(StoreFailure) -> JSON {
    try repository.read(id, .blob, path) { (bytes) throws(StoreFailure) in
      do throws(JSONFailure) { return try JSONReader.read(Array(bytes)) } catch {
        throw .corrupt(store: repository.path, what: path, reason: error.message)
      }
    }
  }

  func entry(_ shelf: Shelf, _ digest: Digest) throws(StoreFailure) -> Tree.Entry? {
    try folder(shelf, Shelf.folder(of: digest))[file: Shelf.file(of: digest)]
  }

  /// The tree of a collection, whose folders are those of the digests' first bytes.
  func shelf(_ shelf: Shelf) throws(StoreFailure) -> Tree {
    if let known = shelves[shelf.rawValue] { return known }
    let tree = try subtree(root[shelf.rawValue], shelf.rawValue)
    shelves[shelf.rawValue] = tree
    return tree
  }

  /// The tree of one folder in a collection; an empty one when it isn't there.
  func folder(_ shelf: Shelf, _ name: [UInt8]) throws(StoreFailure) -> Tree {
    let path = "\(shelf.rawValue)/\(String(decoding: name, as: UTF8.self))"
    if let known = folders[path] { return known }
    let entry = try self.shelf(shelf).entries.first { $0.name == name }
    let tree = try subtree(entry, path)
    folders[path] = tree
    return tree
  }

  func subtree(_ entry: Tree.Entry?, _ path: String) throws(StoreFailure) -> Tree {
    guard let entry else { return Tree() }
    return try Self.tree(repository, entry.id, path)
  }

  private static func tree(
    _ repository: Repository, _ id: ObjectID, _ path: String
  ) throws(StoreFailure) -> Tree {
    guard let tree = try repository.read(id, .tree, path, { Tree($0) }) else {
      throw .corrupt(store: repository.path, what: path, reason: "tree \(id.hex) is malformed")
    }
    return tree
  }
}
