/// A Python value, as far as an argument or its default can have it.
enum PythonValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  /// The digits of an integer that is too large for `int`, in canonical form.
  case big(String)
  case float(Double)
  case text(Text)
  /// A `PosixPath`, by its `str`.
  case path(Text)
  case list([PythonValue])
  case tuple([PythonValue])
  /// A member of an enum, by its place in the description.
  case member(Int)
  /// A value that only Python can compare, by its place in the description.
  case opaque(Int)
  /// argparse's own SUPPRESS, which is a string to everything but argparse.
  case suppress

  /// What SUPPRESS is when it's taken for a string.
  static let suppressed: Text = "==SUPPRESS=="
}

/// A value together with which object it is, since argparse asks that too.
struct HeldValue: Sendable {
  var value: PythonValue
  /// A number that the description gave the object; -1: one made while parsing, or one that its value identifies.
  var object: Int32 = -1

  /// Whether Python's `is` holds between this value and one of the description.
  func isSame(as other: HeldValue) -> Bool {
    if object >= 0 || other.object >= 0 { return object == other.object }
    switch (value, other.value) {
    case (.none, .none), (.suppress, .suppress): return true
    case (.bool(let a), .bool(let b)): return a == b
    // CPython keeps one object for each small integer and for each string of one Latin-1 character.
    case (.int(let a), .int(let b)): return a == b && (-5...256).contains(a)
    case (.text(let a), .text(let b)): return a == b && Self.isShared(a)
    case (.member(let a), .member(let b)): return a == b
    default: return false
    }
  }

  private static func isShared(_ text: Text) -> Bool {
    switch text.bytes.count {
    case 0: true
    case 1: text.bytes[0] < 0x80
    case 2: text.bytes[0] == 0xC2 || text.bytes[0] == 0xC3
    default: false
    }
  }
}
