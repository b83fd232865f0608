import ArgumentParser
import DoraModel
import DoraVerbs

extension EngineKind: ExpressibleByArgument {}

/// Where runs go.
struct EngineOptions: ParsableArguments {
  @Option(
    help: """
      What executes the runs: local, this machine, or slurm (default: DORA_ENGINE, submit.engine of .doraconfig, or \
      slurm where there is an sbatch).
      """)
  var engine: EngineKind?

  @Option(
    help: ArgumentHelp(
      "The site profile of .doraconfig that counts (default: the one for this machine's name).",
      valueName: "name"))
  var profile: String?
}

/// What jobs need of a cluster.
struct ClusterOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The partition of a cluster.")
  var partition: String?

  @Flag(help: "The partition for trying things out: slurm.dev-partition of .doraconfig, or devlab.")
  var dev = false

  @Option(name: .shortAndLong, help: "A comment on the jobs.")
  var comment: String?

  @Option(
    help: ArgumentHelp("Features that a cluster's nodes must have.", valueName: "features"))
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
    if dev { members.append(JSON.Member("dev", true)) }
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
