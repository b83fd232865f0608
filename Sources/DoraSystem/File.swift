import Glibc

/// Whole files: read, replaced, listed.
package enum File {
  /// What `stat` says of a file that matters to whether it changed.
  package struct Status: Hashable, Sendable {
    package let isFile: Bool
    package let isFolder: Bool
    package let size: Int
    package let inode: UInt64
    /// Nanoseconds since 1970.
    package let modified: Int
    package let changed: Int

    package init(
      isFile: Bool, isFolder: Bool, size: Int, inode: UInt64, modified: Int, changed: Int
    ) {
      self.isFile = isFile
      self.isFolder = isFolder
      self.size = size
      self.inode = inode
      self.modified = modified
      self.changed = changed
    }
  }

  /// The status of what `path` leads to, or nil when there is nothing.
  package static func status(_ path: String) -> Status? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    let kind = found.st_mode & S_IFMT
    return Status(
      isFile: kind == S_IFREG, isFolder: kind == S_IFDIR, size: Int(found.st_size),
      inode: UInt64(found.st_ino),
      modified: found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec,
      changed: found.st_ctim.tv_sec * 1_000_000_000 + found.st_ctim.tv_nsec)
  }

  /// The bytes of a file.
  package static func contents(_ path: String) throws(SystemFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    return try contents(of: file, named: path)
  }

  /// The bytes up to the end of an open file, pipe or terminal.
  package static func contents(of file: Int32, named name: String) throws(SystemFailure) -> [UInt8]
  {
    var bytes: [UInt8] = []
    var found = stat()
    if fstat(file, &found) == 0 { bytes.reserveCapacity(Int(found.st_size) + 1) }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure("read", name)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Writes all of `bytes` to an open file; what it can't is an errno in the failure.
  package static func write(
    _ bytes: [UInt8], to file: Int32, named name: String
  ) throws(SystemFailure) {
    var at = 0
    while at < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        Glibc.write(file, all.baseAddress.map { $0 + at }, bytes.count - at)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure("write", name)
      }
      at += count
    }
  }

  /// Replaces a file whole: no reader ever sees half of it, and a failure leaves the old one.
  ///
  /// With `sync` it's on the disk when this returns, so that a power cut can't lose it either.
  package static func replace(
    _ path: String, with bytes: [UInt8], mode: mode_t = 0o666, sync: Bool = false
  ) throws(SystemFailure) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw SystemFailure("create", path) }
    do throws(SystemFailure) {
      try write(bytes, to: file, named: path)
      if sync, fsync(file) != 0 { throw SystemFailure("write", path) }
      guard close(file) == 0 else { throw SystemFailure("write", path) }
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure("replace", path)
      unlink(temporary)
      throw failure
    }
  }

  /// Adds bytes at the end of a file in one write, so that writers don't mix; makes the file if need be.
  package static func append(_ bytes: [UInt8], to path: String) throws(SystemFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    try write(bytes, to: file, named: path)
  }

  /// Makes a folder and those above it.
  package static func makeFolders(_ path: String) throws(SystemFailure) {
    if mkdir(path, 0o777) == 0 { return }
    switch errno {
    case EEXIST:
      guard status(path)?.isFolder == true else { throw SystemFailure("create", path) }
    case ENOENT where Path.parent(path) != path:
      try makeFolders(Path.parent(path))
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemFailure("create", path) }
    default: throw SystemFailure("create", path)
    }
  }

  /// The names in a folder, unsorted, without `.` and `..`.
  package static func names(in folder: String) throws(SystemFailure) -> [String] {
    guard let stream = opendir(folder) else { throw SystemFailure("open", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file or a folder with all in it; symbolic links are removed, never followed.
  package static func removeAll(_ path: String) throws(SystemFailure) {
    if unlink(path) == 0 || errno == ENOENT { return }
    guard errno == EISDIR || errno == EPERM else { throw SystemFailure("remove", path) }
    for name in try names(in: path) { try removeAll(Path.join(path, name)) }
    guard rmdir(path) == 0 || errno == ENOENT else { throw SystemFailure("remove", path) }
  }
}
