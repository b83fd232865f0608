import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs

/// Which XPs of which grid.
struct GridArguments: ParsableArguments {
  @Argument(help: "The grid: its file below the grids' folder, with dots for sub-folders.")
  var name: String?

  @Argument(
    help: ArgumentHelp(
      """
      Only XPs whose names match all of these: shell patterns, '!' in front of those that must not match; a number is \
      an index among the XPs that do.
      """, valueName: "pattern"))
  var patterns: [String] = []

  @Flag(
    help: """
      Read the XPs from standard input in the place of a file: a line is an argument list or a JSON object with 'argv'.
      """)
  var stdin = false

  @Flag(help: "Go on with a grid that has no XPs any more: all of its runs are cancelled.")
  var allowEmpty = false

  func validate() throws {
    if stdin, name == nil { throw ValidationError("--stdin needs the grid's name") }
  }

  var filter: GridFilter { GridFilter(patterns.map { Text($0) }) }

  /// What stdin says, if it's to be read.
  func lines() throws(SystemFailure) -> [UInt8]? {
    stdin ? try File.contents(of: 0, named: "standard input") : nil
  }
}

/// What jobs of a grid need, where its file doesn't say otherwise.
struct GridResourceOptions: ParsableArguments {
  @OptionGroup var machine: ResourceOptions
  @OptionGroup var cluster: ClusterOptions

  /// The resources that were given, key by key.
  var json: JSON {
    let gpus = machine.gpus.map { [JSON.Member("gpus", JSON($0))] } ?? []
    return JSON.object(gpus).merging(cluster.json.members ?? [])
  }
}
