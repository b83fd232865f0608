/// Every decimal digit of a finite double: the value is 0.d₁d₂d₃… × 10^point, with no rounding at all.
///
/// A format like `.3f` must round this and not the shortest form: 2.675 is a little less, and shows as 2.67.
struct ExactDecimal: Equatable {
  /// Digits 0 to 9; neither the first nor the last is 0, and zero has none.
  private(set) var digits: [UInt8]
  /// The place of the decimal point, counted from before the first digit.
  private(set) var point: Int

  private static let base: UInt64 = 1_000_000_000

  /// Expands a value that is finite and not negative.
  init(_ value: Double) {
    guard value > 0, value.isFinite else {
      (digits, point) = ([], 0)
      return
    }
    var mantissa = value.significandBitPattern
    if value.isNormal { mantissa |= 1 << UInt64(Double.significandBitCount) }
    let zeros = mantissa.trailingZeroBitCount
    mantissa >>= UInt64(zeros)
    let lowest = value.isNormal ? Int(value.exponent) : -1022
    let exponent = lowest - Double.significandBitCount + zeros
    var limbs = [mantissa % Self.base, mantissa / Self.base]
    // m × 2^-k is m × 5^k × 10^-k.
    if exponent >= 0 {
      Self.multiply(&limbs, by: 2, power: exponent, step: 29)
    } else {
      Self.multiply(&limbs, by: 5, power: -exponent, step: 13)
    }
    digits = Self.digits(of: limbs)
    point = digits.count + min(exponent, 0)
    trim()
  }

  /// The digits of `text`, a finite number as Swift describes it: the shortest that read back.
  init(shortest value: Double) {
    digits = []
    point = 0
    var exponent = 0
    var seenPoint = false
    let bytes = Array(value.magnitude.description.utf8)
    for (i, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: ".") {
        seenPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: bytes[(i + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        if !seenPoint { point += 1 }
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    point += exponent
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    point -= leading
    trim()
  }

  /// Rounds to `count` digits, half to even as the C library does; a count of 0 or less may leave none.
  mutating func round(to count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      point = 0
      return
    }
    let isTie = digits[count] == 5 && count + 1 == digits.count
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let goesUp = isTie ? isOdd : digits[count] >= 5
    digits.removeSubrange(count...)
    if goesUp {
      while digits.last == 9 { digits.removeLast() }
      if let last = digits.popLast() {
        digits.append(last + 1)
      } else {
        digits = [1]
        point += 1
      }
    }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  private static func multiply(
    _ limbs: inout [UInt64], by factor: UInt64, power: Int, step: Int
  ) {
    var left = power
    while left > 0 {
      let times = min(left, step)
      left -= times
      var multiplier: UInt64 = 1
      for _ in 0..<times { multiplier *= factor }
      var carry: UInt64 = 0
      for i in limbs.indices {
        let product = limbs[i] * multiplier + carry
        limbs[i] = product % base
        carry = product / base
      }
      while carry > 0 {
        limbs.append(carry % base)
        carry /= base
      }
    }
  }

  /// The digits of limbs in base 10^9, lowest limb first.
  private static func digits(of limbs: [UInt64]) -> [UInt8] {
    var digits = [UInt8](repeating: 0, count: limbs.count * 9)
    for (i, limb) in limbs.enumerated() {
      var rest = limb
      for k in 0..<9 {
        digits[digits.count - 1 - 9 * i - k] = UInt8(rest % 10)
        rest /= 10
      }
    }
    digits.removeFirst(digits.prefix { $0 == 0 }.count)
    return digits
  }
}
