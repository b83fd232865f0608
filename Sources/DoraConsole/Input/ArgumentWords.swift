import ArgumentParser
import DoraModel

/// The program's arguments on a command line: plain words at once, and anything after `--`.
struct ArgumentWords: ParsableArguments {
  @Argument(help: "The program's arguments; those that begin with '-' after '--'.")
  var argument: [String] = []

  var all: [Text] { argument.map { Text($0) } }

  /// The word that is all there is, unless it stands after `--`.
  var single: String? {
    argument.count == 1 && !CommandLine.arguments.contains("--") ? argument.first : nil
  }
}
