import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// An engine of its own for one test, with `engine-probe` as its launcher; whatever it started is ended with the test.
final class Bench {
  let sandbox: Sandbox
  let host = "here"
  /// The executable that every engine of this bench starts.
  var launcher = Bench.probe
  private var submitted: [(job: Job, run: Run)] = []

  /// A job and what a store would know of it.
  struct Submission {
    let job: Job
    let run: Run
  }

  /// The executable that stands for `dora-run`; it's built beside the tests.
  static let probe: String = {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    for folder in [tests.deletingLastPathComponent().path, CommandLine.arguments[0]] {
      let path = "\(folder)/engine-probe"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path
      + "/engine-probe"
  }()

  init() throws { sandbox = try Sandbox() }

  deinit {
    if let pid = try? EngineFolder(path: directory).count(in: directory + "/runner"),
      FileLock.isHeld(directory + "/runner")
    {
      kill(pid_t(pid), SIGKILL)
    }
    for (job, run) in submitted {
      if let state = StateFile.read(folder: job.folder, job: run.job, id: run.id),
        let pid = state.pid,
        FileLock.isHeld("\(directory)/jobs/\(job.number).json")
      {
        kill(pid_t(pid), SIGKILL)
      }
      for pid in Processes.started(with: "DORA_RUN", job.id) { kill(pid, SIGKILL) }
    }
  }

  var directory: String { sandbox.file("store/local/\(host)") }

  /// Another command's engine each time: nothing is remembered but what is on the disk.
  var engine: LocalEngine {
    LocalEngine(directory: directory, host: host, launcher: [launcher])
  }

  /// Jobs that run lines of sh in the sandbox, with folders of their own and consecutive numbers.
  func prepare(
    _ lines: [String], workers: Int = 1, gpus: Int? = nil, environment: [String: String] = [:]
  ) throws -> [Submission] {
    let first = try engine.reserve(lines.count)
    return try lines.enumerated().map { index, line in
      let number = first + index
      let folder = sandbox.file("xps/\(number)")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "CUDA_VISIBLE_DEVICES": ""]
      let job = Job(
        id: UUID().uuidString.lowercased(), number: number, sig: try #require(Sig("0123456789")),
        folder: folder, directory: sandbox.path,
        command: ["/bin/sh", "-c", Text(line)],
        environment: variables.merging(environment) { $1 }, workers: workers, gpus: gpus)
      let run = Run(
        id: job.id, engine: "local", job: String(number), host: host, state: .pending, log: job.log,
        submitted: Date().timeIntervalSince1970)
      submitted.append((job, run))
      return Submission(job: job, run: run)
    }
  }

  /// Prepares jobs and submits them as `dora-submit` does.
  func submit(
    _ lines: [String], slots: Int? = nil, workers: Int = 1, gpus: Int? = nil,
    environment: [String: String] = [:]
  ) throws -> [Submission] {
    let ready = try prepare(lines, workers: workers, gpus: gpus, environment: environment)
    let engine = engine
    try engine.hold(ready.map(\.job))
    try engine.release(ready.map(\.job), slots: slots)
    return ready
  }

  /// The run as a command that is called now sees it.
  func state(_ one: Submission) throws -> Run {
    try engine.refresh(one.run, folder: one.job.folder)
  }

  /// Waits until a run is as it should be.
  @discardableResult
  func wait(
    for one: Submission, _ what: (Run) throws -> Bool = { $0.state.isFinal },
    at place: SourceLocation = #_sourceLocation
  ) throws -> Run {
    var run = try state(one)
    try until("job \(run.job) is not as expected", at: place) {
      run = try state(one)
      return try what(run)
    }
    return run
  }

  /// Waits until something is so; for minutes, as machines may be busy.
  func until(
    _ comment: String, at place: SourceLocation = #_sourceLocation, _ isSo: () throws -> Bool
  ) throws {
    for _ in 0..<30_000 {
      if try isSo() { return }
      Pause.seconds(0.01)
    }
    Issue.record(Comment(rawValue: comment), sourceLocation: place)
    throw Late()
  }

  struct Late: Error {}

  /// The whole number in a file of the sandbox, as soon as it's there.
  func number(in name: String) throws -> pid_t {
    var found: pid_t?
    try until("no number in \(name)") {
      found = (try? sandbox.read(name)).flatMap { $0.hasSuffix("\n") ? pid_t($0.dropLast()) : nil }
      return found != nil
    }
    return try #require(found)
  }

  /// Whether a process lives; one that only waits to be reaped doesn't.
  static func isAlive(_ pid: pid_t) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
      return false
    }
    let state = stat.split(separator: ")").last?.dropFirst().first
    return state != "Z" && state != "X"
  }

  var runnerLives: Bool { FileLock.isHeld(directory + "/runner") }

  /// The pid of the runner that lives.
  func runner() throws -> pid_t {
    var pid: Int?
    try until("no runner") {
      // It has its lock before it has written who it is.
      pid = runnerLives ? try? EngineFolder(path: directory).count(in: directory + "/runner") : nil
      return pid.map { Bench.isAlive(pid_t($0)) } == true
    }
    return pid_t(try #require(pid))
  }

  /// The pid of the supervisor of a job that runs.
  @discardableResult
  func supervisor(of one: Submission) throws -> pid_t {
    try wait(for: one) { $0.state == .running }
    let said = StateFile.read(folder: one.job.folder, job: one.run.job, id: one.run.id)
    return pid_t(try #require(said?.pid))
  }
}
