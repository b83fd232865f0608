import CLibgit2
import DoraModel
import Glibc

/// The library that reads and writes git's files.
package enum Libgit2 {
  private static let isStarted: Bool = {
    guard git_libgit2_init() > 0 else { return false }
    // What a tree or commit of ours names has just been written; looking each up again doubles the work.
    return dora_git_strict_object_creation(0) == 0
  }()

  /// Starts the library, once; every call into it comes after this.
  @discardableResult
  package static func start() -> Bool { isStarted }
}

/// Calls libgit2, and turns a refusal into a failure that says `cannot <verb> '<subject>'` and libgit2's reason.
package func git(_ verb: String, _ subject: String, _ call: () -> Int32) throws(StoreFailure) {
  errno = 0
  let status = call()
  guard status < 0 else { return }
  throw .git(GitFailure(verb: verb, subject: subject, status: status, system: errno))
}

/// What libgit2 refused, and why.
package struct GitFailure: Sendable {
  package let verb: String
  package let subject: String
  /// libgit2's error code, such as GIT_ENOTFOUND.
  package let status: Int32
  package let reason: String
  /// The kernel's error number, when the kernel was the reason; else 0.
  package let system: Int32

  init(verb: String, subject: String, status: Int32, system: Int32) {
    self.verb = verb
    self.subject = subject
    self.status = status
    let last = git_error_last()?.pointee
    reason = last?.message.map { String(cString: $0) } ?? "libgit2 error \(status)"
    // Of other classes the number may be left over, but nothing leaves a full disk behind that went well.
    let isSystem = last?.klass == Int32(GIT_ERROR_OS.rawValue) || system == ENOSPC
    self.system = isSystem ? system : 0
  }

  var isMissing: Bool { status == GIT_ENOTFOUND.rawValue }
}
