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
    guard let folder = try WorkTree.discover(root, environment) else { return nil }
    let git = GitProgram.find(directory: root, environment: environment, trace: trace)
    guard let git else { return try withoutGit(folder, root) }
    let tree = try WorkTree.around(root, environment)
    let words = CodeStatus.question(
      excluding: excluding.compactMap { tree?.name(of: $0) }, untracked: "normal")
    return try interpret(try git.run(words), git, folder, root).map {
      switch $0 {
      case .status(let status): ProjectCode(commit: status.head, dirty: !status.changes.isEmpty)
      case .unknown(let code): code
      }
    }
  }

  /// What git answered to the question after its status.
  enum Finding {
    case status(CodeStatus)
    /// It's too old to be asked; the commit is known all the same.
    case unknown(ProjectCode)
  }

  /// Reads git's answer; nil where there is no work tree, and so no code.
  static func interpret(
    _ answer: GitProgram.Answer, _ git: GitProgram, _ folder: String, _ root: String
  ) throws(StoreFailure) -> Finding? {
    switch answer {
    case .output(let status): return .status(CodeStatus(porcelain: status))
    case .failed(129, _):
      // git before 2.17 knows no such options.
      return .unknown(try withoutGit(folder, root))
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

  /// What libgit2 knows where there is no git program to ask.
  static func withoutGit(
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
