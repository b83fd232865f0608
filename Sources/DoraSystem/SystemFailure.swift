import DoraModel
import Glibc

/// What the kernel refused: `cannot open 'x'`, and its own reason.
package struct SystemFailure: Failure {
  package let verb: String
  package let subject: String
  /// The kernel's error number.
  package let code: Int32

  package init(_ verb: String, _ subject: String, code: Int32 = errno) {
    self.verb = verb
    self.subject = subject
    self.code = code
  }

  /// Whether we may not do it, however often we try.
  package var isForbidden: Bool { [EACCES, EPERM, EROFS].contains(code) }

  package var message: String { "cannot \(verb) '\(subject)': \(String(cString: strerror(code)))" }
  package var hint: String? {
    code == ENOSPC ? "free some space on that file system, then run the same command again" : nil
  }
}
