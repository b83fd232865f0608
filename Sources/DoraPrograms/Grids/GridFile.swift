import DoraModel

/// What a grid file asks for, in its order.
package struct GridFile: Hashable, Sendable {
  /// One XP to be.
  package struct Asked: Hashable, Sendable {
    package var argv: [Text]
    /// What its job needs, key by key; a key that is missing is up to the project.
    package var resources: JSON
    /// XPs with the same number are one job array.
    package var array: Int?

    package init(argv: [Text], resources: JSON = [:], array: Int? = nil) {
      self.argv = argv
      self.resources = resources
      self.array = array
    }
  }

  package var asked: [Asked]
  package var look: GridLook

  package init(asked: [Asked], look: GridLook = GridLook()) {
    self.asked = asked
    self.look = look
  }
}

/// How a grid file wants its table; what is nil is as every grid has it.
package struct GridLook: Hashable, Sendable {
  package var meta: [Column]?
  package var metrics: [Column]?
  /// Codes of ANSI escapes, for one line after the other.
  package var colors: [String]?
  /// Whether the file itself makes rows of histories.
  package var processes: Bool

  package init(
    meta: [Column]? = nil, metrics: [Column]? = nil, colors: [String]? = nil,
    processes: Bool = false
  ) {
    self.meta = meta
    self.metrics = metrics
    self.colors = colors
    self.processes = processes
  }
}
