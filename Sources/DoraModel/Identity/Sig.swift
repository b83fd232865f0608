/// An XP's signature: the first 8 or more hex digits of its digest, and the name of its folder.
package struct Sig: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// As many digits as every tool of the field prints.
  package static let length = 8
  /// As few digits as may name an XP.
  package static let shortest = 4

  package let description: String

  /// A sig of 8 to 40 lower-case hex digits, or nil: nothing else may ever become a folder's name.
  package init?(_ text: String) {
    guard (Self.length...40).contains(text.utf8.count), Self.isHex(text) else { return nil }
    description = text
  }

  /// The shortest sig of `digest`, of at least 8 digits, that begins no digest of `others`.
  package init(of digest: Digest, unlike others: some Sequence<Digest>) {
    let hex = digest.hex
    let digits = Array(hex.utf8)
    var length = Self.length
    for other in others where other != digest {
      let shared = zip(digits, other.hex.utf8).prefix { $0 == $1 }.count
      length = max(length, shared + 1)
    }
    description = String(hex.prefix(length))
  }

  package static func < (left: Sig, right: Sig) -> Bool { left.description < right.description }

  /// Whether `text` can name an XP: 4 to 40 lower-case hex digits.
  package static func isPrefix(_ text: String) -> Bool {
    (shortest...40).contains(text.utf8.count) && isHex(text)
  }

  private static func isHex(_ text: String) -> Bool {
    text.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
  }
}
