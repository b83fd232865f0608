import DoraModel
import DoraSystem

/// Code that a project uses and that its snapshots lack: a folder, and what git says of it.
package struct OutsideCode: Hashable, Sendable {
  package let folder: String
  /// HEAD of the repository around it; nil where there's none.
  package let commit: String?
  /// Tells two states apart that have uncommitted changes; nil where there are none, as far as git can tell.
  package let changes: String?

  /// For records: `/home/me/library @ 3f2a… with changes 09ab12cd`.
  package var shown: String {
    folder + (commit.map { " @ \($0)" } ?? "") + (changes.map { " with changes \($0)" } ?? "")
  }

  /// Looks at a folder; nil where it isn't there, or snapshots of the project around `root` have it.
  package init?(
    _ folder: String, unlike root: String, environment: [String: String],
    trace: @escaping ([String]) -> Void
  ) {
    guard let place = Path.real(folder) else { return nil }
    let own = try? WorkTree.around(root, environment)
    let other = try? WorkTree.around(place, environment)
    let git = GitProgram.find(directory: place, environment: environment, trace: trace)
    // Below the top of the work tree only what git ignores isn't recorded.
    if let own, place == own.top || place.hasPrefix(own.top + "/"),
      case .failed? = try? git?.with(in: own.top).run(["check-ignore", "-q", "--", place])
    {
      return nil
    }
    self.folder = place
    guard let other, other.top != own?.top, let git, let status = try? Self.status(git),
      let head = status.head
    else {
      (commit, changes) = (nil, nil)
      return
    }
    commit = head
    // What pip and Python leave beside the sources is no change of them.
    let changed = status.changes.map(\.path).filter { path in
      let parts = String(decoding: path, as: UTF8.self).split(separator: "/")
      return !parts.contains { $0.hasSuffix(".egg-info") || $0 == "__pycache__" }
    }
    changes = changed.isEmpty ? nil : Self.digest(of: changed, git)
  }

  /// What differs from HEAD in the folder that git works in.
  private static func status(_ git: GitProgram) throws -> CodeStatus? {
    let words = [
      "-c", "status.renames=false", "status", "--porcelain=v2", "--branch", "--no-ahead-behind",
      "-z", "--untracked-files=normal", "--", ".",
    ]
    guard case .output(let answer) = try git.run(words) else { return nil }
    return CodeStatus(porcelain: answer)
  }

  private static func digest(of paths: [[UInt8]], _ git: GitProgram) -> String {
    let words = ["diff", "HEAD", "--binary", "--no-ext-diff", "--no-textconv", "--", "."]
    var facts = Array(paths.joined(separator: [0]))
    if case .output(let patch)? = try? git.run(words) { facts += patch }
    return String(SHA1.digest(facts).hex.prefix(8))
  }
}
