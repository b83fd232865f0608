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
    var content: Content

    /// The first byte of the digest.
    var folder: UInt8 {
      switch content {
      case .summary(let summary): summary.digest.bytes[0]
      case .packed(let file, let place): file.bytes[place]
      }
    }
  }

  /// A summary, or where it is in the file: most are only copied from one index to the next.
  ///
  /// Indirect, so that 10,000 items are copied as a few words each.
  enum Content {
    indirect case summary(Summary)
    case packed(PackedSummaries, Int)
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

  private static let magic = Array("dora overview 5\n".utf8)

  /// Reads the file, or nil when there is none that is whole.
  static func read(_ path: String) -> OverviewIndex? {
    guard let bytes = try? File.contents(path), bytes.starts(with: magic) else { return nil }
    let isWhole = bytes.withUnsafeBytes { all in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: all[magic.count...]))
      let sum = reader.integer(UInt32.self)
      guard all.count > magic.count + 4 else { return false }
      return sum == checksum(UnsafeRawBufferPointer(rebasing: all[(magic.count + 4)...]))
    }
    return isWhole ? OverviewIndex(bytes) : nil
  }

  /// Replaces the file.
  func write(_ path: String) throws(SystemFailure) {
    if let encoded { try Self.write(content: encoded, to: path) }
  }

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
  /// All but the file's first words and its checksum; nil when a summary can't be read.
  var encoded: [UInt8]? {
    var shared = SharedValues()
    var list = ByteWriter()
    list.bytes.reserveCapacity(items.count * 320)
    list.put(UInt32(items.count))
    for item in items {
      list.put(item.xp)
      list.put(item.runs)
      guard let summary = item.summary else { return nil }
      var one = ByteWriter()
      summary.encode(to: &one, &shared)
      list.put(UInt32(one.bytes.count))
      list.bytes += one.bytes
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

  /// The briefs in a file that is of this commit, in its order; nil when it's another, or broken.
  ///
  /// For a key press: nothing else of the file is read, and its checksum isn't asked. Whatever is wrong with the bytes, the
  /// worst that comes of it is a word that names no XP.
  static func briefs(_ path: String, of tip: ObjectID) -> [Brief]? {
    guard let bytes = try? File.contents(path), bytes.starts(with: magic) else { return nil }
    return bytes.withUnsafeBytes { all in
      var reader = ByteReader(all)
      reader.skip(magic.count + 4)
      guard reader.id() == tip else { return nil }
      reader.skip(256 * 2 * ObjectID.size)
      let shared = SharedValues(from: &reader)
      let count = Int(reader.integer(UInt32.self))
      var found: [Brief] = []
      found.reserveCapacity(min(count, bytes.count / 64))
      while found.count < count {
        reader.skip(2 * ObjectID.size)
        let end = Int(reader.integer(UInt32.self)) + reader.place
        guard let brief = Brief(from: &reader, shared), reader.place <= end else { return nil }
        reader.skip(end - reader.place)
        if reader.isBroken { return nil }
        found.append(brief)
      }
      return reader.isAtEnd ? found : nil
    }
  }

  /// Takes a whole file, of which it reads all but the summaries.
  private init?(_ bytes: [UInt8]) {
    let found = bytes.withUnsafeBytes { all -> OverviewIndex? in
      var reader = ByteReader(all)
      reader.skip(Self.magic.count + 4)
      var index = OverviewIndex(
        tip: reader.id(),
        folders: (0..<256).map { _ in Folder(xps: reader.id(), runs: reader.id()) }, items: [])
      let file = PackedSummaries(bytes: bytes, shared: SharedValues(from: &reader))
      let count = Int(reader.integer(UInt32.self))
      index.items.reserveCapacity(min(count, bytes.count / 64))
      while index.items.count < count, !reader.isBroken {
        let xp = reader.id()
        let runs = reader.id()
        let size = Int(reader.integer(UInt32.self))
        // A digest at least.
        guard size >= 20 else { return nil }
        index.items.append(Item(xp: xp, runs: runs, content: .packed(file, reader.place)))
        reader.skip(size)
      }
      return !reader.isBroken && reader.isAtEnd ? index : nil
    }
    guard let found else { return nil }
    self = found
  }
}
