import Glibc

/// Everything below a folder: how much it takes, and its removal.
///
/// No symbolic link is ever followed.
package struct FolderTree {
  /// Bytes on the disk; what has several names counts once.
  package private(set) var bytes = 0
  /// When anything in it was last written, in nanoseconds since 1970.
  package private(set) var modified = 0
  private var seen: Set<UInt64> = []

  /// Measures the folder or file at `path`; nothing there takes nothing.
  package init(measuring path: String) {
    var found = stat()
    guard lstat(path, &found) == 0 else { return }
    add(found)
    guard found.st_mode & S_IFMT == S_IFDIR else { return }
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if folder >= 0 { measure(folder) }
  }

  /// Adds what an open folder has, and closes it.
  private mutating func measure(_ folder: Int32) {
    for name in Self.names(in: folder) {
      var found = stat()
      guard fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      add(found)
      guard found.st_mode & S_IFMT == S_IFDIR else { continue }
      let below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if below >= 0 { measure(below) }
    }
    close(folder)
  }

  private mutating func add(_ found: stat) {
    modified = max(modified, found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec)
    let isShared = found.st_nlink > 1 && found.st_mode & S_IFMT != S_IFDIR
    if isShared, !seen.insert(UInt64(found.st_ino)).inserted { return }
    bytes += Int(found.st_blocks) * 512
  }

  /// Removes a folder or file with all in it, also what was made read-only; a name needn't be text.
  package static func remove(_ path: String) throws(SystemFailure) {
    let parent = open(Path.parent(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else {
      if errno == ENOENT { return }
      throw SystemFailure("open", Path.parent(path))
    }
    defer { close(parent) }
    let name = Path.name(path).utf8.map { CChar(bitPattern: $0) } + [0]
    try remove(name, in: parent, path)
  }

  private static func remove(
    _ name: [CChar], in parent: Int32, _ path: String
  ) throws(SystemFailure) {
    if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
    guard errno == EISDIR || errno == EPERM else { throw SystemFailure("remove", path) }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var folder = openat(parent, name, flags)
    if folder < 0, errno == EACCES, fchmodat(parent, name, 0o700, 0) == 0 {
      folder = openat(parent, name, flags)
    }
    guard folder >= 0 else { throw SystemFailure("remove", path) }
    defer { close(folder) }
    // Checkouts of code are read-only; nothing can be taken out of such a folder.
    fchmod(folder, 0o700)
    for below in names(in: folder) { try remove(below, in: folder, path) }
    guard unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw SystemFailure("remove", path)
    }
  }

  /// The names in an open folder, as the kernel has them.
  private static func names(in folder: Int32) -> [[CChar]] {
    // Whoever reads a folder closes its descriptor at the end.
    let copy = fcntl(folder, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return [] }
    guard let stream = fdopendir(copy) else {
      close(copy)
      return []
    }
    defer { closedir(stream) }
    var names: [[CChar]] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { start in
          Array(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
        }
      }
      if name != [0x2E, 0], name != [0x2E, 0x2E, 0] { names.append(name) }
    }
    return names
  }
}
