import DoraModel
import DoraSystem

/// What the last snapshot of a work tree was made of, so that an unchanged one needs no new look at its files.
struct SnapshotMemory {
  private let path: String
  private let key: String

  /// Writes within one tick of the clock leave the same times; see `Fingerprint`.
  private static let tick = 50_000_000

  /// `folder` is where it's kept; nothing in there is ever needed.
  init(in folder: String, of tree: WorkTree, plan: SnapshotPlan, limits: SnapshotLimits) {
    let name = SHA1.digest(Array(tree.top.utf8)).hex
    path = Path.join(folder, "snapshot-\(name).json")
    var facts = Array("1 \(limits.file) \(limits.total)\n".utf8) + plan.seen
    // Filters and line endings are configured there.
    for file in ["config", "info/attributes"] {
      let status = PathStatus(Array(Path.join(tree.commonFolder, file).utf8))
      facts += "\(status?.changed ?? 0) \(status?.inode ?? 0)\n".utf8
    }
    key = SHA1.digest(facts).hex
  }

  /// The commit that holds this work tree, when the last snapshot was of the very same.
  func commit() -> String? {
    guard let bytes = try? File.contents(path), let kept = try? JSONReader.read(bytes),
      kept["key"]?.string == key
    else { return nil }
    return kept["commit"]?.string
  }

  /// Keeps a snapshot that was read after `taken`, unless a file could have changed since without a trace.
  func keep(_ commit: String, plan: SnapshotPlan, taken: Int) {
    guard plan.isComplete, plan.newest + Self.tick < taken else { return }
    // It's made again when it can't be kept.
    try? File.replace(path, with: PythonJSON.bytes(["key": JSON(key), "commit": JSON(commit)]))
  }
}
