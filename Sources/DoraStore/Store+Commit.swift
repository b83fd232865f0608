import DoraModel
import DoraSystem

extension Store {
  /// Makes one change, as one commit on top of everything that others have committed; none when nothing changes.
  ///
  /// `change` may be called several times: when another writer was faster it's replayed on that one's commit. So it reads
  /// through its transaction only, and does nothing but put and return. When another commit of the same records
  /// `follows`, no overview is made of this one.
  package func commit<R>(
    _ message: String, author: Author, follows: Bool = false,
    _ change: (Transaction) throws -> R
  ) throws -> R {
    try Umask.shared(as: path) {
      try commitHere(message, author: author, follows: follows, change)
    }
  }

  private func commitHere<R>(
    _ message: String, author: Author, follows: Bool, _ change: (Transaction) throws -> R
  ) throws -> R {
    // Outside the queue first: what changes nothing needs no place in it, and no right to write.
    var transaction = Transaction(try view())
    var result = try change(transaction)
    if transaction.isEmpty { return result }
    let queue = try WritersQueue(of: path)
    while true {
      let tip = try branch.tip()
      if tip != transaction.view.tip {
        transaction = Transaction(try View(repository, tip: tip))
        result = try change(transaction)
      }
      guard let commit = try write(transaction, message, author) else { return result }
      if try branch.move(from: tip, to: commit, in: queue) {
        let loose = LooseObjects(repository: repository)
        // The commit is made; what becomes of its files can wait for the next.
        if loose.areMany { try? loose.pack() }
        _ = consume queue
        if !follows { foresee(commit, transaction) }
        return result
      }
    }
  }

  /// Writes the objects of a change; nil when it comes to what is there already.
  private func write(
    _ transaction: Transaction, _ message: String, _ author: Author
  ) throws(StoreFailure) -> ObjectID? {
    let view = transaction.view
    // Blobs, a tree for each folder of each collection, the collections, the root and the commit.
    let blobs = transaction.count
    let writer = try ObjectWriter(repository, expecting: blobs + min(blobs, 512) + 5)
    var shelves: [Tree.Entry] = []
    for shelf in Shelf.allCases {
      let files: [[UInt8]: [Tree.Entry]] =
        switch shelf {
        case .xps: try put(transaction.newXPs, on: shelf, view, writer) { $0.record }
        case .runs: try put(transaction.newRuns, on: shelf, view, writer) { $0.record }
        case .stars: try put(transaction.newStars, on: shelf, view, writer) { $0.record }
        case .environments:
          try put(transaction.newNotes(.environments), on: shelf, view, writer) { $0.record }
        case .sources:
          try put(transaction.newNotes(.sources), on: shelf, view, writer) { $0.record }
        }
      if files.isEmpty { continue }
      var folders: [Tree.Entry] = []
      for (name, new) in files {
        let tree = try view.folder(shelf, name).replacing(new)
        folders.append(.folder(name, try writer.put(.tree, tree.bytes)))
      }
      let tree = try view.shelf(shelf).replacing(folders)
      shelves.append(.folder(Array(shelf.rawValue.utf8), try writer.put(.tree, tree.bytes)))
    }
    if let grids = try put(transaction.newGrids, view, writer) { shelves.append(grids) }
    if let histories = try put(transaction.newHistories, view, writer) {
      shelves.append(histories)
    }
    if shelves.isEmpty { return nil }
    let root = try writer.put(.tree, view.root.replacing(shelves).bytes)
    let commit = try writer.put(
      .commit,
      CommitText.bytes(
        tree: root, parents: [view.tip].compactMap { $0 }, author: author, message: message))
    try writer.finish()
    return commit
  }

  /// Writes records, and answers the new entries of each folder; records that are there already have none.
  private func put<Record>(
    _ records: [Digest: Record], on shelf: Shelf, _ view: View, _ writer: ObjectWriter,
    _ bytes: (Record) -> [UInt8]
  ) throws(StoreFailure) -> [[UInt8]: [Tree.Entry]] {
    var files: [[UInt8]: [Tree.Entry]] = [:]
    // In the order of the trees, in which they will be read.
    for digest in records.keys.sorted() {
      guard let content = records[digest].map(bytes) else { continue }
      let id = try repository.name(.blob, content)
      if try view.entry(shelf, digest)?.id == id { continue }
      try writer.put(.blob, content, named: id)
      files[Shelf.folder(of: digest), default: []].append(.file(Shelf.file(of: digest), id))
    }
    return files
  }
}
