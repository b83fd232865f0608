import DoraModel
import DoraSystem

/// Reads files and folders, and keeps what a description needs to tell whether they're still the same.
final class SourceReads {
  private var files: [String: JSON] = [:]
  private var listings: [String: JSON] = [:]
  private var known: [String: [String]?] = [:]

  /// The bytes of a file, or nil when it can't be read.
  func contents(_ path: String) -> [UInt8]? {
    guard let (bytes, status) = try? File.contentsAndStatus(path) else { return nil }
    files[path] = [
      "path": JSON(path), "sha1": JSON(SHA1.digest(bytes).hex), "size": JSON(status.size),
      "inode": JSON(Int(status.inode)), "mtime_ns": JSON(status.modified),
      "ctime_ns": JSON(status.changed),
    ]
    return bytes
  }

  /// The names in a folder that could be imported, folders' without a suffix; nil when there's no such folder.
  func modules(in folder: String) -> [String]? {
    if let known = known[folder] { return known }
    let listing = FolderListing(folder, .importable)
    known[folder] = .some(listing?.names)
    listings[folder] = listing?.json
    return listing?.names
  }

  /// All names in a folder where distributions are installed.
  func all(in folder: String) -> [String]? {
    let listing = FolderListing(folder, .all)
    listings[folder] = listing?.json
    return listing?.names
  }

  /// What a fingerprint is made of.
  var record: [JSON.Member] {
    [
      JSON.Member("files", .array(files.keys.sorted().compactMap { files[$0] })),
      JSON.Member("listings", .array(listings.keys.sorted().compactMap { listings[$0] })),
    ]
  }
}
