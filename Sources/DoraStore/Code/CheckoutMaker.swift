import DoraModel
import DoraSystem
import Glibc

/// Writes commits out as folders, each whole or not at all.
struct CheckoutMaker {
  private let git: GitProgram
  private let tree: WorkTree
  /// The project's root below the top of its work tree; empty when that's the same.
  private let prefix: String

  /// What is being made has this before its name, and is swept up a day after its maker died.
  private static let unfinished = ".making-"

  init(_ place: Checkout.Place) throws(StoreFailure) {
    guard let tree = try WorkTree.around(place.root, place.environment) else {
      throw .noRepository(place.root)
    }
    let git = GitProgram.find(
      directory: tree.top, environment: place.environment, trace: place.trace)
    guard let git else { throw .noGit }
    self.git = git
    self.tree = tree
    let real = Path.real(place.root) ?? place.root
    prefix =
      real == tree.top ? "" : String(real.dropFirst(tree.top == "/" ? 1 : tree.top.count + 1))
  }

  /// Fails unless the repository has the commit.
  func require(_ commit: String) throws(StoreFailure) {
    if case .failed = try git.run(["cat-file", "-e", "\(commit)^{commit}"]) {
      throw .codeMissing(commit: commit, root: tree.top)
    }
  }

  /// A checkout that is there already.
  func found(_ path: String) throws(StoreFailure) -> Checkout {
    // The project may have moved since; and the file's time says when the checkout was last wanted.
    let git = Path.join(path, ".git")
    let link = Path.join(git, "commondir")
    let common = common(from: git, tree.commonFolder)
    if File.status(git)?.isFolder == true {
      do throws(SystemFailure) { try File.replace(link, with: common) } catch {
        throw .system(error)
      }
    }
    var checkout = Checkout(path: path, root: root(in: path))
    checkout.pointers = try PointerNote(in: path).renewed(self.git).map { Text(bytes: $0) }
    let question = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"]
    if case .output(let status) = try self.git.with(in: path).run(
      LargeFiles.filter(self.git) + question)
    {
      checkout.changed = status.split(separator: 0).map { Text(bytes: Array($0.dropFirst(3))) }
    }
    return checkout
  }

  /// Makes one beside `path` and moves it there; a shared one may be there by then, and is as good.
  func make(
    _ commit: String, at path: String, isShared: Bool, finish: (String) throws -> Void
  ) throws -> Checkout {
    let name = "\(Self.unfinished)\(getpid())-\(UInt32.random(in: .min ... .max))"
    let temporary = Path.join(Path.parent(path), name)
    do {
      var checkout = Checkout(path: path, root: root(in: path))
      try fill(temporary, with: commit, of: tree, git, below: "", &checkout)
      try PointerNote(in: temporary).keep(checkout.pointers.map(\.bytes))
      try finish(root(in: temporary))
      if !checkout.pointers.isEmpty {
        // What the project does in a new checkout may have got them.
        checkout.pointers = try PointerNote(in: temporary).renewed(git).map { Text(bytes: $0) }
      }
      if rename(temporary, path) != 0 {
        guard isShared, errno == ENOTEMPTY || errno == EEXIST else {
          throw StoreFailure.system(SystemFailure("create", path))
        }
        try? File.removeAll(temporary)
      }
      return checkout
    } catch {
      try? File.removeAll(temporary)
      throw error
    }
  }

  func root(in folder: String) -> String {
    prefix.isEmpty ? folder : Path.join(folder, prefix)
  }

  /// Writes a commit's files into a new folder, and those of the repositories inside.
  private func fill(
    _ folder: String, with commit: String, of tree: WorkTree, _ git: GitProgram,
    below place: String, _ checkout: inout Checkout
  ) throws(StoreFailure) {
    let own = Path.join(folder, ".git")
    do throws(SystemFailure) {
      try File.makeFolders(own)
      try File.replace(Path.join(own, "HEAD"), with: Array("\(commit)\n".utf8))
      try File.replace(Path.join(own, "commondir"), with: common(from: own, tree.commonFolder))
    } catch {
      throw .system(error)
    }
    let words = [
      "-c", "core.sparseCheckout=false", "-c", "core.splitIndex=false", "read-tree", "--reset",
      "-u", "--no-recurse-submodules", commit,
    ]
    if case .failed(_, let reason) = try git.with(in: folder).run(words) {
      throw .noCheckout(commit: commit, reason: reason)
    }
    let pointers = PointerFiles(in: folder, git)
    let prefix = place.isEmpty ? [] : Array("\(place)/".utf8)
    checkout.pointers += try pointers.fill(pointers.all()).map { Text(bytes: prefix + $0) }
    for (path, inner) in try Pins.gitlinks(of: commit, git) {
      let name = place.isEmpty ? path : "\(place)/\(path)"
      if let repository = try tree.inner(path),
        case let git = git.with(in: repository.gitFolder), try git.has(inner)
      {
        try fill(
          Path.join(folder, path), with: inner, of: repository, git, below: name, &checkout)
        continue
      }
      // It isn't checked out here; its commit may be kept in the repository around it, or can be by now.
      var isHere = try git.has(inner)
      if !isHere, let address = try SubmoduleAddress(path, in: folder, git) {
        isHere = try address.fetch(inner, git)
      }
      guard isHere else {
        checkout.missing.append(Text(name))
        continue
      }
      try fill(Path.join(folder, path), with: inner, of: tree, git, below: name, &checkout)
    }
  }

  /// What git finds a shared git folder by: a relative path where the two move together.
  private func common(from folder: String, _ shared: String) -> [UInt8] {
    let parent = Path.real(Path.parent(folder)) ?? Path.parent(folder)
    let steps = Path.join(parent, ".git").split(separator: "/")
    let target = shared.split(separator: "/")
    let same = zip(steps, target).prefix { $0 == $1 }.count
    let top = tree.top == "/" ? 0 : tree.top.split(separator: "/").count
    // Outside the work tree one may move without the other.
    guard same >= top else { return Array("\(shared)\n".utf8) }
    let up = Array(repeating: "..", count: steps.count - same)
    return Array((up + target[same...].map(String.init)).joined(separator: "/").utf8) + [0x0A]
  }

  /// Removes what was left by those who were killed, a day ago or longer.
  static func sweep(_ folder: String) {
    let now = File.status(folder)?.modified ?? 0
    for name in (try? File.names(in: folder)) ?? [] where name.hasPrefix(unfinished) {
      let path = Path.join(folder, name)
      guard let status = File.status(path) else { continue }
      if status.changed + 86_400_000_000_000 < now { try? File.removeAll(path) }
    }
  }
}
