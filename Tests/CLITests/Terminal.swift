import DoraTestSupport
import Foundation

/// A real terminal, tmux's, with a shell in a project.
final class Terminal {
  private let project: ToyProject
  private let socket = "dora-test-\(UUID().uuidString.prefix(8))"

  init(_ project: ToyProject, width: Int = 100, height: Int = 30) throws {
    self.project = project
    try project.run(
      "tmux -L \(socket) -f /dev/null new-session -d -x \(width) -y \(height) 'TERM=screen bash --norc'"
    )
  }

  deinit { _ = try? project.run("tmux -L \(socket) kill-server") }

  /// Keeps what is written to the screen from now on in a file: what is there for a moment only may be missed by looking.
  func record(in name: String) throws {
    try project.run("tmux -L \(socket) pipe-pane 'cat > \(project.sandbox.file(name))'")
  }

  /// Presses keys, as tmux names them; a text is typed.
  func press(_ keys: String...) throws {
    let words = keys.map { "'\($0)'" }.joined(separator: " ")
    try project.run("tmux -L \(socket) send-keys \(words)")
  }

  /// What is on the screen, or with `all` what ever was.
  func text(all: Bool = false) throws -> String {
    try project.run("tmux -L \(socket) capture-pane -p \(all ? "-S -" : "")").out
  }

  /// Waits until `what` is on the screen; the screen as it was last.
  @discardableResult
  func wait(for what: String) throws -> String {
    var screen = ""
    _ = try project.eventually {
      screen = try text()
      return screen.contains(what)
    }
    return screen
  }
}
