import DoraModel
import DoraStore
import DoraSystem

extension Project {
  /// Where what helps to see the code is kept; nothing in it is ever needed.
  private var codeCache: String { Path.join(storePath, "cache/code") }

  /// Records the code as it stands, once for everything that a command starts; nil outside git.
  ///
  /// What isn't recorded is told of, and is no reason not to run; a failure isn't told of to who `wants` nothing else.
  /// `outputs` are the programs' output folders.
  func snapshot(excluding outputs: [String], wants isWanted: Bool = false) throws -> Snapshot? {
    let taken = try Snapshot.take(
      at: Snapshot.Place(
        root: root, excluding: outputs + [storePath], limits: try SnapshotLimits(configuration),
        scratch: codeCache, environment: context.environment, trace: context.trace))
    guard let taken else {
      sayOnce("'\(root)' is not in a git repository, so the code of its runs is not recorded")
      return nil
    }
    if let failure = taken.failure {
      if isWanted { throw failure }
      context.notice(failure.message + (failure.cause.map { ": \($0)" } ?? ""))
    } else if taken.code.dirty == nil {
      sayOnce("cannot find a git program, so uncommitted changes are not recorded")
    }
    if !taken.leftOut.isEmpty {
      let shown = taken.leftOut.prefix(4).map(\.shown).joined(separator: ", ")
      let rest = taken.leftOut.count - 4
      context.notice(
        "left out of the recorded code: \(shown)" + (rest > 0 ? " and \(rest) more" : ""))
    }
    return taken
  }

  /// Says something that stays true as long as the store is where it is.
  func sayOnce(_ text: String) {
    let mark = Path.join(codeCache, "said-\(SHA1.digest(Array(text.utf8)).hex)")
    if File.status(mark) != nil { return }
    context.notice(text)
    try? File.makeFolders(codeCache)
    try? File.replace(mark, with: [])
  }
}
