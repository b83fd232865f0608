import Foundation

/// A program that runs beside a test, until the test lets go of it; it's ended by its own id.
package final class Daemon {
  private var pid: pid_t = 0

  /// Starts it; what it says goes to a file.
  package init(_ words: [String], log: String) throws {
    pid = try Spawn.start(words, ProcessInfo.processInfo.environment) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
  }

  deinit { end() }

  /// Whether it hasn't ended by itself.
  package var isRunning: Bool {
    var status: Int32 = 0
    if pid > 0, waitpid(pid, &status, WNOHANG) == pid { pid = 0 }
    return pid > 0
  }

  package func end() {
    guard pid > 0 else { return }
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    pid = 0
  }
}
