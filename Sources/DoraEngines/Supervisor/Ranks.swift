import DoraModel
import DoraSystem
import Glibc

/// The processes of a job's program: one, or several workers that live and die together.
struct Ranks {
  private let job: Job
  private let devices: [String]?
  private let isForeground: Bool
  private var children: [(child: Child, end: Child.End?)] = []
  /// How the first one ended that didn't end well.
  private(set) var failure: Child.End?
  /// Whether we sent SIGKILL.
  private(set) var wasKilled = false

  init(_ job: Job, devices: [String]?, isForeground: Bool) {
    self.job = job
    self.devices = devices
    self.isForeground = isForeground
  }

  var hasStarted: Bool { !children.isEmpty }
  var isOver: Bool { children.allSatisfy { $0.end != nil } }

  /// Starts all of them; when one can't be started, those that were are for the caller to end.
  mutating func start() throws(SystemFailure) {
    guard File.status(job.directory)?.isFolder == true else {
      throw SystemFailure("change to", job.directory, code: ENOENT)
    }
    let words = try words()
    let port = Machine.freePort ?? 29_500
    for rank in 0..<max(1, job.workers) {
      let streams = try streams(rank)
      defer {
        for file in Set([streams.input, streams.output, streams.error]) where file > 2 {
          close(file)
        }
      }
      let child = try Child.start(
        words, environment: environment(rank, port: port), directory: job.directory,
        streams: streams, session: isForeground ? .shared : .group,
        ties: isForeground ? [.diesWithUs, .keepsIgnored] : [.diesWithUs])
      children.append((child, nil))
    }
  }

  private func words() throws(SystemFailure) -> [Text] {
    guard let name = job.command.first, !name.isEmpty else {
      throw SystemFailure("run", "", code: ENOENT)
    }
    if name.bytes.contains(UInt8(ascii: "/")) { return job.command }
    let search = job.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    guard let path = Path.executable(name.string, on: search) else {
      throw SystemFailure("run", name.string, code: ENOENT)
    }
    return [Text(path)] + job.command.dropFirst()
  }

  private func environment(_ rank: Int, port: Int) -> [String: String] {
    var environment = job.environment
    environment["PWD"] = job.directory
    environment["RANK"] = String(rank)
    environment["LOCAL_RANK"] = String(rank)
    environment["WORLD_SIZE"] = String(max(1, job.workers))
    environment["MASTER_ADDR"] = "127.0.0.1"
    environment["MASTER_PORT"] = String(port)
    environment["DORA_JOB"] = String(job.number)
    environment[Remains.variable] = job.id
    // On a machine without GPUs the variable stays as it is; a job that takes none of those there are sees none.
    if let devices, !devices.isEmpty || !GPUs.visible(environment: job.environment).isEmpty {
      environment["CUDA_VISIBLE_DEVICES"] = devices.joined(separator: ",")
    }
    return environment
  }

  private func streams(_ rank: Int) throws(SystemFailure) -> Child.Streams {
    if isForeground, rank == 0 { return Child.Streams() }
    let path = rank == 0 ? job.log : Path.join(job.folder, "worker_\(rank).log")
    let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard log >= 0 else { throw SystemFailure("open", path) }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else {
      close(log)
      throw SystemFailure("open", "/dev/null")
    }
    return Child.Streams(input: null, output: log, error: log)
  }

  /// Takes note of those that have ended.
  mutating func reap() {
    for i in children.indices where children[i].end == nil {
      guard let end = children[i].child.end() else { continue }
      children[i].end = end
      if failure == nil, end != .exit(0) { failure = end }
    }
  }

  /// Sends a signal to all that live, and to what they started.
  func signal(_ number: Int32) {
    if isForeground {
      // They share our process group with whoever stands beside us in a pipeline.
      if !isOver { Remains.signal(job.id, number) }
      return
    }
    for (child, end) in children where end == nil {
      Glibc.kill(-child.pid, number)
      // A stopped process takes no other signal.
      Glibc.kill(-child.pid, SIGCONT)
    }
  }

  mutating func kill() {
    wasKilled = true
    signal(SIGKILL)
  }
}
