import CLibgit2
import DoraModel
import DoraSystem

/// Writes many objects as one pack.
///
/// 100,000 loose objects are 100,000 files, and take minutes; a pack is one. No object is a delta of another: records
/// differ too much for it to be worth the search.
final class PackWriter {
  /// Up to this size compressing takes longer than everything else together, and saves a quarter at best.
  private static let small = 512

  private let repository: Repository
  private let stream: UnsafeMutablePointer<z_stream>
  private var bytes: [UInt8] = []
  private var count: UInt32 = 0

  init(_ repository: Repository) throws(StoreFailure) {
    self.repository = repository
    // zlib's state points back at the stream, so it must stay where it is.
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard dora_deflate_init(stream, 1) == Z_OK else {
      stream.deallocate()
      throw .system(SystemFailure("compress", "pack", code: 12))
    }
    bytes.append(contentsOf: "PACK".utf8)
    append(UInt32(2).bigEndian)
    append(UInt32(0))
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Adds one object; none may be added twice.
  func put(_ kind: ObjectKind, _ content: [UInt8]) {
    count += 1
    // Four bits of the size beside the kind, then seven a byte, the lowest first.
    var size = content.count
    var head = UInt8(kind.rawValue) << 4 | UInt8(size & 15)
    size >>= 4
    while size > 0 {
      bytes.append(head | 0x80)
      head = UInt8(size & 0x7F)
      size >>= 7
    }
    bytes.append(head)
    content.count <= Self.small ? store(content) : compress(content)
  }

  /// Appends a zlib stream of one block that isn't compressed.
  private func store(_ content: [UInt8]) {
    bytes.append(contentsOf: [0x78, 0x01, 0x01])
    append(UInt16(content.count).littleEndian)
    append((~UInt16(content.count)).littleEndian)
    bytes.append(contentsOf: content)
    append(UInt32(truncatingIfNeeded: adler32(1, content, uInt(content.count))).bigEndian)
  }

  private func compress(_ content: [UInt8]) {
    deflateReset(stream)
    let room = Int(deflateBound(stream, uLong(content.count)))
    content.withUnsafeBufferPointer { input in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { output in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = uInt(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = uInt(room)
        // deflateBound promises that it fits.
        deflate(stream, Z_FINISH)
        bytes.append(contentsOf: output.prefix(room - Int(stream.pointee.avail_out)))
      }
    }
  }

  /// Ends the pack, indexes it and puts both in the repository, on the disk for good.
  func finish() throws(StoreFailure) {
    for i in 0..<4 { bytes[8 + i] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * i)) }
    bytes.append(contentsOf: SHA1.digest(bytes).bytes)
    let folder = repository.path + "/objects/pack"
    var indexer: OpaquePointer?
    var progress = git_indexer_progress()
    try git("write", folder) { git_indexer_new(&indexer, folder, 0, nil, nil) }
    defer { git_indexer_free(indexer) }
    try git("write", folder) { git_indexer_append(indexer, bytes, bytes.count, &progress) }
    try git("write", folder) { git_indexer_commit(indexer, &progress) }
    guard let name = git_indexer_name(indexer).map({ String(cString: $0) }) else { return }
    do throws(SystemFailure) {
      try WriteOut.sync("\(folder)/pack-\(name).pack")
      try WriteOut.sync("\(folder)/pack-\(name).idx")
      try WriteOut.sync(folder)
    } catch {
      throw .system(error)
    }
    removeLeftovers(in: folder, before: "pack-\(name).pack")
  }

  /// Removes what writers left that were killed in the middle of a pack, an hour and more before `newest` was written.
  private func removeLeftovers(in folder: String, before newest: String) {
    guard let now = File.status("\(folder)/\(newest)")?.modified,
      let names = try? File.names(in: folder)
    else { return }
    for name in names where name.hasPrefix("pack_git2_") {
      guard let left = File.status("\(folder)/\(name)"),
        now - left.modified > 3_600_000_000_000
      else { continue }
      try? File.removeAll("\(folder)/\(name)")
    }
  }

  private func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }
}
