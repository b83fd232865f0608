import DoraEngines
import DoraModel
import DoraSystem
import Glibc

// The engine's processes without the rest of dora: what tests give the engine as its launcher.
//
//     engine-probe --runner DIR [LAUNCHER]  the runner
//     engine-probe --job FILE               a supervisor
//     engine-probe --here DIR N XP WORD…    runs job N in this terminal, with a folder and a program's words
//     engine-probe --hold DIR N XP WORD…    holds job N, and is killed before it can release it

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func engine(_ directory: String, launcher: String? = nil) -> LocalEngine {
  let launcher = launcher ?? Path.real("/proc/self/exe") ?? ""
  return LocalEngine(directory: directory, host: Path.name(directory), launcher: [launcher])
}

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The job that a command line describes; PROBE_RUN names its run, PROBE_WORKERS says how many processes it has.
func job(_ words: [String]) throws -> Job {
  guard words.count > 5, let number = Int(words[3]), let sig = Sig("0123456789abcdef") else {
    throw EngineFailure.malformed("the command line")
  }
  return Job(
    id: variable("PROBE_RUN") ?? "probe", number: number, sig: sig, folder: words[4],
    directory: words[4], command: words[5...].map { Text($0) },
    environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
    workers: variable("PROBE_WORKERS").flatMap { Int($0) } ?? 1, gpus: nil)
}

let words = CommandLine.arguments
do {
  switch words.dropFirst().first {
  case "--runner": try engine(words[2], launcher: words.dropFirst(3).first).serve()
  case "--job": exit(try Supervisor.run(jobFile: words[2], now: now))
  case "--here": exit(try engine(words[2]).runHere(job(words), now: now))
  case "--hold":
    let engine = engine(words[2])
    try engine.hold([job(words)])
    kill(getpid(), SIGKILL)
  default: exit(129)
  }
} catch {
  let message = "fatal: \((error as? any Failure)?.message ?? "\(error)")\n"
  try? File.write(Array(message.utf8), to: 2, named: "standard error")
  exit(128)
}
