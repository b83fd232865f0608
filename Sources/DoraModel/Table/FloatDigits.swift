/// A finite, unsigned float as Python's `e`, `f`, `g` and unnamed formats write it.
struct FloatDigits {
  /// The text, with a lower-case `e`.
  private(set) var bytes: [UInt8] = []
  /// Whether rounding left nothing.
  let isZero: Bool

  /// Writes `value`; the kind is `e`, `f`, `g`, or `r` for Python's own choice.
  init(_ value: Double, kind: UInt8, precision: Int?, isAlternate: Bool) {
    let isFree = kind == UInt8(ascii: "r")
    if isFree, precision == nil {
      let exact = ExactDecimal(shortest: value)
      let point = exact.digits.isEmpty ? 1 : exact.point
      isZero = exact.digits.isEmpty
      write(
        exact.digits, point: point, isExponent: point <= -4 || point > 16, places: 0,
        keepsZero: true, isAlternate: isAlternate)
      return
    }
    var exact = ExactDecimal(value)
    var precision = precision ?? 6
    switch kind {
    case UInt8(ascii: "f"): exact.round(to: exact.point + precision)
    case UInt8(ascii: "e"): exact.round(to: precision + 1)
    default:
      precision = max(precision, 1)
      exact.round(to: precision)
    }
    isZero = exact.digits.isEmpty
    let point = isZero ? 1 : exact.point
    switch kind {
    case UInt8(ascii: "f"):
      write(
        exact.digits, point: point, isExponent: false, places: point + precision,
        keepsZero: false, isAlternate: isAlternate)
    case UInt8(ascii: "e"):
      write(
        exact.digits, point: point, isExponent: true, places: precision + 1, keepsZero: false,
        isAlternate: isAlternate)
    default:
      // The unnamed format keeps one digit after the point, and counts it.
      write(
        exact.digits, point: point,
        isExponent: point <= -4 || point > precision - (isFree ? 1 : 0),
        places: isAlternate ? precision : 0, keepsZero: isFree, isAlternate: isAlternate)
    }
  }

  /// Writes digits up to `places` of them, with the point where it belongs.
  private mutating func write(
    _ digits: [UInt8], point: Int, isExponent: Bool, places: Int, keepsZero: Bool,
    isAlternate: Bool
  ) {
    let shownPoint = isExponent ? 1 : point
    let start = shownPoint <= 0 ? shownPoint - 1 : 0
    let least = !isExponent && keepsZero ? shownPoint + 1 : shownPoint
    let end = max(places, digits.count, least)
    bytes.reserveCapacity(end - start + 8)
    for i in start..<end {
      if i == shownPoint { bytes.append(UInt8(ascii: ".")) }
      bytes.append(UInt8(ascii: "0") + (digits.indices.contains(i) ? digits[i] : 0))
    }
    if end == shownPoint, isAlternate { bytes.append(UInt8(ascii: ".")) }
    if isExponent {
      let exponent = point - 1
      bytes += Array(exponent < 0 ? "e-".utf8 : "e+".utf8)
      if exponent.magnitude < 10 { bytes.append(UInt8(ascii: "0")) }
      bytes += Array(String(exponent.magnitude).utf8)
    }
  }
}
