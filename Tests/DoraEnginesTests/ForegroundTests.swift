import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraEngines
@testable import DoraSystem

/// Jobs in a terminal, and where there is none.
@Suite struct ForegroundTests {
  let bench: Bench
  /// What its processes are found by.
  let id = UUID().uuidString.lowercased()

  init() throws { bench = try Bench() }

  /// The words that run a line of sh as job 1 in the foreground.
  private func words(_ line: String) -> [String] {
    [Bench.probe, "--here", bench.directory, "1", bench.sandbox.file("xp"), "/bin/sh", "-c", line]
  }

  private func command(_ environment: [String: String] = [:]) throws -> Command {
    try FileManager.default.createDirectory(
      atPath: bench.sandbox.file("xp"), withIntermediateDirectories: true)
    return Command(
      in: bench.sandbox.path, environment: environment.merging(["PROBE_RUN": id]) { $1 })
  }

  /// The run as another command sees it.
  private func run() throws -> Run {
    let run = Run(
      id: id, engine: "local", job: "1", host: bench.host, state: .running,
      log: bench.sandbox.file("xp/runs/1.log"), submitted: 1)
    return try bench.engine.refresh(run, folder: bench.sandbox.file("xp"))
  }

  @Test func `streams are the program's own, and so is the status`() throws {
    let outcome = try command().run(
      words("cat; echo problem >&2; exit 3"), input: "hello\n")
    #expect(outcome.out == "hello\n")
    #expect(outcome.error == "problem\n")
    #expect(outcome.status == 3)
    #expect(try run().state == .failed)
    #expect(try run().exit == 3)
    #expect(!bench.sandbox.exists("xp/runs/1.log"))
    #expect(!bench.runnerLives)
  }

  @Test func `a signal that killed the program is 128 and its number`() throws {
    #expect(try command().run(words("kill -SEGV $$")).status == 128 + SIGSEGV)
    #expect(try run().signal == Int(SIGSEGV))
  }

  @Test func `a program that isn't there is an error, and recorded`() throws {
    let outcome = try command().run(
      [Bench.probe, "--here", bench.directory, "1", bench.sandbox.file("xp"), "/no/such"])
    #expect(outcome.status == 128)
    #expect(outcome.error == "fatal: cannot run '/no/such': No such file or directory\n")
    #expect(try run().state == .failed)
  }

  @Test func `others see it running, and can cancel it`() throws {
    let line = "trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done"
    // The line of bash waits for the job, this test for bash.
    try bench.sandbox.write(
      words(line).map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }
        .joined(separator: " ") + "\n", to: "go.sh")
    _ = try command().shell("(sh go.sh; echo $? > status) > /dev/null 2>&1 < /dev/null &")
    let pid = try bench.number(in: "xp/pid")
    let run = try run()
    #expect(run.state == .running)
    #expect(run.started != nil)
    try bench.engine.cancel([(run, bench.sandbox.file("xp"))], grace: 0.3)
    #expect(try self.run().state == .cancelled)
    #expect(try self.run().signal == Int(SIGKILL))
    #expect(try bench.number(in: "status") == 128 + SIGKILL)
    #expect(!Bench.isAlive(pid))
  }

  /// Runs a job in a terminal of its own; `typed` goes to it when the program has written a line.
  private func inTerminal(_ line: String, typed: String) throws -> DoraTestSupport.Outcome {
    try bench.sandbox.write(
      """
      import os, pty, sys
      pid, terminal = pty.fork()
      if pid == 0:
          os.execv(sys.argv[2], sys.argv[2:])
      typed, seen = sys.argv[1].encode().decode("unicode_escape").encode(), b""
      while True:
          try:
              part = os.read(terminal, 1024)
          except OSError:
              break
          if not part:
              break
          seen += part
          if typed and b"\\n" in seen:
              os.write(terminal, typed)
              typed = b""
      status = os.waitpid(pid, 0)[1]
      print(seen.decode().replace("\\r\\n", "\\n"), end="")
      sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99)
      """, to: "terminal.py")
    return try command().run(["python3", bench.sandbox.file("terminal.py"), typed] + words(line))
  }

  @Test func `in a terminal the program has the terminal`() throws {
    let outcome = try inTerminal(
      "test -t 0 && test -t 1 && test -t 2 && echo yes; read answer; echo got $answer",
      typed: "word\\n")
    #expect(outcome.out == "yes\nword\ngot word\n")
    #expect(outcome.status == 0)
    #expect(try run().state == .completed)
  }

  @Test func `Ctrl-C reaches the program, once, and it may end as it likes`() throws {
    let line = """
      trap 'n=$((n+1)); echo interrupted $n' INT
      echo ready; for i in $(seq 12000); do sleep 0.05; [ -n "$n" ] && break; done
      sleep 0.5; exit 7
      """
    let outcome = try inTerminal(line, typed: "\\x03")
    #expect(outcome.out.contains("interrupted 1") && !outcome.out.contains("interrupted 2"))
    #expect(outcome.status == 7)
    #expect(try run().state == .failed)
  }

  @Test func `a run that Ctrl-C ends is CANCELLED`() throws {
    let outcome = try inTerminal("echo ready; exec sleep 600", typed: "\\x03")
    #expect(outcome.status == 128 + SIGINT)
    #expect(try run().state == .cancelled)
    #expect(try run().signal == Int(SIGINT))
  }

  @Test func `with workers, rank 0 has the terminal and the others have logs`() throws {
    let outcome = try command(["PROBE_WORKERS": "3"]).run(words("echo $RANK of $WORLD_SIZE"))
    #expect(outcome.out == "0 of 3\n")
    #expect(try bench.sandbox.read("xp/worker_1.log") == "1 of 3\n")
    #expect(try bench.sandbox.read("xp/worker_2.log") == "2 of 3\n")
  }

  @Test func `one that is killed is FAILED for who asks, and its program is gone`() throws {
    try bench.sandbox.write(
      words("echo $$ > pid; setsid sh -c 'echo $$ > far; exec sleep 600'").map {
        "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'"
      }
      .joined(separator: " ") + "\n", to: "go.sh")
    _ = try command().shell("sh go.sh > /dev/null 2>&1 < /dev/null &")
    let pids = try ["xp/pid", "xp/far"].map { try bench.number(in: $0) }
    let state = try #require(
      StateFile.read(folder: bench.sandbox.file("xp"), job: "1", id: id))
    kill(pid_t(try #require(state.pid)), SIGKILL)
    try bench.until("still running") { try run().state == .failed }
    for pid in pids { #expect(!Bench.isAlive(pid)) }
  }

  @Test func `a hold that was never run is FAILED, not started behind the user's back`() throws {
    let ready = try bench.prepare(["touch ran"])[0]
    var run = ready.run
    run.state = .running
    do {
      let holding = bench.engine
      try holding.hold([ready.job], isForeground: true)
      #expect(try bench.engine.refresh(run, folder: ready.job.folder).state == .running)
      withExtendedLifetime(holding) {}
    }
    try bench.engine.wake(slots: nil)
    // A child that a test beside this one has just started may have the lock for a moment.
    try bench.until("it's still held") {
      try bench.engine.refresh(run, folder: ready.job.folder).state == .failed
    }
    #expect(!bench.sandbox.exists("ran"))
  }
}
