import DoraModel
import DoraSystem

/// Whether what a program's import read is still as it was when the program was described.
struct Fingerprint {
  /// One file that the import read, or looked for in vain.
  private struct Entry {
    let path: String
    let status: File.Status?
    let sha1: String?
  }

  private let entries: [Entry]
  private let listings: [(folder: String, sha1: String)]
  private let trees: [(folder: String, sha1: String)]
  private let taken: Int
  /// Two writes within one tick of the clock leave the same times; ext4 ticks at 4 ms, others at 10 ms and more.
  private static let tick = 50_000_000

  /// Reads the `files`, `listings` and `trees` of a description, or nil when it has none.
  init?(description: JSON) {
    guard let files = description["files"]?.array, let folders = description["listings"]?.array,
      let taken = description["taken_ns"]?.int
    else { return nil }
    var entries: [Entry] = []
    for file in files {
      guard let path = file["path"]?.string else { return nil }
      guard let sha1 = file["sha1"]?.string else {
        entries.append(Entry(path: path, status: nil, sha1: nil))
        continue
      }
      guard let size = file["size"]?.int, let inode = file["inode"]?.int,
        let modified = file["mtime_ns"]?.int, let changed = file["ctime_ns"]?.int
      else { return nil }
      let status = File.Status(
        isFile: true, isFolder: false, size: size, inode: UInt64(inode), modified: modified,
        changed: changed)
      entries.append(Entry(path: path, status: status, sha1: sha1))
    }
    self.entries = entries
    guard let listings = Self.digests(folders),
      let trees = Self.digests(description["trees"]?.array ?? [])
    else { return nil }
    self.listings = listings
    self.trees = trees
    self.taken = taken
  }

  private static func digests(_ folders: [JSON]) -> [(folder: String, sha1: String)]? {
    var digests: [(folder: String, sha1: String)] = []
    for folder in folders {
      guard let path = folder["dir"]?.string, let sha1 = folder["sha1"]?.string else { return nil }
      digests.append((path, sha1))
    }
    return digests
  }

  /// Compares times and sizes first, contents only where those leave a doubt.
  func isCurrent() -> Bool {
    for entry in entries {
      let now = File.status(entry.path)
      guard let then = entry.status else {
        if now != nil { return false }
        continue
      }
      guard let now else { return false }
      let isRacy = max(then.modified, then.changed) + Self.tick >= taken
      if now == then, !isRacy { continue }
      guard now.size == then.size, let bytes = try? File.contents(entry.path),
        SHA1.digest(bytes).hex == entry.sha1
      else { return false }
    }
    return listings.allSatisfy { Self.listing($0.folder) == $0.sha1 }
      && trees.allSatisfy { ConfigTree(folder: $0.folder).namesDigest == $0.sha1 }
  }

  /// The digest of a folder's importable names: `.py` and `.so` files and folders, sorted, one a line.
  private static func listing(_ folder: String) -> String? {
    guard let names = try? File.names(in: folder) else { return nil }
    let importable = names.map { Text($0) }.filter { name in
      let string = name.string
      if string.hasSuffix(".py") || string.hasSuffix(".so") { return true }
      return !string.hasPrefix(".") && string != "__pycache__"
        && File.status(Path.join(folder, string))?.isFolder == true
    }
    return SHA1.digest(
      Array(importable.sorted().map(\.bytes).joined(separator: [UInt8(ascii: "\n")]))
    )
    .hex
  }
}
