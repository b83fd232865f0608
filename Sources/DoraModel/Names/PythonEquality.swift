/// Values compared as Python's `==` compares them: `1 == 1.0 == True`, and dictionaries without regard to order.
package enum PythonEquality {
  /// Whether Python calls the two equal; NaN is equal to itself here, so that it can be named.
  package static func equal(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.text(let a), .text(let b)): a == b
    case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy(equal)
    case (.object(let a), .object(let b)):
      a.count == b.count
        && a.allSatisfy { member in
          b.contains { $0.name == member.name && equal(member.value, $0.value) }
        }
    case (.number(let a), .number(let b)): a == b || (a.isNaN && b.isNaN)
    case (.number(let a), _): digits(right).map { equal(a, $0) } ?? false
    case (_, .number(let b)): digits(left).map { equal(b, $0) } ?? false
    default:
      if let a = digits(left), let b = digits(right) { a == b } else { false }
    }
  }

  /// The digits of an integer, as which a bool counts too.
  private static func digits(_ value: JSON) -> String? {
    switch value {
    case .bool(let bool): bool ? "1" : "0"
    case .integer(let digits): digits
    case .null, .number, .text, .array, .object: nil
    }
  }

  /// Exact: 2^53 + 1 isn't the float 2^53, though it converts to it.
  private static func equal(_ number: Double, _ digits: String) -> Bool {
    guard number.isFinite, Double(digits) == number else { return false }
    if number == 0 { return true }
    let exact = ExactDecimal(number.magnitude)
    guard exact.point >= exact.digits.count else { return false }
    let zeros = repeatElement(UInt8(0), count: exact.point - exact.digits.count)
    let text = (exact.digits + zeros).map { $0 + UInt8(ascii: "0") }
    return digits.utf8.drop { $0 == UInt8(ascii: "-") }.elementsEqual(text)
  }
}
