import DoraSystem
import Glibc

/// A place at the head of the queue of this store's writers, held as long as this value lives.
///
/// The queue makes 32 writers quick, as none builds on a commit that is about to be overtaken; it is not what keeps them
/// from losing each other's work. The kernel frees the place of a process that dies.
struct WritersQueue: ~Copyable {
  private let file: Int32
  /// False where the file system knows no locks.
  let isHeld: Bool
  /// Names the running kernel, within which the queue surely excludes: over NFS it may not.
  let kernel: String?

  /// Waits for the place.
  init(of store: String) throws(StoreFailure) {
    let path = store + "/writers.lock"
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .system(SystemFailure("write to", store)) }
    var status = flock(file, LOCK_EX)
    while status != 0, errno == EINTR { status = flock(file, LOCK_EX) }
    isHeld = status == 0
    kernel = isHeld ? Self.running : nil
  }

  deinit { close(file) }

  private static let running: String? = {
    guard let bytes = try? File.contents("/proc/sys/kernel/random/boot_id") else { return nil }
    let name = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
    return name.isEmpty ? nil : String(name)
  }()
}
