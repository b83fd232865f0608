import DoraModel

extension ProjectCode {
  /// What differs from HEAD in the repository whose work tree holds `root`, as absolute paths; nil outside git.
  ///
  /// Staged, modified, deleted and untracked files count, ignored ones and those below `excluding` don't.
  package static func changes(
    at root: String, excluding: [String], environment: [String: String],
    trace: @escaping ([String]) -> Void = { _ in }
  ) throws(StoreFailure) -> [Text]? {
    guard let tree = try WorkTree.around(root, environment) else { return nil }
    let git = GitProgram.find(directory: root, environment: environment, trace: trace)
    guard let git else { throw .noGit }
    let words = CodeStatus.question(
      excluding: excluding.compactMap { tree.name(of: $0) }, untracked: "all")
    switch try git.run(words) {
    case .output(let status):
      let top = Array((tree.top == "/" ? "/" : tree.top + "/").utf8)
      return CodeStatus(porcelain: status).changes.map { Text(bytes: top + $0.path) }
    case .failed(_, let reason): throw .unknownCode(root: root, reason: reason)
    }
  }
}
