import DoraModel
import DoraSystem

/// The files of Git LFS that could not be carried with the commits that name them: whoever comes next tries again.
///
/// It's kept in the store's cache, for each direction and remote; nothing but a second attempt is lost with it.
struct UncarriedFiles {
  private let path: String

  init(_ direction: String, _ address: String, in store: String) {
    let name = SHA1.digest(Array(address.utf8)).hex.prefix(12)
    path = Path.join(store, "cache/lfs-\(direction)-\(name)")
  }

  var pointers: [LargeFiles.Pointer] {
    guard let bytes = try? File.contents(path) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = String(decoding: line, as: UTF8.self).split(
        separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      guard words.count == 4, let size = Int(words[1]) else { return nil }
      return LargeFiles.Pointer(
        digest: String(words[0]), size: size, blob: String(words[2]), path: String(words[3]))
    }
  }

  func keep(_ pointers: [LargeFiles.Pointer]) {
    if pointers.isEmpty {
      if File.status(path) != nil { try? File.removeAll(path) }
      return
    }
    let lines = pointers.map { "\($0.digest) \($0.size) \($0.blob) \($0.path)\n" }
    try? File.makeFolders(Path.parent(path))
    try? File.replace(path, with: Array(lines.joined().utf8))
  }
}
