import CLibgit2
import DoraModel
import DoraSystem
import Glibc

/// The code of a project at one moment, as its own git repository knows it.
package struct ProjectCode: Hashable, Sendable {
  /// HEAD's commit; nil before the first.
  package var commit: String?
  /// Whether the work tree differs from that commit; nil where no git program is there to tell.
  ///
  /// Staged, modified, deleted and untracked files count; ignored ones do not.
  package var dirty: Bool?

  package init(commit: String?, dirty: Bool?) {
    self.commit = commit
    self.dirty = dirty
  }

  /// The state of the repository whose work tree holds `root`; nil outside git.
  ///
  /// `excluding` are absolute paths that don't count, such as the output folder. The `git` program is asked, and told to
  /// write nothing: it alone is right with LFS and other filters, sparse checkouts, split indexes, SHA-256, and whatever
  /// comes next. Where there is none, libgit2 still knows the commit.
  package static func read(
    at root: String, excluding: [String], environment: [String: String],
    trace: @escaping ([String]) -> Void = { _ in }
  ) throws(StoreFailure) -> ProjectCode? {
    guard let folder = try discover(root, environment) else { return nil }
    let program = Path.executable("git", on: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
    guard let program else { return try withoutGit(folder, root) }
    let git = GitProgram(path: program, directory: root, environment: environment, trace: trace)
    let words = arguments(root: root, excluding: excluding)
    switch try git.run(words) {
    case .output(let status): return ProjectCode(porcelain: status)
    case .failed(129, _):
      // git before 2.11 knows no porcelain=v2.
      return try withoutGit(folder, root)
    case .failed(_, let reason):
      // A bare repository, or a folder inside `.git`: no work tree, so no code.
      if case .output(let answer) = try git.run(["rev-parse", "--is-inside-work-tree"]),
        answer.starts(with: "false".utf8)
      {
        return nil
      }
      throw .unknownCode(root: root, reason: reason)
    }
  }

  /// The git folder of the repository around `root`, if there is one.
  private static func discover(
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

  private static func arguments(root: String, excluding: [String]) -> [String] {
    var words = [
      // Its daemon would be started, and write.
      "-c", "core.fsmonitor=false", "-c", "status.renames=false",
      "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal", "--", ":/",
    ]
    guard let top = workTree(around: root) else { return words }
    for path in excluding {
      // The last component isn't followed: an output folder may be a link to a larger disk.
      guard let parent = Path.real(Path.parent(path)) else { continue }
      let place = Path.join(parent, Path.name(path))
      let prefix = top == "/" ? top : top + "/"
      guard place.hasPrefix(prefix), place.utf8.count > prefix.utf8.count else { continue }
      words.append(":(top,exclude,literal)\(place.dropFirst(prefix.count))")
    }
    return words
  }

  /// The nearest folder with a `.git`, every link followed.
  private static func workTree(around root: String) -> String? {
    guard var folder = Path.real(root) else { return nil }
    while access(Path.join(folder, ".git"), F_OK) != 0 {
      if folder == "/" { return nil }
      folder = Path.parent(folder)
    }
    return folder
  }

  /// Reads `git status --porcelain=v2 --branch -z`: headers, then a record for each path that differs.
  private init(porcelain status: [UInt8]) {
    commit = nil
    dirty = false
    for record in status.split(separator: 0) {
      let line = String(decoding: record, as: UTF8.self)
      if line.hasPrefix("# ") {
        let words = line.split(separator: " ")
        if words.count == 3, words[1] == "branch.oid", words[2] != "(initial)" {
          commit = String(words[2])
        }
      } else {
        dirty = true
      }
    }
  }

  private static func withoutGit(
    _ folder: String, _ root: String
  ) throws(StoreFailure) -> ProjectCode {
    var repository: OpaquePointer?
    var oid = git_oid()
    do throws(StoreFailure) {
      try git("open", folder) { git_repository_open(&repository, folder) }
      defer { git_repository_free(repository) }
      try git("read", "HEAD") { git_reference_name_to_id(&oid, repository, "HEAD") }
    } catch {
      guard case .git(let failure) = error else { throw error }
      if failure.isMissing { return ProjectCode(commit: nil, dirty: nil) }
      throw .unknownCode(root: root, reason: failure.reason)
    }
    return ProjectCode(commit: ObjectID(oid).hex, dirty: nil)
  }
}
