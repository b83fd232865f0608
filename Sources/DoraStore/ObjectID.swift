import CLibgit2
import DoraModel

/// The SHA-1 that names a git object, held inline: a scan of 100,000 XPs makes as many of these, and no arrays.
struct ObjectID: Hashable, Sendable {
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  static let size = 20

  /// Reads 20 bytes; there must be as many.
  init(_ bytes: UnsafeRawBufferPointer) {
    high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    middle = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
  }

  init(_ oid: git_oid) { self = withUnsafeBytes(of: oid) { ObjectID($0) } }

  /// The name that 40 hex digits spell, or nil.
  init?(hex: String) {
    guard let digest = Digest(hex: hex) else { return nil }
    self = digest.bytes.withUnsafeBytes { ObjectID($0) }
  }

  /// What stands for no object.
  static let none = ObjectID(git_oid())

  /// As libgit2 wants it.
  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { write(to: $0) }
    return oid
  }

  /// Writes the 20 bytes to the start of a buffer.
  func write(to bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
    bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
    bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
  }

  /// Appends the 20 bytes.
  func append(to bytes: inout [UInt8]) {
    withUnsafeBytes(of: oid) { bytes.append(contentsOf: $0) }
  }

  /// 40 lower-case hex digits.
  var hex: String {
    withUnsafeBytes(of: oid) { bytes in
      let digits = Array("0123456789abcdef".utf8)
      return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }
}
