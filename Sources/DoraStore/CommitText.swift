import DoraModel

/// Who makes a commit, and when.
package struct Author: Hashable, Sendable {
  package var name: String
  package var email: String
  /// Seconds since 1970.
  package var seconds: Int
  /// The zone's distance from UTC.
  package var offsetMinutes: Int

  package init(name: String, email: String, seconds: Int, offsetMinutes: Int) {
    self.name = name
    self.email = email
    self.seconds = seconds
    self.offsetMinutes = offsetMinutes
  }

  /// `Name <email> 1700000000 +0100`, of which git parses every byte.
  var line: String {
    let zone = min(abs(offsetMinutes), 99 * 60)
    let digits = String(10_000 + zone / 60 * 100 + zone % 60).dropFirst()
    return "\(Self.clean(name)) <\(Self.clean(email))> \(max(0, seconds)) "
      + (offsetMinutes < 0 ? "-" : "+") + digits
  }

  /// A name without what would end it; the user's words come from the environment, where anything may stand.
  private static func clean(_ text: String) -> String {
    let kept = text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "<" && $0 != ">" }
    let words = String(String.UnicodeScalarView(kept)).split(separator: " ")
    return words.isEmpty ? "dora" : words.joined(separator: " ")
  }
}

/// The content of a commit object.
enum CommitText {
  static func bytes(
    tree: ObjectID, parents: [ObjectID], author: Author, message: String
  ) -> [UInt8] {
    var text = "tree \(tree.hex)\n"
    for parent in parents { text += "parent \(parent.hex)\n" }
    text += "author \(author.line)\ncommitter \(author.line)\n\n"
    // A NUL would end the message for git.
    let end = message.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
    return Array((text + message + end).utf8.filter { $0 != 0 })
  }

  /// What a log shows of a commit.
  struct Parts {
    let parent: ObjectID?
    let seconds: Int
    /// The first line of its message.
    let message: String
  }

  /// The parts of a commit, or nil when it isn't one; of several parents the first.
  static func parts(_ bytes: UnsafeRawBufferPointer) -> Parts? {
    let text = String(decoding: bytes, as: UTF8.self)
    var parent: ObjectID?
    var seconds: Int?
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.popFirst(), !line.isEmpty {
      if line.hasPrefix("parent "), parent == nil {
        parent = ObjectID(hex: String(line.dropFirst("parent ".count)))
      } else if line.hasPrefix("committer ") {
        seconds = line.split(separator: " ").dropLast().last.flatMap { Int($0) }
      }
    }
    return seconds.map {
      Parts(parent: parent, seconds: $0, message: lines.first.map(String.init) ?? "")
    }
  }

  /// The tree that a commit names, or nil when it isn't a commit.
  static func tree(_ bytes: UnsafeRawBufferPointer) -> ObjectID? {
    guard bytes.count > 45, bytes.starts(with: "tree ".utf8), bytes[45] == UInt8(ascii: "\n") else {
      return nil
    }
    return ObjectID(hex: String(decoding: bytes[5..<45], as: UTF8.self))
  }
}
