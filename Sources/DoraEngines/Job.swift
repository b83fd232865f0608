import DoraModel
import DoraSystem

/// One run as the engine needs it to start a program: what, where, with which variables, on how much of the machine.
package struct Job: Hashable, Sendable {
  /// The run's name in every store.
  package var id: String
  /// What this machine calls it.
  package var number: Int
  package var sig: Sig
  /// The XP's folder; absolute.
  package var folder: String
  /// Where the program starts; absolute.
  package var directory: String
  /// The program's words; the first is an executable's path, or a name on the `PATH` of `environment`.
  package var command: [Text]
  package var environment: [String: String]
  /// How many processes of the program run side by side.
  package var workers: Int
  /// How many GPUs it gets; nil: one for each worker, where the machine has any.
  package var gpus: Int?

  package init(
    id: String, number: Int, sig: Sig, folder: String, directory: String, command: [Text],
    environment: [String: String], workers: Int, gpus: Int?
  ) {
    self.id = id
    self.number = number
    self.sig = sig
    self.folder = folder
    self.directory = directory
    self.command = command
    self.environment = environment
    self.workers = workers
    self.gpus = gpus
  }

  /// Where its output goes.
  package var log: String { Path.join(folder, "runs/\(number).log") }

  /// Where its own process says how it is.
  var state: String { StateFile.path(folder: folder, job: String(number)) }

  /// How many of the GPUs that it may see it takes.
  func wanted(of visible: [String]) -> Int { gpus ?? min(max(1, workers), visible.count) }
}

extension Job {
  /// The job without the variables that it shares with others.
  func json(without shared: [String: String] = [:]) -> JSON {
    let own = environment.filter { shared[$0.key] != $0.value }
    return [
      "id": JSON(id), "number": JSON(number), "sig": JSON(sig.description), "folder": JSON(folder),
      "directory": JSON(directory), "command": .array(command.map { .text($0) }),
      "environment": Self.json(of: own), "workers": JSON(workers), "gpus": JSON(gpus),
    ]
  }

  /// The job that `json` describes, together with the variables that it shares with others.
  init?(json: JSON, adding shared: [String: String] = [:]) {
    guard let id = json["id"]?.string, let number = json["number"]?.int,
      let sig = json["sig"]?.string.flatMap(Sig.init), let folder = json["folder"]?.string,
      let directory = json["directory"]?.string, let command = json["command"]?.texts,
      let environment = json["environment"], let workers = json["workers"]?.int
    else { return nil }
    self.init(
      id: id, number: number, sig: sig, folder: folder, directory: directory, command: command,
      environment: shared.merging(Self.variables(of: environment)) { $1 }, workers: workers,
      gpus: json["gpus"]?.int)
  }

  static func json(of variables: [String: String]) -> JSON {
    .object(variables.keys.sorted().map { JSON.Member(Text($0), JSON(variables[$0])) })
  }

  static func variables(of json: JSON) -> [String: String] {
    var variables: [String: String] = [:]
    for member in json.members ?? [] { variables[member.name.string] = member.value.string }
    return variables
  }

  /// The variables that all of `jobs` have alike; a batch writes them once.
  static func shared(by jobs: [Job]) -> [String: String] {
    guard var shared = jobs.first?.environment else { return [:] }
    for job in jobs.dropFirst() {
      // The common case costs one look at each variable and copies nothing.
      let differing = shared.filter { job.environment[$0.key] != $0.value }
      for name in differing.keys { shared[name] = nil }
    }
    return shared
  }
}
