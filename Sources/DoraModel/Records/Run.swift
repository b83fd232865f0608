/// One execution of an XP on an engine.
package struct Run: Hashable, Sendable {
  /// Names the run in every store: 16 random hex digits.
  package var id: String
  /// The engine that executes it: `local` or `slurm`.
  package var engine: String
  /// What the engine calls it: `12`, on Slurm also `12_7` or, for a chain of jobs, `12,13`; what begins with `@` stands for
  /// a job whose number isn't known yet.
  package var job: String
  /// The machine that it was submitted on.
  package var host: String
  package var state: RunState
  /// The project's HEAD when the run was submitted; nil outside git, or before a first commit.
  package var commit: String?
  /// Whether the work tree differed from that commit; nil outside git.
  package var dirty: Bool?
  /// The commit that holds the work tree exactly as it was; nil when none was made.
  package var snapshot: String?
  /// Paths of the work tree that the snapshot lacks: too large, or changed inside a submodule.
  package var leftOut: [Text]
  /// What was asked for: processes, GPUs.
  package var resources: JSON
  /// The program's words, and the variables that were set for it.
  package var command: [Text]
  package var environment: [JSON.Member]
  /// Where it started; absolute, and nil in records of older versions.
  package var directory: String?
  /// The notes about what it found around it, and about the files that its program loads; nil where nothing is known.
  package var environmentID: Digest?
  package var sourcesID: Digest?
  /// The run that it repeats, in a folder of its own.
  package var reproduces: String?
  /// The store that it was submitted in; nil in records of older versions.
  package var origin: String?
  /// Where its output goes; absolute.
  package var log: String
  /// Seconds since 1970.
  package var submitted: Double
  package var started: Double?
  package var ended: Double?
  /// The exit status, or the signal that killed it.
  package var exit: Int?
  package var signal: Int?
  /// Why it ended so, when the state alone doesn't say.
  package var reason: String?
  /// The XP's metrics when the run had ended: the last value of each, and `epoch`; nil when there were none.
  package var metrics: JSON?
  /// When the store that it was submitted in last shared its state, of a run that hadn't ended by then.
  package var seen: Double?

  package init(
    id: String, engine: String, job: String, host: String, state: RunState, commit: String? = nil,
    dirty: Bool? = nil, snapshot: String? = nil, leftOut: [Text] = [], resources: JSON = [:],
    command: [Text] = [],
    environment: [JSON.Member] = [], directory: String? = nil, environmentID: Digest? = nil,
    sourcesID: Digest? = nil, reproduces: String? = nil,
    origin: String? = nil, log: String, submitted: Double,
    started: Double? = nil, ended: Double? = nil, exit: Int? = nil, signal: Int? = nil,
    reason: String? = nil,
    metrics: JSON? = nil, seen: Double? = nil
  ) {
    self.id = id
    self.engine = engine
    self.job = job
    self.host = host
    self.state = state
    self.commit = commit
    self.dirty = dirty
    self.snapshot = snapshot
    self.leftOut = leftOut
    self.resources = resources
    self.command = command
    self.environment = environment
    self.directory = directory
    self.environmentID = environmentID
    self.sourcesID = sourcesID
    self.reproduces = reproduces
    self.origin = origin
    self.log = log
    self.submitted = submitted
    self.started = started
    self.ended = ended
    self.exit = exit
    self.signal = signal
    self.reason = reason
    self.metrics = metrics
    self.seen = seen
  }

  /// What the engine calls it; nil until that is known.
  package var number: String? { job.hasPrefix("@") ? nil : job }

  /// When its state was surely so, of one that another store has submitted.
  package var lastSeen: Double { seen ?? started ?? submitted }

  /// Why a run has ended of which the user says that nobody will ever hear again.
  private static let lost = "taken for lost"

  /// Whether it has ended only by its user's word: what its own process says counts more.
  package var isTakenForLost: Bool { state == .nodeFail && reason == Self.lost }

  /// The run as one that nobody will hear of again; it ended when it was last heard of.
  package var takenForLost: Run {
    var run = self
    run.state = .nodeFail
    run.reason = Self.lost
    run.ended = lastSeen
    return run
  }

  package var json: JSON {
    [
      "id": JSON(id), "engine": JSON(engine), "job": JSON(job), "host": JSON(host),
      "state": JSON(state.rawValue), "commit": JSON(commit),
      "dirty": dirty.map { .bool($0) } ?? .null, "snapshot": JSON(snapshot),
      "left_out": .array(leftOut.map { .text($0) }),
      "resources": resources, "command": .array(command.map { .text($0) }),
      "environment": .object(environment), "directory": JSON(directory),
      "environment_id": JSON(environmentID?.hex), "sources_id": JSON(sourcesID?.hex),
      "reproduces": JSON(reproduces), "origin": JSON(origin), "log": JSON(log),
      "submitted": .number(submitted),
      "started": JSON(started), "ended": JSON(ended), "exit": JSON(exit),
      "signal": JSON(signal), "reason": JSON(reason),
      "metrics": metrics ?? .null, "seen": JSON(seen),
    ]
  }

  package init(json: JSON) throws(RecordFailure) {
    guard let state = RunState(rawValue: try json.need("state")) else {
      throw RecordFailure("unknown state")
    }
    guard let submitted = json["submitted"]?.double else { throw RecordFailure("no 'submitted'") }
    self.init(
      id: try json.need("id"), engine: try json.need("engine"), job: try json.need("job"),
      host: try json.need("host"), state: state, commit: json["commit"]?.string,
      dirty: json["dirty"]?.bool, snapshot: json["snapshot"]?.string,
      leftOut: json["left_out"]?.texts ?? [],
      resources: json["resources"] ?? [:], command: json["command"]?.texts ?? [],
      environment: json["environment"]?.members ?? [], directory: json["directory"]?.string,
      environmentID: json["environment_id"]?.string.flatMap { Digest(hex: $0) },
      sourcesID: json["sources_id"]?.string.flatMap { Digest(hex: $0) },
      reproduces: json["reproduces"]?.string, origin: json["origin"]?.string,
      log: try json.need("log"),
      submitted: submitted, started: json["started"]?.double, ended: json["ended"]?.double,
      exit: json["exit"]?.int, signal: json["signal"]?.int, reason: json["reason"]?.string,
      metrics: json["metrics"].flatMap { $0.members == nil ? nil : $0 },
      seen: json["seen"]?.double)
  }
}

/// The runs of one XP, oldest first, as one record of the store.
package struct Runs: Hashable, Sendable {
  package var all: [Run]

  package init(_ all: [Run] = []) { self.all = all }

  /// The newest run in the XP's own folder: the one whose state is the XP's.
  package var last: Run? { all.last { $0.reproduces == nil } }

  package var json: JSON {
    ["version": 1, "runs": .array(all.map(\.json))]
  }

  package init(json: JSON) throws(RecordFailure) {
    guard let list = json["runs"]?.array else { throw RecordFailure("no 'runs'") }
    all = []
    for run in list { all.append(try Run(json: run)) }
  }
}
