import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// Whatever is killed, no job is lost and none runs twice.
@Suite struct DeathTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `a killed runner loses nothing, and its running jobs keep their slots`() throws {
    let jobs = try bench.submit(
      [
        "echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done; echo first >> order",
        "echo second >> order",
      ], slots: 1)
    _ = try bench.number(in: "pid")
    kill(try bench.runner(), SIGKILL)
    try bench.until("the runner lives") { !bench.runnerLives }
    // Asking is what starts a new one.
    #expect(try bench.state(jobs[0]).state == .running)
    #expect(try bench.state(jobs[1]).state == .pending)
    _ = try bench.runner()
    #expect(try bench.state(jobs[1]).state == .pending)
    try bench.sandbox.write("", to: "go")
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    #expect(try bench.sandbox.read("order") == "first\nsecond\n")
  }

  @Test func `runners that are killed again and again lose nothing`() throws {
    let jobs = try bench.submit((1...12).map { "sleep 0.03; echo \($0) >> ran" }, slots: 2)
    for _ in 0..<15 {
      if let pid = try? EngineFolder(path: bench.directory).count(in: bench.directory + "/runner"),
        bench.runnerLives, pid > 1
      {
        kill(pid_t(pid), SIGKILL)
      }
      for job in jobs { _ = try bench.state(job) }
    }
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    let ran = try bench.sandbox.read("ran").split(separator: "\n").compactMap { Int($0) }
    #expect(ran.sorted() == Array(1...12))
  }

  @Test func `a killed supervisor takes its program along, and the run FAILED`() throws {
    let job = try bench.submit([
      "setsid sh -c 'echo $$ > far; exec sleep 600' & echo $$ > pid; wait"
    ])[0]
    let pid = try bench.number(in: "pid")
    let far = try bench.number(in: "far")
    kill(try bench.supervisor(of: job), SIGKILL)
    let run = try bench.wait(for: job)
    #expect(run.state == .failed)
    #expect(run.reason == "its supervisor was killed")
    #expect(try #require(run.ended) >= (try #require(run.started)))
    #expect(!Bench.isAlive(pid) && !Bench.isAlive(far))
  }

  @Test func `so it is when the runner was killed before`() throws {
    let job = try bench.submit([
      "setsid sh -c 'echo $$ > far; exec sleep 600' & echo $$ > pid; wait"
    ])[0]
    let far = try bench.number(in: "far")
    let supervisor = try bench.supervisor(of: job)
    kill(try bench.runner(), SIGKILL)
    kill(supervisor, SIGKILL)
    let run = try bench.wait(for: job)
    #expect(run.state == .failed)
    #expect(!Bench.isAlive(far))
    // And the slot is free again.
    #expect(try bench.wait(for: try bench.submit(["true"])[0]).state == .completed)
  }

  @Test func `a restart of the machine leaves NODE_FAIL, not RUNNING, and pending jobs go on`()
    throws
  {
    // What a power cut leaves: a job that was taken and said RUNNING, one that wasn't reached, no process.
    let jobs = try bench.prepare(["touch again", "true"])
    let engine = bench.engine
    try engine.hold(jobs.map(\.job))
    let queue = Queue(EngineFolder(path: bench.directory))
    _ = try queue.mark(jobs.map(\.job.number), .released) { _ in true }
    try JobFile(job: jobs[0].job, devices: []).write(in: engine.folder)
    _ = try queue.mark([jobs[0].job.number], .taken) { _ in true }
    try StateFile(
      id: jobs[0].job.id, job: "1", state: .running, started: 1_000_000, pid: 1, boot: "another"
    ).write(folder: jobs[0].job.folder)
    try engine.release([], slots: nil)
    let run = try bench.wait(for: jobs[0])
    #expect(run.state == .nodeFail)
    #expect(run.reason == "the machine restarted")
    #expect(run.started == 1_000_000)
    #expect(try bench.wait(for: jobs[1]).state == .completed)
    #expect(!bench.sandbox.exists("again"))
  }

  @Test func `a submitter killed after it recorded its jobs is finished by the next command`()
    throws
  {
    let number = try bench.engine.reserve(1)
    let folder = bench.sandbox.file("xps/\(number)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let id = UUID().uuidString.lowercased()
    let outcome = try Command(in: bench.sandbox.path, environment: ["PROBE_RUN": id]).run([
      Bench.probe, "--hold", bench.directory, String(number), folder, "/bin/sh", "-c",
      "echo ran >> ran",
    ])
    #expect(outcome.status == 128 + SIGKILL)
    let run = Run(
      id: id, engine: "local", job: String(number), host: bench.host, state: .pending,
      log: folder + "/runs/\(number).log", submitted: 1)
    // Without a record it never starts, however often the queue is looked at.
    try bench.engine.wake(slots: nil)
    #expect(try bench.wait(for: try bench.submit(["true"])[0]).state == .completed)
    #expect(!FileManager.default.fileExists(atPath: folder + "/ran"))
    // With one, whoever asks releases it.
    #expect(try bench.engine.refresh(run, folder: folder).state == .pending)
    try bench.until("the job is lost") {
      try bench.engine.refresh(run, folder: folder).state == .completed
    }
    #expect(try bench.sandbox.read("xps/\(number)/ran") == "ran\n")
  }

  @Test func `what a killed submitter held is released or dropped as the store says`() throws {
    let jobs = try bench.prepare(["echo 1 >> ran", "echo 2 >> ran", "echo 3 >> ran"])
    do {
      let dead = bench.engine
      try dead.hold(jobs.map(\.job))
      // As long as it lives, nobody decides for it.
      try bench.engine.recover { _ in false }
      #expect(try bench.state(jobs[0]).state == .pending)
      withExtendedLifetime(dead) {}
    }
    // A child that a test beside this one has just started may have the lock for a moment.
    try bench.until("nobody decides") {
      try bench.engine.recover { $0.number == jobs[1].job.number }
      return try bench.state(jobs[1]).state == .completed
    }
    try bench.engine.recover { _ in true }
    #expect(try bench.wait(for: try bench.submit(["true"])[0]).state == .completed)
    #expect(try bench.sandbox.read("ran") == "2\n")
    let queue = bench.sandbox.file("store/local/here/queue")
    #expect(try FileManager.default.contentsOfDirectory(atPath: queue).isEmpty)
  }

  @Test func `a job is started once though many commands start runners for it`() async throws {
    let jobs = try bench.prepare((1...10).map { "echo \($0) >> ran" })
    let engine = bench.engine
    try engine.hold(jobs.map(\.job))
    let directory = bench.directory
    let all = jobs
    try engine.release(all.map(\.job), slots: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<20 {
            let other = LocalEngine(directory: directory, host: "here", launcher: [Bench.probe])
            try other.folder.locked { try other.startRunner() }
            for one in all { _ = try other.refresh(one.run, folder: one.job.folder) }
          }
        }
      }
      try await group.waitForAll()
    }
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    let ran = try bench.sandbox.read("ran").split(separator: "\n").compactMap { Int($0) }
    #expect(ran.sorted() == Array(1...10))
  }

  @Test func `a job released while the runner leaves is not left behind`() throws {
    for _ in 0..<25 {
      let job = try bench.submit(["true"])[0]
      // Once it's final the runner is about to leave; that is when the next one comes.
      #expect(try bench.wait(for: job).state == .completed)
    }
    try bench.until("the runner stays") { !bench.runnerLives }
  }

  @Test func `a job whose folder is removed while it runs is still RUNNING, and can be cancelled`()
    throws
  {
    let job = try bench.submit(["echo $$ > pid; exec sleep 600"])[0]
    let pid = try bench.number(in: "pid")
    try FileManager.default.removeItem(atPath: job.job.folder)
    #expect(try bench.state(job).state == .running)
    try bench.engine.cancel([(job.run, job.job.folder)], grace: 20)
    #expect(try bench.state(job).state == .cancelled)
    #expect(!Bench.isAlive(pid))
  }

  @Test func `a launcher that only fails gives the job up and says so`() throws {
    let jobs = try bench.prepare(["true"])
    bench.launcher = try bench.sandbox.write(
      """
      #!/bin/sh
      [ $1 = --runner ] && exec \(Bench.probe) --runner "$2" "$0"
      echo tried >> \(bench.sandbox.file("tries")); exit 9
      """, to: "launcher", executable: true)
    let engine = bench.engine
    try engine.hold(jobs.map(\.job))
    try engine.release(jobs.map(\.job), slots: nil)
    try bench.wait(for: jobs[0])
    #expect(try bench.sandbox.read("tries") == "tried\ntried\ntried\n")
    let run = try bench.state(jobs[0])
    #expect(run.state == .failed)
    #expect(run.reason?.hasPrefix("its supervisor could not start (exit 9)") == true)
  }
}
