import DoraModel
import DoraSystem
import Glibc

/// The process that a job lives in.
///
/// It holds the job's lock, tells the job's state, starts the program, and stays until nothing of the job lives.
package enum Supervisor {
  /// Executes the job of a job file: what `launcher` with `--job` and that file comes to.
  ///
  /// Returns the program's status; 0 when there was nothing to execute.
  package static func run(jobFile: String, now: @escaping () -> Double) throws -> Int32 {
    let folder = EngineFolder(path: Path.parent(Path.parent(jobFile)))
    guard let claim = try Claim.take(jobFile, in: folder) else { return 0 }
    return try Execution(claim, isForeground: false, now: now).run()
  }
}

extension LocalEngine {
  /// Executes a job in this terminal and returns the program's status, or 128 and the signal that killed it.
  ///
  /// The program gets our own stdin, stdout and stderr, terminal or not, and is in our process group, so the terminal's
  /// keys reach it. What it prints isn't kept: a run in the foreground has no log. It takes none of the queue's slots and
  /// sees every GPU.
  package func runHere(_ job: Job, now: @escaping () -> Double) throws -> Int32 {
    try folder.make()
    try JobFile(job: job, devices: nil).write(in: folder)
    guard let claim = try Claim.take(folder.jobFile(job.number), in: folder) else {
      holder.settle()
      throw EngineFailure.cancelled(job: job.number)
    }
    defer { holder.settle() }
    return try Execution(claim, isForeground: true, now: now).run()
  }
}
