import DoraModel
import DoraSystem

/// One run as a job of Slurm needs it: what starts where, and with which variables.
package struct SlurmTask: Hashable, Sendable {
  /// The run's name in every store; runs that are submitted together share its first digits.
  package var id: String
  package var sig: Sig
  /// The XP's folder; absolute.
  package var folder: String
  /// The program's words.
  package var command: [Text]
  /// Whether the program starts with SIGUSR2 ignored: what it starts in turn would be killed by it, and only shells can't
  /// ask for a signal that they found ignored.
  package var ignoresWarning: Bool
  /// What it finds in its environment beside what the submitter had.
  package var variables: [String: String]

  package init(
    id: String, sig: Sig, folder: String, command: [Text], variables: [String: String],
    ignoresWarning: Bool = false
  ) {
    self.id = id
    self.sig = sig
    self.folder = folder
    self.command = command
    self.variables = variables
    self.ignoresWarning = ignoresWarning
  }

  /// How many digits of their ids the runs of one submission share.
  package static let tagLength = 8

  /// The id that a run has in the submission `tag`.
  package static func id(tag: String, _ id: String) -> String {
    tag + id.dropFirst(tagLength)
  }

  /// What the name of the job that a run is in ends with.
  package static func ending(of id: String) -> String { "-" + id.prefix(tagLength) }

  /// Where the run's output goes: known before its job has a number.
  package var log: String { Path.join(folder, "runs/\(id).log") }

  var json: JSON {
    [
      "id": JSON(id), "sig": JSON(sig.description), "folder": JSON(folder),
      "command": .array(command.map { .text($0) }), "variables": Job.json(of: variables),
      "ignores_warning": .bool(ignoresWarning),
    ]
  }

  init?(json: JSON) {
    guard let id = json["id"]?.string, let sig = json["sig"]?.string.flatMap(Sig.init),
      let folder = json["folder"]?.string, let command = json["command"]?.texts,
      let variables = json["variables"]
    else { return nil }
    self.init(
      id: id, sig: sig, folder: folder, command: command, variables: Job.variables(of: variables),
      ignoresWarning: json["ignores_warning"]?.bool ?? false)
  }
}
