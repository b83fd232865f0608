import CLibgit2
import DoraModel
import DoraSystem
import Glibc

/// The store's one branch: read by anyone, moved by compare-and-swap.
///
/// git moves a branch by making `<branch>.lock` exclusively, comparing, and renaming the lock over the branch. So does
/// this, but for one thing: the lock is a link to a draft that is already whole and that bears the name of the running
/// kernel. A lock that a killed process left is thereby told from a living program's: it is the same file as a draft of
/// ours, whose maker is gone, since we have the place in the writers' queue that it had.
struct Branch {
  static let name = "refs/heads/main"
  /// How long another program's lock is waited for, in seconds of its age.
  static let patience = 5.0

  let repository: Repository

  private var path: String { "\(repository.path)/\(Self.name)" }
  private var lock: String { path + ".lock" }

  /// The newest commit; nil before the first.
  func tip() throws(StoreFailure) -> ObjectID? {
    var oid = git_oid()
    do throws(StoreFailure) {
      try git("read", path) { git_reference_name_to_id(&oid, repository.handle, Self.name) }
      return ObjectID(oid)
    } catch {
      guard case .git(let failure) = error else { throw error }
      if failure.isMissing { return nil }
      throw .corrupt(store: repository.path, what: Self.name, reason: failure.reason)
    }
  }

  /// Makes `new` the newest commit if `old` still is; false when another writer was faster.
  func move(
    from old: ObjectID?, to new: ObjectID, in queue: borrowing WritersQueue
  ) throws(StoreFailure) -> Bool {
    // git and libgit2 take no file for a branch whose name ends in `.lock`.
    let maker = queue.kernel ?? "\(getpid())-\(UInt32.random(in: .min ... .max))"
    let draft = "\(path).\(maker).lock"
    if queue.kernel != nil { removeLeftovers(draft) }
    // The draft goes last: as long as the lock is there, it tells whose it is.
    defer { unlink(draft) }
    do throws(SystemFailure) {
      try File.makeFolders(Path.parent(path))
      try write(new, to: draft)
      guard try take(draft) else { throw SystemFailure("lock", lock, code: EEXIST) }
    } catch {
      throw error.code == EEXIST ? .locked(lock) : .system(error)
    }
    var isMoved = false
    defer { if !isMoved { unlink(lock) } }
    guard try tip() == old else { return false }
    guard rename(lock, path) == 0 else { throw .system(SystemFailure("replace", path)) }
    isMoved = true
    return true
  }

  /// Removes what a writer of this machine left that was killed while it moved the branch.
  private func removeLeftovers(_ draft: String) {
    guard let left = File.status(draft) else { return }
    if File.status(lock)?.inode == left.inode { unlink(lock) }
    // Removed, never written again: where its maker came as far as the rename, it's also the branch.
    unlink(draft)
  }

  private func write(_ id: ObjectID, to draft: String) throws(SystemFailure) {
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw SystemFailure("create", draft) }
    defer { close(file) }
    try File.write(Array("\(id.hex)\n".utf8), to: file, named: draft)
    WriteOut.files([draft])
  }

  /// Makes the draft the lock; false when another program keeps its own there.
  private func take(_ draft: String) throws(SystemFailure) -> Bool {
    var waited = 0.0
    while true {
      if link(draft, lock) == 0 { return true }
      let reason = errno
      guard reason == EEXIST else { return try takeWithoutLinks(draft, reason: reason) }
      // Both ages are of the file system's clock, which over NFS isn't ours. One that is old already gets a moment.
      if let ours = File.status(draft), let other = File.status(lock) {
        let age = Double(ours.modified - other.modified) / 1e9 + waited
        if age > Self.patience, waited > 0.3 { return false }
      }
      let pause = waited < 0.05 ? 0.001 : 0.02
      var span = timespec(tv_sec: 0, tv_nsec: Int(pause * 1e9))
      nanosleep(&span, nil)
      waited += pause
    }
  }

  /// For file systems that have no hard links: a lock as git makes it.
  func takeWithoutLinks(_ draft: String, reason: Int32) throws(SystemFailure) -> Bool {
    guard reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS || reason == EMLINK else {
      throw SystemFailure("lock", lock, code: reason)
    }
    let content = try File.contents(draft)
    let file = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      if errno == EEXIST { return false }
      throw SystemFailure("lock", lock)
    }
    defer { close(file) }
    try File.write(content, to: file, named: lock)
    return true
  }
}
