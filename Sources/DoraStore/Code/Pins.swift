import DoraModel
import DoraSystem
import Glibc

/// The references `refs/dora/<commit>` in a project's repository, which keep git from pruning code that ran.
struct Pins {
  let git: GitProgram
  let tree: WorkTree
  /// Whether repositories inside are known of that aren't submodules.
  var isNesting = false

  static let folder = "refs/dora"
  /// Where commits of submodules are kept that came from elsewhere: the submodule may not be here.
  static let modules = "refs/dora/modules"

  /// Whether a commit is pinned, as far as files tell; other kinds of reference storage always say no.
  func holds(_ commit: String) -> Bool {
    let name = "\(Self.folder)/\(commit)"
    if access(Path.join(tree.commonFolder, name), F_OK) == 0 { return true }
    return Self.packed(in: tree, contain: " \(name)\n")
  }

  /// Whether `text` stands anywhere among the references that share one file.
  static func packed(in tree: WorkTree, contain text: String) -> Bool {
    guard let file = try? File.contents(Path.join(tree.commonFolder, "packed-refs")) else {
      return false
    }
    let packed = file + [0]
    // Text, so a C string; a project may have a hundred thousand references.
    return packed.withUnsafeBytes { bytes in
      (bytes.baseAddress?.assumingMemoryBound(to: CChar.self)).map { strstr($0, text) != nil }
        ?? false
    }
  }

  /// Pins a commit as git does where references are files: by a lock that becomes the reference.
  ///
  /// False where that fails, for whatever reason; then `add` tells of it. A pin has no history, and no hook hears of it.
  func write(_ commit: String) -> Bool {
    if holds(commit) { return true }
    let path = Path.join(tree.commonFolder, "\(Self.folder)/\(commit)")
    guard (try? File.makeFolders(Path.parent(path))) != nil else { return false }
    let lock = path + ".lock"
    let file = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return false }
    let isWritten = (try? File.write(Array("\(commit)\n".utf8), to: file, named: lock)) != nil
    guard close(file) == 0, isWritten, rename(lock, path) == 0 else {
      unlink(lock)
      return false
    }
    return true
  }

  /// Pins a commit, and those of the repositories inside that it names.
  func add(_ commit: String) throws(StoreFailure) {
    if holds(commit) { return }
    let name = "\(Self.folder)/\(commit)"
    // A pin has no history, whatever the user's other references have.
    let words = [
      "-c", "core.logAllRefUpdates=false", "-c", "core.filesRefLockTimeout=5000", "update-ref",
      name, commit,
    ]
    if case .failed(_, let reason) = try git.run(words) {
      throw .noSnapshot(root: tree.top, reason: reason)
    }
    // A question to git that most projects don't need.
    if isNesting || File.status(Path.join(tree.top, ".gitmodules")) != nil {
      try pinInner(of: commit)
    }
  }

  /// Submodules are other repositories: their commits must be kept there.
  private func pinInner(of commit: String) throws(StoreFailure) {
    for (path, inner) in try Self.gitlinks(of: commit, git) {
      let folder = Path.join(tree.top, path)
      guard File.status(Path.join(folder, ".git")) != nil,
        let below = try WorkTree.around(folder, [:])
      else { continue }
      let pins = Pins(git: git.with(in: folder), tree: below)
      // It may be a commit that isn't there; that's git's to complain about when it's wanted.
      try? pins.add(inner)
    }
  }

  /// The repositories inside that a commit names: where, and which commit of theirs.
  static func gitlinks(
    of commit: String, _ git: GitProgram
  ) throws(StoreFailure) -> [(path: String, commit: String)] {
    guard case .output(let list) = try git.run(["ls-tree", "-r", "-z", "--full-tree", commit])
    else { return [] }
    return list.split(separator: 0).compactMap { entry in
      guard entry.starts(with: "160000 ".utf8) else { return nil }
      let line = String(decoding: entry, as: UTF8.self)
      guard let tab = line.utf8.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
      let words = line[..<tab].split(separator: " ")
      return words.count == 3
        ? (String(line[line.utf8.index(after: tab)...]), String(words[2])) : nil
    }
  }
}
