import Foundation

/// What a program that ran to its end said.
package struct Outcome: Sendable {
  package let status: Int32
  package let out: String
  package let error: String

  /// Its output, line by line.
  package var lines: [String] { out.split(separator: "\n").map(String.init) }
}

/// Runs real programs for tests, in an environment that holds nothing but what is said here.
package struct Command: Sendable {
  package var directory: String
  package var environment: [String: String]

  package init(in directory: String, environment: [String: String] = [:]) {
    self.directory = directory
    self.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory, "USER": "tester",
      "LANG": "C.UTF-8",
      "GIT_CONFIG_NOSYSTEM": "1", "DORA_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Tester",
      "GIT_AUTHOR_EMAIL": "tester@localhost",
      "GIT_COMMITTER_NAME": "Tester", "GIT_COMMITTER_EMAIL": "tester@localhost", "COLUMNS": "100",
    ].merging(environment) { $1 }
  }

  /// Runs `words` to its end.
  ///
  /// Output goes through files, so no amount of it can block.
  @discardableResult
  package func run(_ words: [String], input: String = "") throws -> Outcome {
    try run(words, input: Data(input.utf8))
  }

  /// Runs `words` with these bytes on its standard input.
  package func run(_ words: [String], input: Data) throws -> Outcome {
    let scratch = try Sandbox()
    // Nothing is sent where nothing is given: an empty file would be an empty list to a tool that reads one.
    let source = input.isEmpty ? "/dev/null" : scratch.file("in")
    if !input.isEmpty { try input.write(to: URL(filePath: source)) }
    for name in ["out", "err"] { try scratch.write("", to: name) }
    let status = try spawn(
      ["/usr/bin/env", "-C", directory] + words,
      streams: [
        (source, O_RDONLY), (scratch.file("out"), O_WRONLY), (scratch.file("err"), O_WRONLY),
      ])
    return Outcome(
      status: status, out: try text(scratch, "out"), error: try text(scratch, "err"))
  }

  /// Starts a program with these files as its streams and gives its status, or 128 and the signal that ended it.
  ///
  /// Not Foundation's Process: that waits until the last descendant has ended, and tests leave some in the background.
  private func spawn(_ words: [String], streams: [(path: String, mode: Int32)]) throws -> Int32 {
    let variables = environment.merging(["PWD": directory]) { old, _ in old }
    let pid = try Spawn.start(words, variables) { actions in
      for (number, stream) in streams.enumerated() {
        posix_spawn_file_actions_addopen(&actions, Int32(number), stream.path, stream.mode, 0)
      }
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw POSIXError(.init(rawValue: errno) ?? .ECHILD) }
    }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Runs a line of bash with `pipefail`.
  @discardableResult
  package func shell(_ line: String, input: String = "") throws -> Outcome {
    try run(["bash", "-c", "set -o pipefail; " + line], input: input)
  }

  private func text(_ scratch: Sandbox, _ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: scratch.file(name))), as: UTF8.self)
  }
}
