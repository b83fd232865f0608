import CLibgit2
import DoraModel
import DoraSystem

extension Store {
  /// What another store's branch and ours come to.
  package struct Union: Sendable {
    /// The commit that has both; it's ours or theirs when that has all that the other has.
    let commit: ObjectID
    /// Whether it's another than our newest.
    let isNews: Bool
  }

  /// Takes over all that the store of the commit `theirs`, which is in our repository, has; as one commit.
  package func unite(
    with theirs: IncomingStore, _ message: String, author: Author
  ) throws(StoreFailure) -> UnionReport {
    try Umask.shared(as: path) { () throws(StoreFailure) in
      try uniteHere(with: theirs, message, author)
    }
  }

  private func uniteHere(
    with theirs: IncomingStore, _ message: String, _ author: Author
  ) throws(StoreFailure) -> UnionReport {
    let queue = try WritersQueue(of: path)
    while true {
      let tip = try branch.tip()
      var (union, report) = try union(of: tip, and: theirs.commit, message, author)
      if !union.isNews { return report }
      report.isNews =
        try View(repository, tip: tip).rootID != View(repository, tip: union.commit).rootID
      if try branch.move(from: tip, to: union.commit, in: queue) {
        _ = consume queue
        return report
      }
    }
  }

  /// The union of two commits; nothing is moved.
  func union(
    of tip: ObjectID?, and theirs: ObjectID, _ message: String, _ author: Author
  ) throws(StoreFailure) -> (Union, UnionReport) {
    if tip == theirs { return (Union(commit: theirs, isNews: false), UnionReport()) }
    let base = try tip.map { (tip) throws(StoreFailure) in try common(tip, theirs) } ?? nil
    if let tip, base == theirs { return (Union(commit: tip, isNews: false), UnionReport()) }
    let theirView = try View(repository, tip: theirs)
    let writer = try ObjectWriter(repository, expecting: ObjectWriter.bulk)
    var merge = StoreMerge(
      ours: try View(repository, tip: tip), theirs: theirView,
      base: try base.map { (base) throws(StoreFailure) in try View(repository, tip: base) },
      writer: writer
    ) { [self] (name, view) throws(StoreFailure) in
      try history(of: name, count: 1, from: view.tip).first?.seconds ?? 0
    }
    let root = try writer.put(.tree, merge.union().bytes)
    // Theirs has all of ours, or we had nothing.
    if base == tip, root == theirView.rootID {
      try writer.finish()
      return (Union(commit: theirs, isNews: true), merge.report)
    }
    let commit = try writer.put(
      .commit,
      CommitText.bytes(
        tree: root, parents: [tip, theirs].compactMap { $0 }, author: author, message: message))
    try writer.finish()
    return (Union(commit: commit, isNews: true), merge.report)
  }

  /// The newest commit that both descend from; nil when there is none.
  private func common(_ left: ObjectID, _ right: ObjectID) throws(StoreFailure) -> ObjectID? {
    var found = git_oid()
    var (one, two) = (left.oid, right.oid)
    do throws(StoreFailure) {
      try git("compare", path) { git_merge_base(&found, repository.handle, &one, &two) }
      return ObjectID(found)
    } catch {
      guard case .git(let failure) = error, failure.isMissing else { throw error }
      return nil
    }
  }
}

/// The newest commit of another store, with all that belongs to it, in our repository.
package struct IncomingStore: Sendable {
  let commit: ObjectID
}

extension Store {
  /// The other store's records, before anything is taken over.
  package func view(of incoming: IncomingStore) throws(StoreFailure) -> View {
    try View(repository, tip: incoming.commit)
  }
}
