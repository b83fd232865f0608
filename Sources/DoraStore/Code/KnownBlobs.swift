import DoraModel
import DoraSystem

/// What the files of the last snapshot were stored as, so that those that haven't changed aren't read again.
struct KnownBlobs {
  private let path: String
  /// What contents depend on beside the files themselves.
  private let key: [UInt8]
  /// By its path, what was seen of a file and of its attributes, and the object that it is.
  private var files: [[UInt8]: (seen: [UInt8], id: ObjectID)] = [:]

  /// Those that were found with the same settings and index; `folder` is where they're kept.
  init(in folder: String, of tree: WorkTree, key: String) {
    path = Path.join(folder, "snapshot-\(SHA1.digest(Array(tree.top.utf8)).hex).blobs")
    self.key = Array("2 \(key)\n".utf8)
    guard let bytes = try? File.contents(path), bytes.starts(with: self.key) else { return }
    bytes.withUnsafeBytes { all in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: all[self.key.count...]))
      while !reader.isAtEnd, !reader.isBroken {
        let (name, seen, id) = (reader.list(), reader.list(), reader.id())
        if !reader.isBroken { files[name] = (seen, id) }
      }
    }
  }

  /// The object of a file that is as it was.
  func id(of addition: SnapshotPlan.Addition) -> ObjectID? {
    files[addition.path].flatMap { $0.seen == addition.seen ? $0.id : nil }
  }

  /// Keeps these in the place of all others.
  func keep(_ found: [(addition: SnapshotPlan.Addition, id: ObjectID)]) {
    if found.count == files.count, found.allSatisfy({ id(of: $0.addition) == $0.id }) { return }
    var file = ByteWriter(bytes: key)
    for (addition, id) in found {
      file.put(addition.path)
      file.put(addition.seen)
      file.put(id)
    }
    // They're found again when they can't be kept.
    try? File.replace(path, with: file.bytes)
  }
}
