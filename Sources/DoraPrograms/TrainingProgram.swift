import DoraModel

/// A program that XPs are arguments to.
package protocol TrainingProgram {
  /// What the store records of it.
  var program: Program { get }
  /// The variables that it needs beside those of the run contract.
  var variables: [String: String] { get }
  /// Signs argument lists, in their order.
  func sign(_ argvs: [[Text]]) throws -> [Signed]
  /// The arguments as an XP of this program keeps them, which the program signed.
  func settled(_ argv: [Text]) -> [Text]
  /// The words that run it with these arguments; the first is a path.
  func command(for argv: [Text]) -> [Text]
  /// What its jobs need of a cluster, key by key.
  var slurm: JSON { get }
  /// What it runs on beside the machine, as members of a run's environment: interpreter, version, packages.
  var surroundings: [JSON.Member] { get }
  /// The packages that it may import from where they are worked on, by name, and those folders.
  var editablePackages: [String: String] { get }
  /// The files of the project that it loads, as they are now.
  var loadedFiles: LoadedFiles { get }
  /// What it says of the code that its runs use.
  var codeRules: CodeRules { get }
  /// A folder where argument lists are kept for others too; absolute.
  var shared: String? { get }
  /// What the program, as it is today, makes of each argument list, or why it refuses it; nil where there's no such thing.
  func configurations(_ argvs: [[Text]]) throws -> [Configured]?
  /// How it was described anew and why; nil when what was known of it is still true, or nothing need be.
  var described: String? { get }
  /// Asks it for what signing doesn't need: before its surroundings and files are.
  func complete() throws
  /// Keeps what spares the next command work, now that there is a store to keep it in.
  ///
  /// Where that can't be written to, as in a colleague's project, everything goes on as before.
  func keep()
}

/// What a program makes of its arguments.
package enum Configured: Hashable, Sendable {
  /// An object: every name with its value, defaults too.
  case values(JSON)
  case refused(String)
}

extension TrainingProgram {
  package var codeRules: CodeRules { CodeRules() }

  package var shared: String? { nil }

  package func configurations(_ argvs: [[Text]]) throws -> [Configured]? { nil }

  package var described: String? { nil }

  package func complete() throws {}

  package var slurm: JSON { [:] }

  package var editablePackages: [String: String] { [:] }

  package func settled(_ argv: [Text]) -> [Text] { argv }
}
