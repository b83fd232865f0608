import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// Numbers, holding, order and slots.
@Suite struct QueueTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `job numbers are consecutive and nobody's twice`() async throws {
    let directory = bench.directory
    let firsts = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          try (0..<25).map { _ in
            try LocalEngine(directory: directory, host: "here", launcher: []).reserve(3)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(firsts.sorted() == (0..<200).map { 1 + 3 * $0 })
    #expect(try bench.engine.reserve(1) == 601)
  }

  @Test func `one slot runs jobs one after the other, lowest number first`() throws {
    let jobs = try bench.submit(
      (1...5).map { "echo begin \($0) >> order; sleep 0.02; echo end \($0) >> order" }, slots: 1)
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    let expected = (1...5).flatMap { ["begin \($0)", "end \($0)"] }
    #expect(try bench.sandbox.read("order") == expected.joined(separator: "\n") + "\n")
  }

  @Test func `two slots run two jobs at once, and never three`() throws {
    // Each waits until it has seen another, so none can end alone; each counts those beside it.
    let line = """
      touch live.$DORA_JOB
      n=0; while [ $(ls live.* | wc -l) -lt 2 ] && [ ! -e seen ] && [ $n -lt 15000 ]; do sleep 0.02; n=$((n+1)); done
      ls live.* | wc -l >> counts; touch seen; sleep 0.05; rm live.$DORA_JOB
      """
    let jobs = try bench.submit([String](repeating: line, count: 4), slots: 2)
    for job in jobs { #expect(try bench.wait(for: job).state == .completed) }
    let counts = try bench.sandbox.read("counts").split(separator: "\n").compactMap {
      Int($0.filter { $0 != " " })
    }
    #expect(counts.count == 4)
    #expect(counts.max() == 2)
  }

  @Test func `the number of slots is remembered until another is given`() throws {
    try bench.engine.wake(slots: 3)
    let folder = EngineFolder(path: bench.directory)
    #expect(try folder.count(in: folder.slots) == 3)
    let jobs = try bench.submit(["true"])
    try bench.wait(for: jobs[0])
    #expect(try folder.count(in: folder.slots) == 3)
    try bench.engine.wake(slots: 2)
    #expect(try folder.count(in: folder.slots) == 2)
  }

  @Test func `a batch is one file that only its owner reads, and goes when all is decided`() throws
  {
    let ready = try bench.prepare(
      [String](repeating: "true", count: 50), environment: ["TOKEN": "secret"])
    let engine = bench.engine
    try engine.hold(ready.map(\.job))
    let queue = bench.sandbox.file("store/local/here/queue")
    let names = try FileManager.default.contentsOfDirectory(atPath: queue)
    #expect(names == ["1-50"])
    let attributes = try FileManager.default.attributesOfItem(atPath: queue + "/1-50")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try bench.sandbox.read("store/local/here/queue/1-50")
    #expect(text.components(separatedBy: "secret").count == 2, "what jobs share is written once")
    try engine.drop(ready.map(\.job))
    #expect(try FileManager.default.contentsOfDirectory(atPath: queue).isEmpty)
  }

  @Test func `what is read back from a batch is what was held`() throws {
    var jobs = try bench.prepare(["one", "two", "three"], environment: ["A": "1"]).map(\.job)
    jobs[1].environment["A"] = "é\"\n"
    jobs[1].environment["B"] = ""
    jobs[2].environment["A"] = nil
    jobs[2].gpus = 0
    jobs[2].workers = 4
    jobs[2].command = ["x", Text(bytes: [0xED, 0xA0, 0x80])]
    let engine = bench.engine
    try engine.hold(jobs)
    let queue = Queue(EngineFolder(path: bench.directory))
    #expect(try jobs.map(\.number).map(queue.job) == jobs)
    #expect(queue.first(besides: []) == nil, "nothing held is to be started")
  }

  @Test func `held jobs with gaps between their numbers are all kept`() throws {
    let ready = try bench.prepare([String](repeating: "true", count: 6))
    let some = [0, 1, 3, 5].map { ready[$0] }
    let engine = bench.engine
    try engine.hold(some.map(\.job))
    try engine.release(some.map(\.job), slots: 4)
    for one in some { #expect(try bench.wait(for: one).state == .completed) }
  }

  @Test func `a job that is held does not start, and does not stop those after it`() throws {
    let ready = try bench.prepare(["touch held", "true"])
    let holding = bench.engine
    try holding.hold([ready[0].job])
    let other = bench.engine
    try other.hold([ready[1].job])
    try other.release([ready[1].job], slots: 1)
    #expect(try bench.wait(for: ready[1]).state == .completed)
    #expect(try bench.state(ready[0]).state == .pending)
    #expect(!bench.sandbox.exists("held"))
    try holding.release([ready[0].job], slots: nil)
    #expect(try bench.wait(for: ready[0]).state == .completed)
  }

  @Test func `a damaged number is an error, not a crash`() throws {
    _ = try bench.engine.reserve(1)
    try bench.sandbox.write("seven\n", to: "store/local/here/number")
    #expect(throws: EngineFailure.self) { try bench.engine.reserve(1) }
  }
}
