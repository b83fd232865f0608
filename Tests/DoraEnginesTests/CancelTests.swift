import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// Ending jobs before they end by themselves.
@Suite struct CancelTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func cancel(_ jobs: [Bench.Submission], grace: Double = 20) throws {
    try bench.engine.cancel(jobs.map { ($0.run, $0.job.folder) }, grace: grace)
  }

  @Test func `a pending job is cancelled and never starts`() throws {
    let jobs = try bench.submit(
      ["while [ ! -e go ]; do sleep 0.02; done", "touch ran", "touch after"], slots: 1)
    try bench.supervisor(of: jobs[0])
    try cancel([jobs[1]])
    let run = try bench.state(jobs[1])
    #expect(run.state == .cancelled)
    #expect(run.started == nil && run.exit == nil && run.signal == nil)
    #expect(try #require(run.ended) >= run.submitted)
    try bench.sandbox.write("", to: "go")
    #expect(try bench.wait(for: jobs[2]).state == .completed)
    #expect(!bench.sandbox.exists("ran"))
  }

  @Test func `a running job gets SIGTERM, with all of its group`() throws {
    let job = try bench.submit(["sleep 600 & echo $! > child; echo $$ > pid; wait"])[0]
    let child = try bench.number(in: "child")
    let pid = try bench.number(in: "pid")
    try cancel([job])
    let run = try bench.state(job)
    #expect(run.state == .cancelled)
    #expect(run.signal == Int(SIGTERM))
    #expect(!Bench.isAlive(pid) && !Bench.isAlive(child))
  }

  @Test func `a program that saves its work on SIGTERM may do so`() throws {
    let job = try bench.submit([
      "trap 'echo saved > saved; exit 0' TERM; echo $$ > pid; while :; do sleep 0.05; done"
    ])[0]
    _ = try bench.number(in: "pid")
    try cancel([job])
    #expect(try bench.state(job).state == .cancelled)
    #expect(try bench.state(job).exit == 0)
    #expect(bench.sandbox.exists("saved"))
  }

  @Test func `a program that ignores SIGTERM is killed`() throws {
    let job = try bench.submit(["trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done"])[0]
    let pid = try bench.number(in: "pid")
    try cancel([job], grace: 0.3)
    let run = try bench.state(job)
    #expect(run.state == .cancelled)
    #expect(run.signal == Int(SIGKILL))
    #expect(!Bench.isAlive(pid))
  }

  @Test func `a stopped program is cancelled too`() throws {
    let job = try bench.submit(["echo $$ > pid; while :; do sleep 0.05; done"])[0]
    let pid = try bench.number(in: "pid")
    kill(pid, SIGSTOP)
    try cancel([job])
    #expect(try bench.state(job).state == .cancelled)
    #expect(!Bench.isAlive(pid))
  }

  @Test func `what has ended stays as it was`() throws {
    let jobs = try bench.submit(["true", "exit 4"])
    let before = try jobs.map { try bench.wait(for: $0) }
    try cancel(jobs)
    #expect(try jobs.map { try bench.state($0) } == before)
    #expect(before.map(\.state) == [.completed, .failed])
  }

  @Test func `it works when the runner is dead, and the queue goes on`() throws {
    let jobs = try bench.submit(["echo $$ > pid; exec sleep 600", "true", "true"], slots: 1)
    let pid = try bench.number(in: "pid")
    kill(try bench.runner(), SIGKILL)
    try bench.until("the runner lives") { !bench.runnerLives }
    try cancel([jobs[0], jobs[1]])
    #expect(try bench.state(jobs[0]).state == .cancelled)
    #expect(try bench.state(jobs[1]).state == .cancelled)
    #expect(!Bench.isAlive(pid))
    #expect(try bench.wait(for: jobs[2]).state == .completed)
  }

  @Test func `many are cancelled at once, and the folder need not be there`() throws {
    let jobs = try bench.submit(
      ["exec sleep 600"] + [String](repeating: "touch ran", count: 40), slots: 1)
    try bench.supervisor(of: jobs[0])
    try FileManager.default.removeItem(atPath: jobs[7].job.folder)
    try cancel(jobs)
    for job in jobs { #expect(try bench.state(job).state == .cancelled) }
    #expect(!bench.sandbox.exists("ran"))
    try bench.until("the runner stays") { !bench.runnerLives }
  }

  @Test func `a run of another machine is refused, by name`() throws {
    var job = try bench.submit(["exec sleep 600"])[0]
    try bench.supervisor(of: job)
    var run = job.run
    run.host = "elsewhere"
    #expect { try bench.engine.cancel([(run, job.job.folder)], grace: 1) } throws: { error in
      (error as? EngineFailure)?.message == "cannot cancel job 1: it belongs to 'elsewhere'"
    }
    job = Bench.Submission(job: job.job, run: job.run)
    #expect(try bench.state(job).state == .running)
    try cancel([job])
  }

  @Test func `a supervisor that is told to end ends its program`() throws {
    let job = try bench.submit(["echo $$ > pid; exec sleep 600"])[0]
    let pid = try bench.number(in: "pid")
    kill(try bench.supervisor(of: job), SIGTERM)
    let run = try bench.wait(for: job)
    #expect(run.state == .cancelled)
    #expect(run.signal == Int(SIGTERM))
    #expect(!Bench.isAlive(pid))
  }
}
