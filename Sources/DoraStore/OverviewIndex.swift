import CLibgit2
import DoraModel
import DoraSystem

/// What an overview needs of every record as of one commit, in one file of the store's cache.
///
/// The file is derived: whatever is wrong with it, it's made again from the records.
struct OverviewIndex {
  /// One XP, with the blobs that its summary was read from.
  struct Item {
    var xp: ObjectID
    /// `.none` when it never ran.
    var runs: ObjectID
    var summary: Summary

    var folder: Int { Int(summary.digest.bytes[0]) }
  }

  /// The trees of the folders that hold a byte's XPs and runs.
  struct Folder: Equatable {
    var xps = ObjectID.none
    var runs = ObjectID.none
  }

  /// The commit.
  var tip: ObjectID
  /// One for each first byte of a digest.
  var folders: [Folder]
  /// In the order of their digests.
  var items: [Item]

  private static let magic = Array("dora overview 3\n".utf8)

  /// Reads the file, or nil when there is none that is whole.
  static func read(_ path: String) -> OverviewIndex? {
    guard let bytes = try? File.contents(path), bytes.starts(with: magic) else { return nil }
    return bytes.withUnsafeBytes { all in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: all[magic.count...]))
      let sum = reader.integer(UInt32.self)
      guard all.count > magic.count + 4 else { return nil }
      let rest = UnsafeRawBufferPointer(rebasing: all[(magic.count + 4)...])
      guard sum == checksum(rest) else { return nil }
      return OverviewIndex(rest)
    }
  }

  /// Replaces the file.
  func write(_ path: String) throws(SystemFailure) { try Self.write(content: encoded, to: path) }

  static func write(content: [UInt8], to path: String) throws(SystemFailure) {
    var file = ByteWriter(bytes: Self.magic)
    file.bytes.reserveCapacity(content.count + 32)
    file.put(content.withUnsafeBytes { Self.checksum($0) })
    file.bytes += content
    try File.makeFolders(Path.parent(path))
    try File.replace(path, with: file.bytes)
  }

  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let bytes = bytes.bindMemory(to: UInt8.self)
    return UInt32(truncatingIfNeeded: crc32(0, bytes.baseAddress, uInt(bytes.count)))
  }
}

extension OverviewIndex {
  /// All but the file's first words and its checksum.
  var encoded: [UInt8] {
    var shared = SharedValues()
    var list = ByteWriter()
    list.bytes.reserveCapacity(items.count * 320)
    list.put(UInt32(items.count))
    for item in items {
      list.put(item.xp)
      list.put(item.runs)
      item.summary.encode(to: &list, &shared)
    }
    var all = ByteWriter()
    all.bytes.reserveCapacity(list.bytes.count + 65_536)
    all.put(tip)
    for folder in folders {
      all.put(folder.xps)
      all.put(folder.runs)
    }
    shared.encode(to: &all)
    all.bytes += list.bytes
    return all.bytes
  }

  private init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    tip = reader.id()
    folders = (0..<256).map { _ in Folder(xps: reader.id(), runs: reader.id()) }
    let shared = SharedValues(from: &reader)
    let count = Int(reader.integer(UInt32.self))
    items = []
    items.reserveCapacity(min(count, bytes.count / 64))
    while items.count < count, !reader.isBroken {
      let xp = reader.id()
      let runs = reader.id()
      guard let summary = Summary(from: &reader, shared) else { return nil }
      items.append(Item(xp: xp, runs: runs, summary: summary))
    }
    guard !reader.isBroken, reader.isAtEnd else { return nil }
  }
}
