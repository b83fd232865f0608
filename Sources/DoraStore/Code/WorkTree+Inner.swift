import DoraModel
import DoraSystem

extension WorkTree {
  /// The repository of a submodule, or another one inside: where it's checked out, or where git keeps it.
  func inner(_ path: String) throws(StoreFailure) -> WorkTree? {
    let folder = Path.join(top, path)
    if File.status(Path.join(folder, ".git")) != nil { return try WorkTree.around(folder, [:]) }
    let kept = Path.join(commonFolder, "modules/\(path)")
    guard File.status(Path.join(kept, "HEAD")) != nil else { return nil }
    return WorkTree(top: folder, gitFolder: kept, commonFolder: kept)
  }
}

/// A commit of a repository inside another, as the outer one's commits name it.
struct InnerCommit: Hashable {
  let path: String
  let commit: String

  /// The commits of repositories inside that any of these commits names, each once.
  ///
  /// Each tree is only compared with the one before: those of snapshots are nearly the same.
  static func all(
    in commits: [String], _ git: GitProgram
  ) throws(StoreFailure) -> [InnerCommit] {
    guard let first = commits.first else { return [] }
    var found = try Pins.gitlinks(of: first, git).map {
      InnerCommit(path: $0.path, commit: $0.commit)
    }
    let pairs = zip(commits.dropFirst(), commits).map { "\($0) \($1)\n" }
    if !pairs.isEmpty {
      let words = [
        "diff-tree", "--stdin", "-r", "-z", "--no-renames", "--no-commit-id",
        "--ignore-submodules=none",
      ]
      guard case .output(let list) = try git.run(words, input: Array(pairs.joined().utf8)) else {
        return found
      }
      var fields = list.split(separator: 0)[...]
      while let change = fields.popFirst(), let path = fields.popFirst() {
        let words = String(decoding: change, as: UTF8.self).split(separator: " ")
        guard words.count == 5, words[1] == "160000" else { continue }
        found.append(
          InnerCommit(path: String(decoding: path, as: UTF8.self), commit: String(words[3])))
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0.commit).inserted }
  }
}

extension GitProgram {
  /// Whether its repository has a commit.
  func has(_ commit: String) throws(StoreFailure) -> Bool {
    if case .output = try run(["cat-file", "-e", "\(commit)^{commit}"]) { true } else { false }
  }
}
