import ArgumentParser
import DoraModel
import DoraSystem
import DoraVerbs

/// Which XPs of which grid.
struct GridArguments: ParsableArguments {
  @Argument(help: "The grid: its file below the grids' folder, with dots for sub-folders.")
  var name: String?

  @Argument(
    help: """
      Only XPs whose names match all of these: shell patterns, '!' in front of those that must not match; a number is \
      an index among the XPs that do.
      """)
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

  @Option(name: .shortAndLong, help: "The partition of a cluster.")
  var partition: String?

  @Option(name: .shortAndLong, help: "A comment on the jobs.")
  var comment: String?

  @Option(help: "Features that a cluster's nodes must have.")
  var constraint: String?

  @Option(
    name: .customLong("slurm"),
    help: ArgumentHelp(
      "Any other key of a grid file's resources, or option of sbatch.", valueName: "key=value"))
  var others: [String] = []

  func validate() throws {
    do { _ = try SlurmResources().adding(json) } catch {
      throw ValidationError(error.message)
    }
  }

  /// The resources that were given, key by key.
  var json: JSON {
    var members: [JSON.Member] = []
    if let gpus = machine.gpus { members.append(JSON.Member("gpus", JSON(gpus))) }
    if let partition { members.append(JSON.Member("partition", JSON(partition))) }
    if let comment { members.append(JSON.Member("comment", JSON(comment))) }
    if let constraint { members.append(JSON.Member("constraint", JSON(constraint))) }
    for word in others {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // A word alone is an option that takes no value.
      let value = parts.count > 1 ? Array(parts[1].utf8) : Array("true".utf8)
      members.append(
        JSON.Member(
          Text(String(parts[0])), (try? JSONReader.read(value)) ?? .text(Text(bytes: value))))
    }
    return JSON.object([]).merging(members)
  }
}
