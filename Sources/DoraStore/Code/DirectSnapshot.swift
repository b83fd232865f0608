import CLibgit2
import DoraModel
import DoraSystem
import Glibc

/// A snapshot of a repository in which nothing is unusual: trees and commit are written in this process.
///
/// Contents stay git's work, since filters, attributes and line endings are; but one question answers for all files, and
/// none is needed for those that are known. All else that git would do to an index can be said of HEAD's tree. Where that
/// isn't so, or only may not be, there is no such snapshot, and `SnapshotMaker` takes the long way: it gives the same.
struct DirectSnapshot {
  private let repository: Repository
  private let git: GitProgram
  private let plan: SnapshotPlan
  private let status: CodeStatus
  private let head: ObjectID

  /// `git` is at work in the top of the work tree; nil where something is unusual.
  init?(
    _ plan: SnapshotPlan, _ status: CodeStatus, of tree: WorkTree, _ git: GitProgram,
    _ configuration: CodeConfiguration
  ) {
    guard configuration.isPlain, Self.isPlain(plan, status),
      let head = status.head.flatMap({ ObjectID(hex: $0) }),
      // What git would put in the place of HEAD or its tree.
      access(Path.join(tree.commonFolder, "refs/replace"), F_OK) != 0,
      !Pins.packed(in: tree, contain: " refs/replace/"),
      access(Path.join(tree.commonFolder, "info/grafts"), F_OK) != 0,
      let repository = try? Repository(at: tree.commonFolder)
    else { return nil }
    self.repository = repository
    self.git = git
    self.plan = plan
    self.status = status
    self.head = head
  }

  private static func isPlain(_ plan: SnapshotPlan, _ status: CodeStatus) -> Bool {
    if plan.isNesting { return false }
    let taken = Set(plan.additions.map(\.path))
    let attributes = Array(".gitattributes".utf8)
    for change in status.changes {
      if change.submodule.first == UInt8(ascii: "S") { return false }
      // git takes those that aren't in the work tree from the index, which isn't asked here.
      if change.path.ends(with: attributes), !taken.contains(change.path) { return false }
    }
    // One path a line, and with a quote in front it would be something else.
    return !plan.additions.contains {
      $0.path.first == UInt8(ascii: "\"") || $0.path.contains(UInt8(ascii: "\n"))
    }
  }

  /// The objects of what is to be read, those that `known` has without reading them; nil where it isn't plain after all.
  func objects(
    _ known: KnownBlobs
  ) throws(StoreFailure) -> [(addition: SnapshotPlan.Addition, id: ObjectID)]? {
    let tracked = Set(
      status.changes.filter { $0.work != UInt8(ascii: "?") }.map(\.path))
    var found: [(addition: SnapshotPlan.Addition, id: ObjectID)] = []
    var asked: [SnapshotPlan.Addition] = []
    for addition in plan.additions {
      if addition.status.kind == .link {
        guard let target = Self.target(of: plan.place(of: addition.path)) else { return nil }
        found.append((addition, try repository.write(.blob, target)))
      } else if let id = known.id(of: addition), repository.has(id) {
        found.append((addition, id))
      } else {
        // Whether line endings are made git's own depends on what the index has.
        if tracked.contains(addition.path), hasLineEndings(addition) { return nil }
        asked.append(addition)
      }
    }
    if asked.isEmpty { return found }
    let words = ["-c", "core.safecrlf=false", "hash-object", "-w", "--stdin-paths"]
    let list = asked.flatMap { $0.path + [UInt8(ascii: "\n")] }
    guard case .output(let answer) = try git.run(words, input: list) else { return nil }
    let ids = answer.split(separator: UInt8(ascii: "\n")).compactMap {
      ObjectID(hex: String(decoding: $0, as: UTF8.self))
    }
    guard ids.count == asked.count else { return nil }
    return found + zip(asked, ids).map { (addition: $0, id: $1) }
  }

  /// Writes the tree and the commit of these objects; HEAD where they come to the same.
  func commit(
    _ objects: [(addition: SnapshotPlan.Addition, id: ObjectID)]
  ) throws(StoreFailure) -> String? {
    let (tree, seconds) = try repository.read(head, .commit, "HEAD") {
      (CommitText.tree($0), CommitText.parts($0)?.seconds)
    }
    guard let tree, let seconds else { return nil }
    let root = try update(objects).write(on: tree, in: repository)
    if root == tree { return head.hex }
    let text = CommitText.bytes(
      tree: root, parents: [head], author: SnapshotMaker.author(seconds),
      message: SnapshotMaker.message)
    return try repository.write(.commit, text).hex
  }

  /// What the work tree makes of HEAD's tree.
  private func update(
    _ objects: [(addition: SnapshotPlan.Addition, id: ObjectID)]
  ) -> TreeUpdate {
    let update = TreeUpdate()
    for change in status.changes {
      switch change.staged {
      case UInt8(ascii: "."): continue
      case UInt8(ascii: "D"): update.set(change.path, .remove)
      default:
        if let id = ObjectID(hex: String(decoding: change.object, as: UTF8.self)) {
          update.set(change.path, .put(mode: change.mode, id))
        }
      }
    }
    for path in plan.removals { update.set(path, .remove) }
    for (addition, id) in objects {
      let mode: UInt32 =
        addition.status.kind == .link
        ? 0o120000 : addition.status.mode & 0o100 != 0 ? 0o100755 : 0o100644
      update.set(addition.path, .put(mode: mode, id))
    }
    return update
  }

  /// Whether a file has lines that end as those of DOS do, or can't be read.
  private func hasLineEndings(_ addition: SnapshotPlan.Addition) -> Bool {
    let name = (plan.place(of: addition.path) + [0]).map { CChar(bitPattern: $0) }
    let file = open(name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return true }
    defer { close(file) }
    guard let bytes = try? File.contents(of: file, named: "") else { return true }
    return bytes.withUnsafeBytes { bytes in
      guard var at = bytes.baseAddress else { return false }
      let end = at + bytes.count
      while let found = memchr(at, 0x0D, end - at) {
        at = UnsafeRawPointer(found) + 1
        if at < end, at.load(as: UInt8.self) == 0x0A { return true }
      }
      return false
    }
  }

  private static func target(of path: [UInt8]) -> [UInt8]? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink((path + [0]).map { CChar(bitPattern: $0) }, &bytes, bytes.count)
    guard count >= 0, count < bytes.count else { return nil }
    return bytes[..<count].map { UInt8(bitPattern: $0) }
  }
}

extension [UInt8] {
  fileprivate func ends(with name: [UInt8]) -> Bool { suffix(name.count).elementsEqual(name) }
}
