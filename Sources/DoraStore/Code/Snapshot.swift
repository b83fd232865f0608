import DoraModel
import DoraSystem
import Glibc

/// A project's code exactly as it stands, as a commit that git keeps.
package struct Snapshot: Sendable {
  /// HEAD, and whether the work tree differs from it.
  package var code: ProjectCode
  /// The commit that holds the work tree: HEAD itself when nothing differs; nil before the first file.
  package var commit: String?
  /// What of the work tree isn't in it.
  package var leftOut: [LeftOut]
  /// Why there is no commit, when that's a failure.
  package var failure: StoreFailure?

  package init(
    code: ProjectCode, commit: String?, leftOut: [LeftOut] = [], failure: StoreFailure? = nil
  ) {
    self.code = code
    self.commit = commit
    self.leftOut = leftOut
    self.failure = failure
  }

  /// Where and how a snapshot is taken.
  package struct Place {
    /// A folder of the project.
    package var root: String
    /// Absolute paths that don't count, such as the output folder: a snapshot has HEAD's of them, also where other is staged.
    package var excluding: [String]
    package var limits: SnapshotLimits
    /// A folder of ours for what's needed meanwhile, and to remember the last one by.
    package var scratch: String
    package var environment: [String: String]
    package var trace: ([String]) -> Void

    package init(
      root: String, excluding: [String], limits: SnapshotLimits = SnapshotLimits(),
      scratch: String, environment: [String: String],
      trace: @escaping ([String]) -> Void = { _ in }
    ) {
      self.root = root
      self.excluding = excluding
      self.limits = limits
      self.scratch = scratch
      self.environment = environment
      self.trace = trace
    }
  }

  /// How often a work tree is looked at that changes meanwhile.
  private static let patience = 5

  /// Takes one; nil outside git.
  ///
  /// What has changed, and how files are stored, is the `git` program's to say: it alone is right with filters, line
  /// endings, sparse checkouts, split indexes, SHA-256, and whatever comes next. Nothing of the user's is written: there
  /// are new objects, and a reference of our own that keeps them.
  package static func take(at place: Place) throws(StoreFailure) -> Snapshot? {
    let root = place.root
    guard let folder = try WorkTree.discover(root, place.environment) else { return nil }
    let git = GitProgram.find(
      directory: root, environment: place.environment, trace: place.trace)
    guard let git, let tree = try WorkTree.around(root, place.environment) else {
      let code = try ProjectCode.withoutGit(folder, root)
      return Snapshot(code: code, commit: nil, leftOut: [], failure: nil)
    }
    let excluded = place.excluding.compactMap { tree.name(of: $0) }
    let configuration = CodeConfiguration(of: tree, git: git)
    var moved: [[UInt8]: Int] = [:]
    for attempt in 1... {
      var kept = KeptIndex(of: tree, in: place.scratch, configuration: configuration)
      var found = try kept?.status(git, excluding: excluded, configuration: configuration)
      if found == nil {
        // Whatever is wrong with the copy, it's made again.
        kept?.remove()
        kept = nil
        let question = CodeStatus.question(excluding: excluded, untracked: "all")
        var said: [UInt8] = []
        let answer = try git.run(question, hear: { said = $0 })
        switch try ProjectCode.interpret(answer, git, folder, root) {
        case nil: return nil
        case .unknown(let code): return Snapshot(code: code, commit: nil)
        case .status(var status):
          status.hear(said)
          found = status
        }
      }
      guard let status = found else { return nil }
      var snapshot = Snapshot(
        code: ProjectCode(commit: status.head, dirty: !status.changes.isEmpty), commit: nil)
      let maker = SnapshotMaker(
        place: place, git: git.with(in: tree.top), tree: tree, configuration: configuration,
        excluded: excluded, kept: kept)
      do throws(StoreFailure) {
        // What has moved twice is left where it is.
        switch try maker.take(status, without: Set(moved.filter { $0.value > 1 }.keys)) {
        case .taken(let commit, let leftOut):
          (snapshot.commit, snapshot.leftOut) = (commit, leftOut)
        case .moved(let paths):
          if attempt < patience {
            for path in paths { moved[path, default: 0] += 1 }
            continue
          }
          let name = String(decoding: paths[0], as: UTF8.self)
          throw .noSnapshot(root: tree.top, reason: "files change while they are read: '\(name)'")
        }
      } catch {
        // Not knowing the code is no reason not to run it.
        snapshot.failure = error
      }
      return snapshot
    }
    return nil
  }
}
