/// What kind of index a git index file is, by a walk over it that looks at no name and no object.
///
/// The format is documented in gitformat-index(5). Whatever isn't exactly as it says there is no plain index.
struct IndexFile {
  /// Whether it's whole in this one file, with nothing but files and links that are checked out.
  ///
  /// Sparse and split indexes aren't, nor are those with a submodule.
  let isPlain: Bool
  /// Whether git knows from a file system monitor what hasn't changed since.
  let isWatched: Bool

  init(_ bytes: [UInt8]) {
    (isPlain, isWatched) = bytes.withUnsafeBytes { bytes in
      var walk = Walk(bytes)
      return (walk.entriesArePlain() && walk.extensionsArePlain(), walk.isWatched)
    }
  }
}

private struct Walk {

  private static let header = 12
  /// The file's last bytes: its checksum.
  private static let trailer = 20
  /// Times, device, mode, owner, size, object and flags; a name follows.
  private static let fixed = 62

  private let bytes: UnsafeRawBufferPointer
  private let end: Int
  private var at = header
  private(set) var isWatched = false

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    end = bytes.count - Self.trailer
  }

  private func integer<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
    T(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
  }

  mutating func entriesArePlain() -> Bool {
    guard end >= Self.header, bytes.starts(with: "DIRC".utf8) else { return false }
    let version = integer(4, UInt32.self)
    guard (2...4).contains(version) else { return false }
    for _ in 0..<integer(8, UInt32.self) {
      guard at + Self.fixed + 2 < end else { return false }
      let kind = integer(at + 24, UInt32.self) >> 12
      // A file or a symbolic link; folders are of sparse indexes, and what is both is a submodule.
      guard kind == 0o10 || kind == 0o12 else { return false }
      let flags = integer(at + 60, UInt16.self)
      let start = at
      at += Self.fixed
      if flags & 0x4000 != 0 {
        // Not to be checked out.
        guard version > 2, integer(at, UInt16.self) & 0x4000 == 0 else { return false }
        at += 2
      }
      if version == 4 {
        // How much of the name before is dropped, in 7 bits a byte.
        while at < end, bytes[at] & 0x80 != 0 { at += 1 }
        at += 1
      }
      let name = at
      let length = Int(flags & 0xFFF)
      // Longer names don't say how long they are; compressed ones say it of the whole.
      if version < 4, length < 0xFFF { at += length }
      while at < end, bytes[at] != 0 { at += 1 }
      if version < 4, length < 0xFFF, at != name + length { return false }
      at = version == 4 ? at + 1 : start + (at - start + 8) & ~7
    }
    return at <= end
  }

  mutating func extensionsArePlain() -> Bool {
    let known = ["TREE", "REUC", "UNTR", "EOIE", "IEOT", "FSMN"].map { Array($0.utf8) }
    while at < end {
      guard at + 8 <= end else { return false }
      let name = bytes[at..<at + 4]
      guard known.contains(where: { $0.elementsEqual(name) }) else { return false }
      if name.elementsEqual("FSMN".utf8) { isWatched = true }
      at += 8 + Int(integer(at + 4, UInt32.self))
    }
    return at == end
  }
}
