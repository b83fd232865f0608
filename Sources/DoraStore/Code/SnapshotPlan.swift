import DoraModel
import DoraSystem

/// What a snapshot has to do to an index that is as the user's: paths to read anew, paths to drop, paths to leave out.
struct SnapshotPlan {
  private(set) var additions: [[UInt8]] = []
  private(set) var removals: [[UInt8]] = []
  private(set) var leftOut: [LeftOut] = []
  /// What was seen of the changed files: equal means that nothing has moved.
  private(set) var seen: [UInt8]
  /// When the newest of them was last written, in nanoseconds since 1970.
  private(set) var newest = 0
  /// Whether `seen` says everything; the commit of a repository inside this one isn't in it.
  private(set) var isComplete = true

  /// Looks at every file that `status` says has changed; `top` is the work tree's folder.
  init(_ status: CodeStatus, top: String, limits: SnapshotLimits) {
    seen = status.bytes
    var sizes: [(path: [UInt8], size: Int)] = []
    let folder = Array((top == "/" ? top : top + "/").utf8)
    for change in status.changes {
      if change.isDirtySubmodule { leave(change.path, .dirtySubmodule) }
      // What only the index knows is in its copy already.
      if change.work == UInt8(ascii: ".") || change.isOnlyDirty { continue }
      let found = PathStatus(folder + change.path)
      note(found)
      switch found?.kind {
      case _ where change.work == UInt8(ascii: "D"), nil: removals.append(change.path)
      case .folder:
        isComplete = false
        if change.isNested { leave(Array(change.path.dropLast()), .nestedRepository) }
        additions.append(change.isNested ? Array(change.path.dropLast()) : change.path)
      case .other:
        removals.append(change.path)
        leave(change.path, .notAFile)
      case .file where found?.isReadable == false: leave(change.path, .unreadable)
      case .file where (found?.size ?? 0) > limits.file:
        leave(change.path, .tooLarge(found?.size ?? 0))
      case .file:
        sizes.append((change.path, found?.size ?? 0))
      case .link:
        additions.append(change.path)
      }
    }
    take(sizes, within: limits.total)
    // A conflict can't be written down; what isn't taken of one is dropped.
    let taken = Set(additions)
    for change in status.changes where change.work == UInt8(ascii: "u") {
      if !taken.contains(change.path) { removals.append(change.path) }
    }
  }

  /// Takes files, but for the largest when all together are too much.
  private mutating func take(_ files: [(path: [UInt8], size: Int)], within limit: Int) {
    var total = files.reduce(0) { $0 + $1.size }
    var dropped: Set<[UInt8]> = []
    if total > limit {
      let largestFirst = files.sorted {
        ($1.size, Text(bytes: $0.path)) < ($0.size, Text(bytes: $1.path))
      }
      for file in largestFirst where total > limit {
        total -= file.size
        dropped.insert(file.path)
        leave(file.path, .tooLarge(file.size))
      }
    }
    for file in files where !dropped.contains(file.path) { additions.append(file.path) }
  }

  /// Leaves a nested repository out whose commit can't be recorded.
  mutating func dropNested(_ path: [UInt8]) {
    additions.removeAll { $0 == path }
    leftOut.removeAll { $0.path.bytes == path }
    leave(path, .noCommit)
  }

  private mutating func leave(_ path: [UInt8], _ reason: LeftOut.Reason) {
    leftOut.append(LeftOut(path: Text(bytes: path), reason: reason))
  }

  private mutating func note(_ status: PathStatus?) {
    guard let status else {
      seen.append(0)
      return
    }
    newest = max(newest, status.modified, status.changed)
    let facts = [
      Int(status.mode), status.size, Int(truncatingIfNeeded: status.inode), status.modified,
      status.changed,
    ]
    for fact in facts { withUnsafeBytes(of: fact) { seen.append(contentsOf: $0) } }
  }
}
