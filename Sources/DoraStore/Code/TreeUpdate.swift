import DoraModel

/// A tree in which some paths have been put or removed; only the folders on their way are read and written.
struct TreeUpdate {
  /// What becomes of one path.
  enum Change {
    case put(mode: UInt32, ObjectID)
    case remove
  }

  /// A folder, with what changes at its names and below them.
  private final class Node {
    var change: Change?
    var children: [[UInt8]: Node] = [:]

    /// Whether all that's said of it and below is that it goes.
    var isGone: Bool {
      if case .put = change { return false }
      return children.values.allSatisfy(\.isGone)
    }
  }

  private let root = Node()

  /// Sets what becomes of `path`; of two words about one path the later counts.
  func set(_ path: [UInt8], _ change: Change) {
    var node = root
    for name in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      let name = Array(name)
      if let next = node.children[name] {
        node = next
      } else {
        let next = Node()
        node.children[name] = next
        node = next
      }
    }
    node.change = change
  }

  /// Writes the trees that differ from `base`'s, and says the name of the new one.
  ///
  /// Throws where a path would be a file and a folder at once.
  func write(on base: ObjectID?, in repository: Repository) throws(StoreFailure) -> ObjectID {
    if let id = try write(root, on: base, in: repository) { return id }
    return try put(Tree(), in: repository)
  }

  /// The new tree of a folder; nil when nothing is left in it.
  private func write(
    _ node: Node, on base: ObjectID?, in repository: Repository
  ) throws(StoreFailure) -> ObjectID? {
    let old = try base.map { id throws(StoreFailure) in try read(id, repository) } ?? Tree()
    var before: [[UInt8]: Tree.Entry] = [:]
    if !node.children.isEmpty {
      let names = Set(node.children.keys)
      for entry in old.entries where names.contains(entry.name) { before[entry.name] = entry }
    }
    var entries: [Tree.Entry] = []
    for (name, child) in node.children {
      // No object stands for an entry that goes.
      var entry = Tree.Entry(mode: 0, name: name, id: .none)
      let was = before[name]
      switch child.change {
      case .put(let mode, let id):
        guard child.children.values.allSatisfy(\.isGone) else {
          throw .corrupt(
            store: repository.path, what: String(decoding: name, as: UTF8.self),
            reason: "it is a file and a folder at once")
        }
        entry = Tree.Entry(mode: mode, name: name, id: id)
      case .remove, nil:
        // A file that's removed says nothing of a folder by its name.
        let folder = was?.isFolder == true ? was?.id : nil
        if folder != nil || !child.children.isEmpty {
          if let id = try write(child, on: folder, in: repository) { entry = .folder(name, id) }
        }
      }
      entries.append(entry)
    }
    let new = old.replacing(entries)
    return new.entries.isEmpty ? nil : try put(new, in: repository)
  }

  private func read(_ id: ObjectID, _ repository: Repository) throws(StoreFailure) -> Tree {
    let tree = try repository.read(id, .tree, id.hex) { Tree($0) }
    guard let tree else {
      throw .corrupt(store: repository.path, what: id.hex, reason: "it is no tree")
    }
    return tree
  }

  private func put(_ tree: Tree, in repository: Repository) throws(StoreFailure) -> ObjectID {
    try repository.write(.tree, tree.bytes)
  }
}
