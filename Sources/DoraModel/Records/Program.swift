/// What kind of program an XP is an argument list of.
package enum Backend: String, Sendable, CaseIterable {
  case argparse, hydra, command
}

/// The training program that an XP belongs to.
package struct Program: Hashable, Sendable {
  package var backend: Backend
  /// The Python package and the module in it, for Python backends: `digits` and `train`.
  package var package: String
  package var mainModule: String
  /// The executable and its fixed words, for the command backend.
  package var command: [String]
  /// The output folder as the program names it, relative to the project: `./outputs`.
  package var dir: String
  /// Patterns of names that aren't signed.
  package var exclude: [String]

  package init(
    backend: Backend, package: String = "", mainModule: String = "", command: [String] = [],
    dir: String, exclude: [String] = []
  ) {
    self.backend = backend
    self.package = package
    self.mainModule = mainModule
    self.command = command
    self.dir = dir
    self.exclude = exclude
  }

  /// What tells programs apart that share a store: who runs and where it writes.
  package var identity: String {
    switch backend {
    case .argparse, .hydra: "\(package).\(mainModule)"
    case .command: command.joined(separator: " ")
    }
  }

  /// A word for it, where there's room for one only.
  package var shortName: String {
    switch backend {
    case .argparse, .hydra: package
    case .command: command.first.map { String($0.split(separator: "/").last ?? "") } ?? ""
    }
  }

  package var json: JSON {
    [
      "backend": JSON(backend.rawValue), "package": JSON(package),
      "main_module": JSON(mainModule), "command": .array(command.map { JSON($0) }),
      "dir": JSON(dir), "exclude": .array(exclude.map { JSON($0) }),
    ]
  }

  package init(json: JSON) throws(RecordFailure) {
    guard let backend = Backend(rawValue: try json.need("backend")) else {
      throw RecordFailure("unknown backend")
    }
    self.backend = backend
    package = try json.need("package")
    mainModule = try json.need("main_module")
    command = (json["command"]?.texts ?? []).map(\.string)
    dir = try json.need("dir")
    exclude = (json["exclude"]?.texts ?? []).map(\.string)
  }
}
