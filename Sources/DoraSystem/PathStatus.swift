import Glibc

/// What `lstat` says of a path that needn't be text; a symbolic link is itself here.
package struct PathStatus: Hashable, Sendable {
  package enum Kind: Sendable {
    case file, link, folder, other
  }

  package let kind: Kind
  package let mode: UInt32
  package let size: Int
  package let inode: UInt64
  /// Nanoseconds since 1970.
  package let modified: Int
  package let changed: Int
  package let isReadable: Bool

  /// Looks at `path`; nil when there is nothing.
  package init?(_ path: [UInt8]) {
    var found = stat()
    let name = (path + [0]).map { CChar(bitPattern: $0) }
    guard lstat(name, &found) == 0 else { return nil }
    switch found.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFLNK: kind = .link
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    mode = found.st_mode
    size = Int(found.st_size)
    inode = UInt64(found.st_ino)
    modified = found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec
    changed = found.st_ctim.tv_sec * 1_000_000_000 + found.st_ctim.tv_nsec
    // A link is read as a link, wherever it leads.
    isReadable = kind == .link || access(name, R_OK) == 0
  }

  /// Writes within one tick of the clock leave the same times; so far apart they don't, in nanoseconds.
  package static let tick = 50_000_000

  /// Whether a write after `time` would have left other times than these.
  package func isOlder(than time: Int) -> Bool { max(modified, changed) + Self.tick < time }

  /// What must change when the content does, as bytes to keep.
  package var facts: [UInt8] {
    let facts = [Int(mode), size, Int(truncatingIfNeeded: inode), modified, changed]
    return facts.withUnsafeBytes { Array($0) }
  }
}
