/// SHA-1, as FIPS 180-4 defines it.
///
/// A signature is not a secret: 60 lines here cost less than a crypto library's 3 MB.
package enum SHA1 {
  /// The digest of `message`.
  package static func digest(_ message: [UInt8]) -> Digest {
    var h: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0
    )
    var tail = Array(message[(message.count & ~63)...])
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(message.count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { w in
      message.withUnsafeBufferPointer { all in
        for block in stride(from: 0, to: message.count & ~63, by: 64) {
          mix(&h, UnsafeBufferPointer(rebasing: all[block..<block + 64]), w)
        }
      }
      tail.withUnsafeBufferPointer { all in
        for block in stride(from: 0, to: tail.count, by: 64) {
          mix(&h, UnsafeBufferPointer(rebasing: all[block..<block + 64]), w)
        }
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    for word in [h.0, h.1, h.2, h.3, h.4] {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return Digest(bytes: bytes)
  }

  private static func mix(
    _ h: inout (UInt32, UInt32, UInt32, UInt32, UInt32), _ block: UnsafeBufferPointer<UInt8>,
    _ w: UnsafeMutableBufferPointer<UInt32>
  ) {
    for i in 0..<16 {
      w[i] =
        UInt32(block[4 * i]) << 24 | UInt32(block[4 * i + 1]) << 16
        | UInt32(block[4 * i + 2]) << 8 | UInt32(block[4 * i + 3])
    }
    for i in 16..<80 { w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1) }
    var (a, b, c, d, e) = h
    for i in 0..<80 {
      let (f, k): (UInt32, UInt32) =
        switch i {
        case ..<20: (b & c | ~b & d, 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      let next = rotate(a, 5) &+ f &+ e &+ k &+ w[i]
      (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
    }
    h = (h.0 &+ a, h.1 &+ b, h.2 &+ c, h.3 &+ d, h.4 &+ e)
  }

  @inline(__always)
  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x << n | x >> (32 - n) }
}
