import DoraModel
import DoraSystem

/// What a snapshot has to do to an index that is as the user's: paths to read anew, paths to drop, paths to leave out.
struct SnapshotPlan {
  /// A path to read anew, as it was seen.
  struct Addition {
    let path: [UInt8]
    let status: PathStatus
    /// What was seen of the files that say how it's stored.
    fileprivate(set) var rules: [UInt8] = []

    /// Equal means that it's stored as it was.
    var seen: [UInt8] { status.facts + rules }
  }

  private(set) var additions: [Addition] = []
  private(set) var removals: [[UInt8]] = []
  private(set) var leftOut: [LeftOut] = []
  /// What was seen of the changed files: equal means that nothing has moved.
  private(set) var seen: [UInt8]
  /// When the newest of them was last written, in nanoseconds since 1970.
  private(set) var newest = 0
  /// Whether `seen` says everything; the commit of a repository inside this one isn't in it.
  private(set) var isComplete = true
  /// Whether there are repositories inside this one that were to be looked at.
  private(set) var isNesting = false

  /// The work tree's folder, as what all paths begin with.
  private let folder: [UInt8]

  /// Looks at every file that `status` says has changed; `top` is the work tree's folder.
  ///
  /// `restless` are files that can't be read as they never stand still.
  init(
    _ status: CodeStatus, top: String, limits: SnapshotLimits, restless: Set<[UInt8]> = []
  ) {
    seen = status.bytes
    var files: [Addition] = []
    folder = Array((top == "/" ? top : top + "/").utf8)
    for change in status.changes {
      if change.isDirtySubmodule { leave(change.path, .dirtySubmodule) }
      // What only the index knows is in its copy already.
      if change.work == UInt8(ascii: ".") || change.isOnlyDirty { continue }
      let found = PathStatus(folder + change.path)
      note(found)
      guard let found, change.work != UInt8(ascii: "D") else {
        removals.append(change.path)
        continue
      }
      switch found.kind {
      case .folder:
        isComplete = false
        isNesting = true
        let path = change.isNested ? Array(change.path.dropLast()) : change.path
        if change.isNested { leave(path, .nestedRepository) }
        additions.append(Addition(path: path, status: found))
      case .other:
        removals.append(change.path)
        leave(change.path, .notAFile)
      case .file where !found.isReadable: leave(change.path, .unreadable)
      case .file where found.size > limits.file: leave(change.path, .tooLarge(found.size))
      case .file where restless.contains(change.path):
        isComplete = false
        leave(change.path, .restless)
      case .file: files.append(Addition(path: change.path, status: found))
      case .link: additions.append(Addition(path: change.path, status: found))
      }
    }
    for path in status.unreadable { leave(path, .unreadable) }
    take(files, within: limits.total)
    // A conflict can't be written down; what isn't taken of one is dropped.
    let taken = Set(additions.map(\.path))
    for change in status.changes where change.work == UInt8(ascii: "u") {
      if !taken.contains(change.path) { removals.append(change.path) }
    }
    var known: [ArraySlice<UInt8>: [UInt8]] = [:]
    for place in additions.indices {
      additions[place].rules = rules(above: additions[place].path[...], &known)
    }
  }

  /// What is seen of `.gitattributes` in the folders above a path; git doesn't list one that it ignores.
  private mutating func rules(
    above path: ArraySlice<UInt8>, _ known: inout [ArraySlice<UInt8>: [UInt8]]
  ) -> [UInt8] {
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { path[..<$0] } ?? []
    if let rules = known[folder] { return rules }
    var rules = slash == nil ? [] : rules(above: folder, &known)
    let name = Array((slash.map { path[...$0] } ?? []) + ".gitattributes".utf8)
    if let status = PathStatus(place(of: name)) {
      rules += status.facts
      seen += name + [0]
      note(status)
    }
    known[folder] = rules
    return rules
  }

  /// Takes files, but for the largest when all together are too much.
  private mutating func take(_ files: [Addition], within limit: Int) {
    var total = files.reduce(0) { $0 + $1.status.size }
    var dropped: Set<[UInt8]> = []
    if total > limit {
      let largestFirst = files.sorted {
        ($1.status.size, Text(bytes: $0.path)) < ($0.status.size, Text(bytes: $1.path))
      }
      for file in largestFirst where total > limit {
        total -= file.status.size
        dropped.insert(file.path)
        leave(file.path, .tooLarge(file.status.size))
      }
    }
    for file in files where !dropped.contains(file.path) { additions.append(file) }
  }

  /// The files that aren't as they were seen, and so may have been read half changed; what's gone is one of them.
  var moved: [[UInt8]] {
    additions.filter {
      $0.status.kind != .folder && PathStatus(folder + $0.path)?.facts != $0.status.facts
    }.map(\.path)
  }

  /// Where a path of the work tree is.
  func place(of path: [UInt8]) -> [UInt8] { folder + path }

  /// Leaves a nested repository out whose commit can't be recorded.
  mutating func dropNested(_ path: [UInt8]) {
    additions.removeAll { $0.path == path }
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
    seen += status.facts
  }
}
