import DoraSystem
import Glibc

/// What Slurm itself says in a job's log of how its processes ended.
///
/// Where it looks after memory by itself (OverMemoryKill), it kills the whole step: nobody else is left to say why.
struct SlurmWords {
  private let log: String
  /// How long the log was when the job began; what's before is another's.
  private let start: Int
  /// It's said last.
  private static let longest = 65_536

  init(log: String) {
    self.log = log
    start = File.status(log)?.size ?? 0
  }

  /// Whether a step was killed for want of memory.
  var sayOutOfMemory: Bool { lines.contains(where: Self.isOutOfMemory) }

  /// Why Slurm ended the job.
  enum Ending {
    case timeLimit, preemption, nodeFailure, other
  }

  /// Why Slurm has ended the job; nil: it hasn't, or doesn't say.
  var ending: Ending? {
    let said = lines.last {
      $0.hasPrefix("slurmstepd") && $0.contains("*** JOB ") && $0.contains(" CANCELLED AT ")
    }
    guard let said else { return nil }
    if said.contains("DUE TO NODE FAILURE") { return .nodeFailure }
    if said.contains("DUE TO TIME LIMIT") { return .timeLimit }
    return said.contains("DUE TO PREEMPTION") ? .preemption : .other
  }

  /// Whether srun has lost a node.
  var sayNodeFailure: Bool {
    lines.contains { $0.hasPrefix("srun: error: Node failure on ") }
  }

  private var lines: [Substring] {
    let file = open(log, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    let size = File.status(log)?.size ?? 0
    lseek(file, max(start, size - Self.longest), SEEK_SET)
    let bytes = (try? File.contents(of: file, named: log)) ?? []
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  private static func isOutOfMemory(_ line: Substring) -> Bool {
    if line.hasPrefix("srun: error:") { return line.hasSuffix("Out Of Memory") }
    // slurmstepd, with or without its node's name.
    return line.hasPrefix("slurmstepd")
      && ["exceeded memory limit", "Exceeded job memory limit", "oom-kill event", "oom_kill event"]
        .contains(where: line.contains)
  }
}
