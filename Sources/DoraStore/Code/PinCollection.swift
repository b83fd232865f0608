import DoraModel
import DoraSystem
import Glibc

/// The pins of a project's repository, for who wants to be rid of those that no run needs.
package struct PinCollection {
  /// One pinned commit.
  package struct Pin: Hashable, Sendable {
    package let commit: String
    /// The reference.
    let name: String
    /// When it was pinned, or later, in seconds since 1970: packed pins are as old as the file that they are in.
    package let time: Double
  }

  private let git: GitProgram
  private let tree: WorkTree

  /// The repository around `root`; nil outside git, where there is no git program, and in a submodule, whose commits are
  /// pinned for the project around it.
  package static func around(
    _ root: String, environment: [String: String], trace: @escaping ([String]) -> Void
  ) throws(StoreFailure) -> PinCollection? {
    guard let tree = try WorkTree.around(root, environment),
      let git = GitProgram.find(directory: tree.top, environment: environment, trace: trace)
    else { return nil }
    if case .output(let outer) = try git.run(["rev-parse", "--show-superproject-working-tree"]),
      !outer.isEmpty
    {
      return nil
    }
    return PinCollection(git: git, tree: tree)
  }

  /// All pins.
  package func all() throws(StoreFailure) -> [Pin] { try pins(in: Pins.folder) }

  /// The commits of submodules that are kept in this repository, and that none of these commits names.
  package func needlessModules(for needed: Set<String>) throws(StoreFailure) -> [Pin] {
    let kept = try pins(in: Pins.modules)
    if kept.isEmpty { return [] }
    var used: Set<String> = []
    var rest = needed.intersection(try all().map(\.commit)).sorted()
    while !rest.isEmpty {
      let inner = try InnerCommit.all(in: rest, git).map(\.commit).filter { !used.contains($0) }
      used.formUnion(inner)
      // Those have others inside, where they are here.
      rest = inner.filter { commit in kept.contains { $0.commit == commit } }
    }
    return kept.filter { !used.contains($0.commit) }
  }

  private func pins(in folder: String) throws(StoreFailure) -> [Pin] {
    let words = ["for-each-ref", "--format=%(refname)", "\(folder)/"]
    guard case .output(let list) = try git.run(words) else { return [] }
    let packed = File.status(Path.join(tree.commonFolder, "packed-refs"))?.modified ?? 0
    return list.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let name = String(decoding: line, as: UTF8.self)
      let commit = String(name.dropFirst(folder.utf8.count + 1))
      guard commit.utf8.count >= 40, !commit.contains("/") else { return nil }
      let loose = File.status(Path.join(tree.commonFolder, name))
      return Pin(commit: commit, name: name, time: Double(loose?.modified ?? packed) / 1e9)
    }
  }

  /// The commits that runs of any store in this repository's work trees name.
  ///
  /// Several projects may share a repository, each with a store of its own. One that can't be read is an error: what it
  /// needs isn't known.
  package func neededByStores() throws(StoreFailure) -> Set<String> {
    var needed: Set<String> = []
    for top in try workTrees() {
      for path in Self.stores(below: top) {
        needed.formUnion(try Store.open(at: path).view().commits())
      }
    }
    return needed
  }

  private func workTrees() throws(StoreFailure) -> [String] {
    guard case .output(let list) = try git.run(["worktree", "list", "--porcelain"]) else {
      return [tree.top]
    }
    let tops = list.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
      let line = String(decoding: line, as: UTF8.self)
      return line.hasPrefix("worktree ") ? String(line.dropFirst("worktree ".count)) : nil
    }
    return tops.contains(tree.top) ? tops : tops + [tree.top]
  }

  /// The stores in a work tree; links aren't followed.
  private static func stores(below top: String) -> [String] {
    var found: [String] = []
    var rest = [top]
    while let folder = rest.popLast() {
      let names = (try? File.names(in: folder)) ?? []
      for name in names where name != ".git" {
        let path = Path.join(folder, name)
        guard PathStatus(Array(path.utf8))?.kind == .folder else { continue }
        if name == ".dora" {
          if File.status(Path.join(path, "HEAD")) != nil { found.append(path) }
        } else {
          rest.append(path)
        }
      }
    }
    return found
  }

  /// Drops pins that are still as they were; git prunes their commits when it next collects garbage.
  package func drop(_ pins: [Pin]) throws(StoreFailure) {
    if pins.isEmpty { return }
    let lines = pins.map { "delete \($0.name) \($0.commit)\n" }.joined()
    let words = ["-c", "core.filesRefLockTimeout=5000", "update-ref", "--stdin"]
    if case .failed(_, let reason) = try git.run(words, input: Array(lines.utf8)) {
      throw .unknownCode(root: tree.top, reason: reason)
    }
  }
}

extension View {
  /// The commits that runs name.
  package func commits() throws(StoreFailure) -> Set<String> {
    var commits: Set<String> = []
    for folder in try shelf(.runs).entries where folder.isFolder {
      for file in try self.folder(.runs, folder.name).entries {
        guard let digest = Shelf.digest(folder: folder.name, file: file.name) else { continue }
        for run in try runs(digest, file.id).all {
          commits.formUnion([run.commit, run.snapshot].compactMap { $0 })
        }
      }
    }
    return commits
  }
}
