/// One line of the configuration, and where it's from.
package struct Setting: Sendable, Hashable {
  /// The levels of configuration; each outdoes those before it.
  package enum Scope: String, Sendable, CaseIterable {
    /// `/etc/doraconfig`, for everybody on this machine.
    case system
    /// `~/.config/dora/config`, for everything that a user does.
    case global
    /// `.doraconfig` in the project's root, which is committed with it.
    case project
    /// `.dora/config`, for this copy of the project.
    case store
    /// `-c` and variables of the environment.
    case command

    /// Whether only the user, or who looks after the machine, can have written it; the rest may have come with the project.
    package var isOwn: Bool { self == .system || self == .global || self == .command }
  }

  /// The name as git compares it: `program.mainmodule`.
  package let name: String
  package let value: String
  package let scope: Scope
  /// The file; none for the command line.
  package let path: String?

  package init(name: String, value: String, scope: Scope, path: String?) {
    self.name = name
    self.value = value
    self.scope = scope
    self.path = path
  }

  /// Where it's from, as `git config --show-origin` says it.
  package var origin: String { path.map { "file:\($0)" } ?? "command line:" }
}
