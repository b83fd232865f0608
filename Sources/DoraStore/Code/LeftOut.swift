import DoraModel

/// Something in a work tree that a snapshot of it doesn't hold.
package struct LeftOut: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Over the limit for one file, or for all; its size in bytes.
    case tooLarge(Int)
    case unreadable
    /// A pipe, a socket or a device.
    case notAFile
    /// It changed each time that it was read.
    case restless
    /// A submodule's own uncommitted changes; its commit is recorded.
    case dirtySubmodule
    /// A repository inside this one that has no commit yet.
    case noCommit
    /// A repository inside this one: its commit is recorded, its files aren't.
    case nestedRepository
  }

  /// Below the top of the work tree.
  package let path: Text
  package let reason: Reason

  package init(path: Text, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// For a sentence: `'data.bin' (20 MB)`.
  package var shown: String {
    let why =
      switch reason {
      case .tooLarge(let size): Self.shown(size)
      case .unreadable: "unreadable"
      case .notAFile: "not a file"
      case .restless: "it was being written to"
      case .dirtySubmodule: "changes in a submodule"
      case .noCommit: "a repository with no commit"
      case .nestedRepository: "a repository of its own; its commit is recorded"
      }
    return "'\(path.string)' (\(why))"
  }

  private static func shown(_ size: Int) -> String {
    if size >= 10_000_000 { return "\(size / 1_000_000) MB" }
    return size >= 10_000 ? "\(size / 1000) kB" : "\(size) bytes"
  }
}
