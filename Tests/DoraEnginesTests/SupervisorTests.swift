import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// How programs are started, and what is told of their end.
@Suite struct SupervisorTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  @Test func `a program that ends well is COMPLETED, with its times and output`() throws {
    let job = try bench.submit(["echo out; echo err >&2"])[0]
    let run = try bench.wait(for: job)
    #expect(run.state == .completed)
    #expect(run.exit == 0)
    #expect(run.signal == nil)
    let started = try #require(run.started)
    let ended = try #require(run.ended)
    // The file system's clock lags by a tick of the kernel's.
    #expect(run.submitted - 0.1 <= started && started <= ended)
    #expect(try bench.sandbox.read("xps/1/runs/1.log") == "out\nerr\n")
  }

  @Test(arguments: [1, 3, 255])
  func `an exit status is recorded, and the run FAILED`(status: Int) throws {
    let run = try bench.wait(for: try bench.submit(["exit \(status)"])[0])
    #expect(run.state == .failed)
    #expect(run.exit == status)
    #expect(run.signal == nil)
  }

  @Test(arguments: [SIGKILL, SIGSEGV, SIGUSR1])
  func `a signal that killed the program is recorded`(signal: Int32) throws {
    let before = Machine.memoryKills
    let run = try bench.wait(for: try bench.submit(["kill -\(signal) $$"])[0])
    // Nobody can tell it from the kernel's, when that kills something else of this machine at the same time.
    let isUncertain = signal == SIGKILL && Machine.memoryKills > before
    #expect(run.state == .failed || isUncertain && run.state == .outOfMemory)
    #expect(run.exit == nil)
    #expect(run.signal == Int(signal))
  }

  @Test func `a program that isn't there is FAILED, and its log says why`() throws {
    var ready = try bench.prepare(["true", "true"])
    var first = ready[0].job
    first.command = [Text(bench.sandbox.file("nothing"))]
    var second = ready[1].job
    second.directory = bench.sandbox.file("nowhere")
    ready = [
      Bench.Submission(job: first, run: ready[0].run),
      Bench.Submission(job: second, run: ready[1].run),
    ]
    let engine = bench.engine
    try engine.hold(ready.map(\.job))
    try engine.release(ready.map(\.job), slots: nil)
    for (one, word) in zip(ready, ["nothing", "nowhere"]) {
      let run = try bench.wait(for: one)
      #expect(run.state == .failed)
      #expect(run.exit == 127)
      #expect(run.reason?.contains(word) == true)
      let log = try bench.sandbox.read("xps/\(run.job)/runs/\(run.job).log")
      #expect(log.hasPrefix("fatal: cannot ") && log.contains(word))
    }
  }

  @Test func `a name without a slash is looked up on the job's PATH`() throws {
    try bench.sandbox.write("#!/bin/sh\necho found $1\n", to: "bin/program", executable: true)
    var ready = try bench.prepare(
      ["true"], environment: ["PATH": bench.sandbox.file("bin") + ":/bin"])[0]
    var job = ready.job
    job.command = ["program", "me"]
    ready = Bench.Submission(job: job, run: ready.run)
    let engine = bench.engine
    try engine.hold([job])
    try engine.release([job], slots: nil)
    #expect(try bench.wait(for: ready).state == .completed)
    #expect(try bench.sandbox.read("xps/1/runs/1.log") == "found me\n")
  }

  @Test func `a program has its variables, its directory, and nothing of the submitter's`() throws {
    let names = "RANK LOCAL_RANK WORLD_SIZE MASTER_ADDR DORA_JOB MINE"
    let job = try bench.submit(
      [
        """
        for n in \(names); do eval "echo $n=\\$$n"; done; pwd; echo $PWD; tty
        [ "$MASTER_PORT" -gt 1023 ] && ls /proc/self/fd | wc -w; ps -o sid= -p $$; cat
        """
      ], environment: ["MINE": "é", "RANK": "7"])[0]
    let supervisor = Int(try bench.supervisor(of: job))
    try bench.wait(for: job)
    let lines = try bench.sandbox.read("xps/1/runs/1.log").split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(6) == [
        "RANK=0", "LOCAL_RANK=0", "WORLD_SIZE=1", "MASTER_ADDR=127.0.0.1", "DORA_JOB=1", "MINE=é",
      ])
    #expect(lines[6...7] == [bench.sandbox.path, bench.sandbox.path])
    #expect(lines[8] == "not a tty")
    // stdin, stdout, stderr, and the folder that ls reads.
    #expect(lines[9] == "4")
    #expect(Int(lines[10].filter { $0 != " " }) == supervisor, "the supervisor leads the session")
  }

  @Test func `a log is appended to, whatever bytes come`() throws {
    try bench.sandbox.write("before\n", to: "xps/1/runs/1.log")
    try bench.wait(for: try bench.submit(["printf '\\377\\000no newline'"])[0])
    let log = try Data(contentsOf: URL(filePath: bench.sandbox.file("xps/1/runs/1.log")))
    #expect(Array(log) == Array("before\n".utf8) + [0xFF, 0] + Array("no newline".utf8))
  }

  @Test func `workers know their rank, share a port, and write logs of their own`() throws {
    let job = try bench.submit(
      ["echo $RANK $LOCAL_RANK $WORLD_SIZE; echo $MASTER_PORT > port.$RANK"], workers: 3)[0]
    #expect(try bench.wait(for: job).state == .completed)
    #expect(try bench.sandbox.read("xps/1/runs/1.log") == "0 0 3\n")
    #expect(try bench.sandbox.read("xps/1/worker_1.log") == "1 1 3\n")
    #expect(try bench.sandbox.read("xps/1/worker_2.log") == "2 2 3\n")
    let ports = try (0..<3).map { try bench.sandbox.read("port.\($0)") }
    #expect(Set(ports).count == 1)
  }

  @Test func `a worker that fails takes the others with it, and its status is the run's`() throws {
    let line = """
      echo $$ > pid.$RANK
      if [ $RANK = 1 ]; then while [ ! -s pid.0 ] || [ ! -s pid.2 ]; do sleep 0.02; done; exit 5; fi
      sleep 600
      """
    let job = try bench.submit([line], workers: 3)[0]
    let run = try bench.wait(for: job)
    #expect(run.state == .failed)
    #expect(run.exit == 5)
    for rank in [0, 2] { #expect(!Bench.isAlive(try bench.number(in: "pid.\(rank)"))) }
  }

  @Test func `what outlives the program is ended with the job`() throws {
    // A session of its own, a double fork, and no interest in SIGTERM.
    let left = "trap '' TERM; echo $$ > left; while :; do sleep 0.1; done"
    try bench.sandbox.write(left, to: "left.sh")
    let job = try bench.submit([
      "setsid sh -c 'sh left.sh & exit' < /dev/null; while [ ! -s left ]; do sleep 0.02; done"
    ])[0]
    #expect(try bench.wait(for: job).state == .completed)
    #expect(!Bench.isAlive(try bench.number(in: "left")))
  }

  @Test func `a job's processes keep no file of the engine open`() throws {
    let job = try bench.submit(["ls -l /proc/$$/fd > fds; exec sleep 600"])[0]
    try bench.supervisor(of: job)
    try bench.until("no list of files") {
      (try? bench.sandbox.read("fds").contains("2 ->")) == true
    }
    #expect(try !bench.sandbox.read("fds").contains("store/local"))
    try bench.engine.cancel([(job.run, job.job.folder)], grace: 5)
  }

  @Test func `the history is rendered while the program runs and when it has ended`() throws {
    let job = try bench.submit(
      [
        """
        echo '{"loss": 1.0}' >> $DORA_HISTORY
        n=0; while [ ! -s "$ARRAY" ] && [ $n -lt 15000 ]; do sleep 0.02; n=$((n+1)); done
        cp "$ARRAY" early; echo '{"loss": NaN}' >> $DORA_HISTORY
        """
      ],
      environment: [
        "DORA_HISTORY": bench.sandbox.file("xps/1/history.jsonl"),
        "ARRAY": bench.sandbox.file("xps/1/history.json"),
      ])[0]
    #expect(try bench.wait(for: job).state == .completed)
    #expect(try bench.sandbox.read("early") == "[\n{\"loss\": 1.0}\n]\n")
    let array = try bench.sandbox.read("xps/1/history.json")
    #expect(array == "[\n{\"loss\": 1.0},\n{\"loss\": NaN}\n]\n")
  }
}
