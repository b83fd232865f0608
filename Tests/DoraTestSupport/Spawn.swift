import Foundation

/// Starting programs as a shell does: with the signals that programs expect, and nothing of this process's own.
enum Spawn {
  /// Starts a program and gives its id; `streams` opens its files.
  static func start(
    _ words: [String], _ environment: [String: String],
    streams: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    streams(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A thread of the tests may have blocked what ends it.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // Whoever is started in the background, or by nohup, has some ignored, and children would too.
    for signal: Int32 in 1..<32 where signal != SIGKILL && signal != SIGSTOP {
      sigaddset(&signals, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var argv = words.map { strdup($0) } + [nil]
    var environ = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in argv + environ { free(word) } }
    var pid: pid_t = 0
    let problem = posix_spawn(&pid, words[0], &actions, &attributes, &argv, &environ)
    guard problem == 0 else { throw POSIXError(.init(rawValue: problem) ?? .EINVAL) }
    return pid
  }
}
