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

    fileprivate init(_ found: stat) {
      let kind = found.st_mode & S_IFMT
      self.init(
        isFile: kind == S_IFREG, isFolder: kind == S_IFDIR, size: Int(found.st_size),
        inode: UInt64(found.st_ino),
        modified: found.st_mtim.tv_sec * 1_000_000_000 + found.st_mtim.tv_nsec,
        changed: found.st_ctim.tv_sec * 1_000_000_000 + found.st_ctim.tv_nsec)
    }
  }

  /// The status of what `path` leads to, or nil when there is nothing.
  package static func status(_ path: String) -> Status? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    return Status(found)
  }

  /// The bytes of a file, and its status before they were read.
  package static func contentsAndStatus(
    _ path: String
  ) throws(SystemFailure) -> (bytes: [UInt8], status: Status) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    var found = stat()
    guard fstat(file, &found) == 0 else { throw SystemFailure("read", path) }
    return (try contents(of: file, named: path), Status(found))
  }

  /// The first bytes of a file, as many as there are.
  package static func beginning(
    of path: String, count wanted: Int
  ) throws(SystemFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure("open", path) }
    defer { close(file) }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let got = read(file, buffer.baseAddress.map { $0 + count }, wanted - count)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        count += got
      }
    }
    if failed { throw SystemFailure("read", path) }
    return bytes
  }

  /// The file system that `path` is on, or nil when there is nothing.
  package static func device(_ path: String) -> UInt64? {
    var found = stat()
    return stat(path, &found) == 0 ? UInt64(found.st_dev) : nil
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
    var found = stat()
    // A file is read in one piece, and one byte more shows its end.
    let size = fstat(file, &found) == 0 ? max(0, Int(found.st_size)) : 0
    var bytes = try piece(of: file, upTo: size + 1, named: name)
    if bytes.count <= size, size > 0 || bytes.isEmpty { return bytes }
    while true {
      let more = try piece(of: file, upTo: 65_536, named: name)
      bytes.append(contentsOf: more)
      // A terminal's end is said once.
      if more.count < 65_536 { return bytes }
    }
  }

  /// What one or several reads give, up to a number of bytes or the end.
  private static func piece(
    of file: Int32, upTo wanted: Int, named name: String
  ) throws(SystemFailure) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let got = read(file, buffer.baseAddress.map { $0 + count }, wanted - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { break }
        count += got
      }
    }
    if code != 0 { throw SystemFailure("read", name, code: code) }
    return bytes
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

  /// Makes a folder and those above it; in one that a group shares it's the group's too.
  package static func makeFolders(_ path: String) throws(SystemFailure) {
    if makeFolder(path) { return }
    switch errno {
    case EEXIST:
      guard status(path)?.isFolder == true else { throw SystemFailure("create", path) }
    case ENOENT where Path.parent(path) != path:
      try makeFolders(Path.parent(path))
      guard makeFolder(path) || errno == EEXIST else { throw SystemFailure("create", path) }
    default: throw SystemFailure("create", path)
    }
  }

  private static func makeFolder(_ path: String) -> Bool {
    guard mkdir(path, 0o777) == 0 else { return false }
    // It inherits one half of being shared; the other a umask may have taken.
    var made = stat()
    if lstat(path, &made) == 0, made.st_mode & S_ISGID != 0, made.st_mode & S_IRWXG != S_IRWXG,
      Umask.isShared(Path.parent(path))
    {
      chmod(path, made.st_mode & 0o7777 | S_IRWXG)
    }
    return true
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
