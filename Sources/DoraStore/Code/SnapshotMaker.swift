import DoraModel
import DoraSystem

/// Makes the commit of a work tree, out of the user's index and what differs from it.
struct SnapshotMaker {
  let place: Snapshot.Place
  /// At work in the top of the work tree.
  let git: GitProgram
  let tree: WorkTree
  let configuration: CodeConfiguration
  /// What doesn't count, as git calls it.
  let excluded: [String]
  /// The copy of the user's index that `status` was asked of, if it was one.
  let kept: KeptIndex?

  static let message = "dora: the work tree that a run was submitted from\n"

  /// The same tree on the same commit is always the same snapshot, whoever takes it and when.
  static func author(_ seconds: Int) -> Author {
    Author(name: "dora", email: "dora@localhost", seconds: seconds, offsetMinutes: 0)
  }

  /// What came of one attempt.
  enum Attempt {
    /// The pinned commit, and what isn't in it.
    case taken(String?, [LeftOut])
    /// These changed while they were read, and nothing was kept.
    case moved([[UInt8]])
  }

  /// Takes what `status` tells of, but for `restless` files.
  func take(_ status: CodeStatus, without restless: Set<[UInt8]>) throws(StoreFailure) -> Attempt {
    var pins = Pins(git: git, tree: tree)
    var plan = SnapshotPlan(status, top: tree.top, limits: place.limits, restless: restless)
    if status.changes.isEmpty {
      if let head = status.head { try pins.add(head) }
      return .taken(status.head, plan.leftOut)
    }
    let memory = SnapshotMemory(
      in: place.scratch, of: tree, plan: plan, limits: place.limits, facts: configuration.facts)
    if let known = memory.commit(), pins.holds(known) { return .taken(known, plan.leftOut) }
    let made = try Umask.shared(as: tree.commonFolder) { () throws(StoreFailure) in
      try direct(plan, status, memory)
    }
    if let made { return made }
    let index: PrivateIndex
    do throws(SystemFailure) {
      index = try PrivateIndex(of: tree.index, in: place.scratch)
    } catch {
      throw .system(error)
    }
    // The copy goes when nobody holds it.
    defer { withExtendedLifetime(index) {} }
    let commit = try write(&plan, on: status.head, into: git.with(["GIT_INDEX_FILE": index.path]))
    let moved = plan.moved
    guard moved.isEmpty else { return .moved(moved) }
    if let commit {
      pins.isNesting = plan.isNesting
      try pins.add(commit)
      memory.keep(commit, plan: plan, taken: index.made)
    }
    return .taken(commit, plan.leftOut)
  }

  /// The short way; nil where it can't be gone.
  private func direct(
    _ plan: SnapshotPlan, _ status: CodeStatus, _ memory: SnapshotMemory
  ) throws(StoreFailure) -> Attempt? {
    guard let kept, let snapshot = DirectSnapshot(plan, status, of: tree, git, configuration)
    else { return nil }
    let taken = memory.now
    let known = KnownBlobs(in: place.scratch, of: tree, key: kept.key(status))
    // Whatever is wrong on this way, git tells of it better on the other.
    guard let objects = try? snapshot.objects(known), let commit = try? snapshot.commit(objects)
    else { return nil }
    let moved = plan.moved
    known.keep(
      objects.filter {
        $0.addition.status.isOlder(than: taken) && !moved.contains($0.addition.path)
      })
    guard moved.isEmpty else { return .moved(moved) }
    let pins = Pins(git: git, tree: tree)
    if !pins.write(commit) { try pins.add(commit) }
    memory.keep(commit, plan: plan, taken: taken)
    return .taken(commit, plan.leftOut)
  }

  /// Writes the tree and the commit; HEAD where they come to the same.
  private func write(
    _ plan: inout SnapshotPlan, on head: String?, into git: GitProgram
  ) throws(StoreFailure) -> String? {
    for left in plan.leftOut where left.reason == .nestedRepository {
      let folder = Path.join(tree.top, left.path.string)
      let question = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]
      if case .failed = try self.git.with(in: folder).run(question) {
        plan.dropNested(left.path.bytes)
      }
    }
    // A split index would leave its other half in the user's git folder.
    let whole = ["-c", "core.splitIndex=false"]
    try restore(excluded, to: head, with: git, whole)
    let update = whole + ["-c", "core.safecrlf=false", "update-index"]
    if !plan.removals.isEmpty {
      _ = try output(
        git.run(
          update + ["--force-remove", "-z", "--stdin"], input: Self.list(plan.removals)))
    }
    if !plan.additions.isEmpty {
      _ = try output(
        git.run(
          update + ["--add", "--remove", "--replace", "-z", "--stdin"],
          input: Self.list(plan.additions.map(\.path))))
    }
    // A partial clone has no need of what it hasn't got.
    let root = try line(git.run(whole + ["write-tree", "--missing-ok"]))
    guard let head else {
      return try commit(root, parent: nil, seconds: plan.newest / 1_000_000_000)
    }
    let about = try line(git.run(["rev-list", "-1", "--format=%T %ct", head])).split(separator: " ")
    guard about.count == 2, let seconds = Int(about[1]) else {
      throw .noSnapshot(root: tree.top, reason: "git rev-list says nothing of '\(head)'")
    }
    return about[0] == root ? head : try commit(root, parent: head, seconds: seconds)
  }

  /// Has the index say of what doesn't count what HEAD says of it, whatever somebody has staged there.
  private func restore(
    _ paths: [String], to head: String?, with git: GitProgram, _ options: [String]
  ) throws(StoreFailure) {
    let names = ["--"] + paths.map { ":(top,literal)\($0)" }
    guard names.count > 1 else { return }
    guard let head else {
      let staged = try output(git.run(["ls-files", "-z"] + names))
      let remove = ["update-index", "--force-remove", "-z", "--stdin"]
      if !staged.isEmpty { _ = try output(git.run(options + remove, input: staged)) }
      return
    }
    if case .failed(1, _) = try git.run(["diff-index", "--cached", "--quiet", head] + names) {
      _ = try output(git.run(options + ["reset", "--quiet", head] + names))
    }
  }

  /// Commits a tree.
  private func commit(
    _ root: String, parent: String?, seconds: Int
  ) throws(StoreFailure) -> String {
    let author = Self.author(seconds)
    var variables: [String: String] = [:]
    for who in ["AUTHOR", "COMMITTER"] {
      variables["GIT_\(who)_NAME"] = author.name
      variables["GIT_\(who)_EMAIL"] = author.email
      variables["GIT_\(who)_DATE"] = "@\(author.seconds) +0000"
    }
    let words = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", root]
    return try line(
      git.with(variables).run(
        words + (parent.map { ["-p", $0] } ?? []), input: Array(Self.message.utf8)))
  }

  private func output(_ answer: GitProgram.Answer) throws(StoreFailure) -> [UInt8] {
    switch answer {
    case .output(let bytes): return bytes
    case .failed(_, let reason): throw .noSnapshot(root: tree.top, reason: reason)
    }
  }

  /// The last line of what git answered.
  private func line(_ answer: GitProgram.Answer) throws(StoreFailure) -> String {
    let lines = try output(answer).split(separator: UInt8(ascii: "\n"))
    return String(decoding: lines.last ?? [], as: UTF8.self)
  }

  private static func list(_ paths: [[UInt8]]) -> [UInt8] {
    Array(paths.joined(separator: [0])) + [0]
  }
}
