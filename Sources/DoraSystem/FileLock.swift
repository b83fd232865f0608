import CSystem
import Glibc

/// A lock on a file; the kernel lets go of it when its holder ends, however that comes about.
///
/// So a held lock says that somebody lives, which no number of a process can.
package final class FileLock {
  /// The open file, for its holder to read and write; -1 once it was released.
  package private(set) var file: Int32

  private init(file: Int32) { self.file = file }

  deinit { release() }

  /// Lets go of the lock now.
  package func release() {
    if file >= 0 { close(file) }
    file = -1
  }

  /// Waits for the lock of the file at `path`, which is made if need be.
  package static func wait(for path: String) throws(SystemFailure) -> FileLock {
    let lock = try open(path, flags: O_CREAT)
    let status = dora_lock(lock.file, 1)
    guard status == 0 else { throw SystemFailure("lock", path, code: status) }
    return lock
  }

  /// Takes the lock of the file at `path`, made if need be and wanted; nil when it's another's, or isn't there.
  package static func take(
    _ path: String, creating: Bool = true
  ) throws(SystemFailure) -> FileLock? {
    let lock: FileLock
    do throws(SystemFailure) { lock = try open(path, flags: creating ? O_CREAT : 0) } catch {
      if error.code == ENOENT, !creating { return nil }
      throw error
    }
    let status = dora_lock(lock.file, 0)
    if status == EAGAIN { return nil }
    guard status == 0 else { throw SystemFailure("lock", path, code: status) }
    return lock
  }

  /// Whether somebody holds the lock of the file at `path`; asking disturbs nobody.
  package static func isHeld(_ path: String) -> Bool {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return dora_is_locked(file) == 1
  }

  /// Whether `path` still leads to the file that is locked here, and not to a later one or none.
  package func isOf(_ path: String) -> Bool {
    var ours = stat()
    var found = stat()
    return fstat(file, &ours) == 0 && stat(path, &found) == 0 && ours.st_ino == found.st_ino
      && ours.st_dev == found.st_dev
  }

  private static func open(_ path: String, flags: Int32) throws(SystemFailure) -> FileLock {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
    guard file >= 0 else { throw SystemFailure("open", path) }
    return FileLock(file: file)
  }
}
