import Foundation

/// A program that runs beside a test, until the test lets go of it; it's ended by its own id.
package final class Daemon {
  private var pid: pid_t = 0

  /// Starts it; what it says goes to a file.
  package init(_ words: [String], log: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // A thread of the tests may have blocked what ends it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = words.map { strdup($0) } + [nil]
    var environ =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in argv + environ { free(word) } }
    let problem = posix_spawn(&pid, words[0], &actions, &attributes, &argv, &environ)
    guard problem == 0 else { throw POSIXError(.init(rawValue: problem) ?? .EINVAL) }
  }

  deinit { end() }

  package func end() {
    guard pid > 0 else { return }
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    pid = 0
  }
}
