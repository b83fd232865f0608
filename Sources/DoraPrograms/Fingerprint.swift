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
  /// The names in a folder, with the folder's times where they were taken down.
  private struct Listing {
    let folder: String
    let kind: FolderListing.Kind
    let sha1: String
    let inode: Int?
    let modified: Int?
    let changed: Int?
  }

  private let listings: [Listing]
  private let trees: [(folder: String, sha1: String)]
  private let taken: Int
  /// Two writes within one tick of the clock leave the same times; ext4 ticks at 4 ms, others at 10 ms and more.
  private static let tick = 50_000_000

  /// Reads the `files` and `listings` of a description, or nil when it has none.
  init?(description: JSON) {
    guard let folders = description["listings"]?.array else { return nil }
    self.init(
      files: description["files"], listings: folders, trees: [], taken: description["taken_ns"])
  }

  /// Reads what the usual configuration of a described program was composed of; nil when it has none.
  init?(configOf description: JSON) {
    let config = description["config"]
    self.init(
      files: config?["files"], listings: [], trees: config?["trees"]?.array ?? [],
      taken: description["taken_ns"])
  }

  private init?(files: JSON?, listings: [JSON], trees: [JSON], taken: JSON?) {
    guard let files = files?.array, let taken = taken?.int else { return nil }
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
    guard let folders = Self.digests(listings), let trees = Self.digests(trees) else { return nil }
    self.listings = zip(folders, listings).map { folder, json in
      Listing(
        folder: folder.folder, kind: json["all"] == .bool(true) ? .all : .importable,
        sha1: folder.sha1, inode: json["inode"]?.int, modified: json["mtime_ns"]?.int,
        changed: json["ctime_ns"]?.int)
    }
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

  /// Whether nothing has changed.
  func isCurrent() -> Bool { firstChange() == nil }

  /// What has changed, for people; nil for nothing.
  ///
  /// Compares times and sizes first, contents only where those leave a doubt.
  func firstChange() -> String? {
    for entry in entries {
      let now = File.status(entry.path)
      guard let then = entry.status else {
        if now != nil { return "'\(entry.path)' is new" }
        continue
      }
      guard let now else { return "'\(entry.path)' is gone" }
      let isRacy = max(then.modified, then.changed) + Self.tick >= taken
      if now == then, !isRacy { continue }
      guard now.size == then.size, let bytes = try? File.contents(entry.path),
        SHA1.digest(bytes).hex == entry.sha1
      else { return "'\(entry.path)' has changed" }
    }
    for listing in listings where !isCurrent(listing) {
      return "modules in '\(listing.folder)' are new or gone"
    }
    for (folder, sha1) in trees where ConfigTree(folder: folder).namesDigest != sha1 {
      return "files in '\(folder)' are new or gone"
    }
    return nil
  }

  /// Whether a folder has the same names: as long as it has the same times, it has.
  ///
  /// Where distributions are installed, another one may have come under the name of one that went.
  private func isCurrent(_ listing: Listing) -> Bool {
    if let now = File.status(listing.folder), Int(now.inode) == listing.inode,
      now.modified == listing.modified, now.changed == listing.changed,
      max(now.modified, now.changed) + Self.tick < taken
    {
      return true
    }
    return listing.kind == .importable
      && FolderListing(listing.folder, .importable)?.digest == listing.sha1
  }
}
