import DoraModel
import DoraSystem

/// The names in a folder, and its times: as long as these are the same, so are the names.
struct FolderListing {
  enum Kind {
    /// Modules, extensions and folders that may be packages.
    case importable
    case all
  }

  let folder: String
  let kind: Kind
  let names: [String]
  let status: File.Status

  init?(_ folder: String, _ kind: Kind) {
    // Before the names: what is added meanwhile makes it another folder.
    guard let status = File.status(folder), let names = try? File.names(in: folder) else {
      return nil
    }
    self.folder = folder
    self.kind = kind
    self.status = status
    self.names = kind == .all ? names : names.filter { Self.isImportable($0, in: folder) }
  }

  private static func isImportable(_ name: String, in folder: String) -> Bool {
    if name.hasSuffix(".py") || name.hasSuffix(".so") { return true }
    return !name.hasPrefix(".") && name != "__pycache__"
      && File.status(Path.join(folder, name))?.isFolder == true
  }

  /// The digest of the names, sorted, one a line.
  var digest: String {
    let lines = names.map { Text($0) }.sorted().map(\.bytes)
    return SHA1.digest(Array(lines.joined(separator: [UInt8(ascii: "\n")]))).hex
  }

  var json: JSON {
    [
      "dir": JSON(folder), "sha1": JSON(digest), "all": .bool(kind == .all),
      "inode": JSON(Int(status.inode)), "mtime_ns": JSON(status.modified),
      "ctime_ns": JSON(status.changed),
    ]
  }
}
