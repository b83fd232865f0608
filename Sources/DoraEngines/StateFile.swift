import DoraModel
import DoraSystem

/// What a run's own process says of it, in `<folder>/runs/<job>.json`.
package struct StateFile: Hashable, Sendable {
  /// The run; two machines that share a folder may both have a job of this number.
  var id: String
  var job: String
  /// Whether the state is only what its process concluded when somebody ended it from outside.
  var isGuess = false
  /// How often the job ran out of time and was queued again.
  var timeouts = 0
  var state: RunState
  var started: Double?
  var ended: Double?
  var exit: Int?
  var signal: Int?
  var reason: String?
  /// The supervisor: where signals for the job go, as long as the job's lock is held.
  var pid: Int?
  /// The GPUs that were given to it; nil when it sees them all.
  var gpus: [String]?
  /// The boot of the machine that it ran in.
  var boot: String

  init(
    id: String, job: String, state: RunState, started: Double? = nil, ended: Double? = nil,
    exit: Int? = nil, signal: Int? = nil, reason: String? = nil, pid: Int? = nil,
    gpus: [String]? = nil, boot: String = Machine.boot
  ) {
    self.id = id
    self.job = job
    self.state = state
    self.started = started
    self.ended = ended
    self.exit = exit
    self.signal = signal
    self.reason = reason
    self.pid = pid
    self.gpus = gpus
    self.boot = boot
  }

  static func path(folder: String, job: String) -> String { Path.join(folder, "runs/\(job).json") }

  /// What the run `id` last said of itself, or nil when it hasn't said anything.
  static func read(folder: String, job: String, id: String) -> StateFile? {
    guard let bytes = try? File.contents(path(folder: folder, job: job)),
      let json = try? JSONReader.read(bytes), json["id"]?.string == id,
      let state = json["state"]?.string.flatMap(RunState.init)
    else { return nil }
    var said = StateFile(
      id: id, job: json["job"]?.string ?? job, state: state, started: json["started"]?.double,
      ended: json["ended"]?.double, exit: json["exit"]?.int, signal: json["signal"]?.int,
      reason: json["reason"]?.string, pid: json["pid"]?.int,
      gpus: json["gpus"]?.texts?.map(\.string), boot: json["boot"]?.string ?? "")
    said.isGuess = json["guess"]?.bool ?? false
    said.timeouts = json["timeouts"]?.int ?? 0
    return said
  }

  /// Replaces the file, and makes the folders above it that somebody may have removed.
  ///
  /// `name` is the file's, when that isn't the job's.
  func write(folder: String, sync: Bool = true, name: String? = nil) throws(SystemFailure) {
    var json: JSON = [
      "version": 1, "id": JSON(id), "job": JSON(job), "state": JSON(state.rawValue),
      "started": JSON(started), "ended": JSON(ended), "exit": JSON(exit), "signal": JSON(signal),
      "reason": JSON(reason), "pid": JSON(pid),
      "gpus": gpus.map { .array($0.map { JSON($0) }) } ?? .null, "boot": JSON(boot),
    ]
    if isGuess || timeouts > 0 {
      json = .object(
        (json.members ?? []) + [
          JSON.Member("guess", .bool(isGuess)), JSON.Member("timeouts", JSON(timeouts)),
        ])
    }
    let path = Self.path(folder: folder, job: name ?? job)
    let bytes = PythonJSON.bytes(json) + [UInt8(ascii: "\n")]
    do throws(SystemFailure) { try File.replace(path, with: bytes, sync: sync) } catch {
      try File.makeFolders(Path.parent(path))
      try File.replace(path, with: bytes, sync: sync)
    }
  }

  /// The run with what is said here.
  func applied(to run: Run) -> Run {
    var run = run
    run.state = state
    run.started = started ?? run.started
    run.ended = ended
    run.exit = exit
    run.signal = signal
    run.reason = reason
    if let gpus {
      run.environment.removeAll { $0.name == "CUDA_VISIBLE_DEVICES" }
      run.environment.append(
        JSON.Member("CUDA_VISIBLE_DEVICES", JSON(gpus.joined(separator: ","))))
    }
    return run
  }
}

extension Run {
  /// Its log in `folder`, when its process has written there: a copy, or a pull with files, has it at another place.
  package func log(in folder: String) -> String? {
    let name = engine == EngineKind.slurm.rawValue ? id : job
    guard StateFile.read(folder: folder, job: name, id: id) != nil else { return nil }
    let path = Path.join(folder, "runs/\(Path.name(log))")
    return File.status(path)?.isFile == true ? path : nil
  }
}
