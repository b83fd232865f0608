/// One word of a Python module.
struct PythonToken: Sendable {
  enum Kind: UInt8, Sendable {
    case name
    case number
    case string
    /// A string with a prefix other than `r` and `u`: bytes, or one with expressions in it.
    case prefixedString
    /// Punctuation; all of an operator is one word, but for dots.
    case mark
  }

  let kind: Kind
  /// What a name or an operator is, for comparing.
  let id: PythonName
  let start: Int32
  let end: Int32
  let line: Int32
  /// How many brackets are open around it.
  let depth: Int16
  /// The indentation of the logical line that it begins, or -1.
  let indentation: Int32

  /// Whether a logical line begins with it.
  var isFirst: Bool { indentation >= 0 }
}

/// A name as a number that compares fast; two names of one number only make a reader more careful.
struct PythonName: Hashable, Sendable, ExpressibleByStringLiteral {
  let value: UInt64

  /// FNV-1a.
  static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
  static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  init(hash: UInt64) { value = hash }

  init(stringLiteral value: StaticString) {
    self.value = value.withUTF8Buffer { $0.reduce(Self.basis, Self.step) }
  }

  init(_ name: some StringProtocol) {
    value = name.utf8.reduce(Self.basis, Self.step)
  }
}

/// What of a Python source can't be told without running it, and where it is.
package struct PythonDoubt: Error, Hashable, Sendable {
  package let line: Int
  /// For people: the words in question, or what's odd about them.
  package let what: String

  package init(line: Int, _ what: String) {
    self.line = line
    self.what = what
  }
}
