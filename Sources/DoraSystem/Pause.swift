import Glibc

/// Waiting for what can't be waited on.
package enum Pause {
  package static func seconds(_ seconds: Double) {
    var span = timespec(seconds: seconds)
    var left = timespec()
    while nanosleep(&span, &left) != 0, errno == EINTR { span = left }
  }
}
