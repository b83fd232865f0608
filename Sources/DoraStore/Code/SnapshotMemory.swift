import DoraModel
import DoraSystem
import Glibc

/// What the last snapshot of a work tree was made of, so that an unchanged one needs no new look at its files.
struct SnapshotMemory {
  private let path: String
  private let key: String

  /// `folder` is where it's kept; nothing in there is ever needed.
  init(
    in folder: String, of tree: WorkTree, plan: SnapshotPlan, limits: SnapshotLimits,
    facts settings: [UInt8]
  ) {
    let name = SHA1.digest(Array(tree.top.utf8)).hex
    path = Path.join(folder, "snapshot-\(name).json")
    let facts = Array("2 \(limits.file) \(limits.total)\n".utf8) + plan.seen + settings
    key = SHA1.digest(facts).hex
  }

  /// The commit that holds this work tree, when the last snapshot was of the very same.
  func commit() -> String? {
    guard let bytes = try? File.contents(path), let kept = try? JSONReader.read(bytes),
      kept["key"]?.string == key
    else { return nil }
    return kept["commit"]?.string
  }

  /// The time of the file system that this is on, in nanoseconds since 1970; 0 when it doesn't say.
  var now: Int {
    let folder = Path.parent(path)
    let probe = Path.join(folder, "index.time-\(getpid())-\(UInt32.random(in: .min ... .max))")
    guard (try? File.append([], to: probe)) != nil else { return 0 }
    defer { unlink(probe) }
    return File.status(probe)?.changed ?? 0
  }

  /// Keeps a snapshot that was read after `taken`, unless a file could have changed since without a trace.
  func keep(_ commit: String, plan: SnapshotPlan, taken: Int) {
    guard plan.isComplete, plan.newest + PathStatus.tick < taken else { return }
    // It's made again when it can't be kept.
    try? File.replace(path, with: PythonJSON.bytes(["key": JSON(key), "commit": JSON(commit)]))
  }
}
