import DoraModel

/// Histories that were shared: `histories/2a/eed959….<run>.jsonl`, a file for each XP and the run that it had then.
enum HistoryShelf {
  static let name = "histories"

  static func file(of digest: Digest, run: String) -> [UInt8] {
    Array("\(digest.hex.dropFirst(2)).\(run).jsonl".utf8)
  }

  /// The run whose history a file is, or nil when it's some other file.
  static func key(folder: [UInt8], file: [UInt8]) -> (Digest, run: String)? {
    let parts = String(decoding: file, as: UTF8.self).split(separator: ".")
    guard parts.count == 3, parts[2] == "jsonl",
      let digest = Digest(hex: String(decoding: folder, as: UTF8.self) + parts[0])
    else { return nil }
    return (digest, String(parts[1]))
  }

  /// Of two versions the longer, whoever asks: one is nearly always how the other begins.
  static func longer(
    _ own: ObjectID, _ ours: View, _ other: ObjectID, _ theirs: View, at path: String
  ) throws(StoreFailure) -> ObjectID {
    let mine = try ours.repository.read(own, .blob, path) { $0.count }
    let their = try theirs.repository.read(other, .blob, path) { $0.count }
    if mine != their { return mine > their ? own : other }
    return own.hex > other.hex ? own : other
  }
}

/// An XP, and one run of it.
package struct HistoryKey: Hashable, Sendable {
  package let digest: Digest
  package let run: String

  package init(digest: Digest, run: String) {
    self.digest = digest
    self.run = run
  }
}

extension View {
  /// The shared histories, each with a name for its content that changes with it.
  package func histories() throws(StoreFailure) -> [HistoryKey: String] {
    var found: [HistoryKey: String] = [:]
    for folder in try historyShelf().entries where folder.isFolder {
      for file in try subtree(folder, HistoryShelf.name).entries {
        guard let (digest, run) = HistoryShelf.key(folder: folder.name, file: file.name) else {
          continue
        }
        found[HistoryKey(digest: digest, run: run)] = file.id.hex
      }
    }
    return found
  }

  /// The lines of a shared history.
  package func history(_ content: String) throws(StoreFailure) -> [UInt8] {
    guard let id = ObjectID(hex: content) else { return [] }
    return try repository.read(id, .blob, HistoryShelf.name) { Array($0) }
  }

  func historyShelf() throws(StoreFailure) -> Tree {
    try subtree(root[HistoryShelf.name], HistoryShelf.name)
  }
}

extension Store {
  /// Writes histories, and answers the new entry of their folder; nil when all are there already.
  func put(
    _ histories: [HistoryKey: [UInt8]], _ view: View, _ writer: ObjectWriter
  ) throws(StoreFailure) -> Tree.Entry? {
    var files: [[UInt8]: [Tree.Entry]] = [:]
    for (key, content) in histories {
      let id = try writer.put(.blob, content)
      files[Shelf.folder(of: key.digest), default: []].append(
        .file(HistoryShelf.file(of: key.digest, run: key.run), id))
    }
    if files.isEmpty { return nil }
    let shelf = try view.historyShelf()
    var folders: [Tree.Entry] = []
    for (name, new) in files {
      let before = shelf.entries.first { $0.name == name }
      let tree = try view.subtree(before, HistoryShelf.name).replacing(new)
      let id = try writer.put(.tree, tree.bytes)
      if before?.id != id { folders.append(.folder(name, id)) }
    }
    if folders.isEmpty { return nil }
    let tree = shelf.replacing(folders)
    return .folder(Array(HistoryShelf.name.utf8), try writer.put(.tree, tree.bytes))
  }
}
