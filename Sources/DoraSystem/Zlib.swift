import CSystem

/// zlib's format, as Python's `zlib.compress` writes it.
package enum Zlib {
  /// Nothing that people paste becomes larger than this.
  private static let largest = 256 << 20

  package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: dora_zlib_bound(bytes.count))
    let count = dora_zlib_compress(bytes, bytes.count, &out, out.count)
    return Array(out.prefix(max(0, count)))
  }

  /// What was compressed; nil when the bytes are no zlib stream.
  package static func decompressed(_ bytes: [UInt8]) -> [UInt8]? {
    var room = max(4096, bytes.count * 8)
    while room <= largest {
      var out = [UInt8](repeating: 0, count: room)
      let count = dora_zlib_decompress(bytes, bytes.count, &out, out.count)
      if count >= 0 { return Array(out.prefix(count)) }
      // zlib says the same of a stream that breaks off; then more room never helps.
      if count == -1 { return nil }
      room *= 4
    }
    return nil
  }
}
