import CLibgit2
import DoraModel
import DoraSystem
import Glibc

/// Where a project's own repository is.
struct WorkTree {
  /// The folder with `.git`, every link followed.
  let top: String
  /// The git folder of this work tree: its HEAD and index.
  let gitFolder: String
  /// The git folder that all linked work trees share: refs and configuration.
  let commonFolder: String

  /// The repository around `root`; nil outside git.
  static func around(
    _ root: String, _ environment: [String: String]
  ) throws(StoreFailure) -> WorkTree? {
    guard let found = try discover(root, environment) else { return nil }
    let folder = found.hasSuffix("/") && found != "/" ? String(found.dropLast()) : found
    guard let top = top(around: root) else { return nil }
    var common = folder
    if let line = try? File.contents(Path.join(folder, "commondir")) {
      let place = String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      common = Path.normal(Path.join(folder, place))
    }
    return WorkTree(top: top, gitFolder: folder, commonFolder: common)
  }

  /// The index of this work tree.
  var index: String { Path.join(gitFolder, "index") }

  /// What git calls a path of the file system, or nil when that isn't below the top.
  ///
  /// The last component isn't followed: an output folder may be a link to a larger disk.
  func name(of path: String) -> String? {
    guard let parent = Path.real(Path.parent(path)) else { return nil }
    let place = Path.join(parent, Path.name(path))
    let prefix = top == "/" ? top : top + "/"
    guard place.hasPrefix(prefix), place.utf8.count > prefix.utf8.count else { return nil }
    return String(place.dropFirst(prefix.count))
  }

  /// The git folder of the repository around `root`, if there is one.
  static func discover(
    _ root: String, _ environment: [String: String]
  ) throws(StoreFailure) -> String? {
    Libgit2.start()
    var found = git_buf()
    defer { git_buf_dispose(&found) }
    do throws(StoreFailure) {
      try git("look for a repository in", root) {
        git_repository_discover(&found, root, 0, environment["GIT_CEILING_DIRECTORIES"])
      }
    } catch {
      guard case .git(let failure) = error, failure.isMissing else { throw error }
      return nil
    }
    return found.ptr.map { String(cString: $0) }
  }

  /// The nearest folder with a `.git`, every link followed.
  private static func top(around root: String) -> String? {
    guard var folder = Path.real(root) else { return nil }
    while access(Path.join(folder, ".git"), F_OK) != 0 {
      if folder == "/" { return nil }
      folder = Path.parent(folder)
    }
    return folder
  }
}
