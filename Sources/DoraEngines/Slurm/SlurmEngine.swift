import DoraModel
import DoraSystem
import Glibc

/// Jobs on a Slurm cluster, through its own commands.
///
/// A submitter *holds* its batches on disk, *records* their runs in the store under names that stand for jobs, and then
/// *submits*. Killed at any instant, it leaves one of these:
/// - held, not recorded: files that nobody names; they're removed when somebody looks;
/// - recorded, not submitted: whoever sees such a run finds no job of its name, and submits in its place;
/// - submitted, not recorded: whoever sees the run finds the job by its name, and adopts it.
/// Who submits holds the lock of the batch's folder, and so does the sbatch that it started, which may outlive it: as long
/// as the lock is held nothing is concluded.
package final class SlurmEngine {
  /// Where batches have their files: `<store>/slurm`.
  let directory: String
  let launcher: [String]
  let commands: SlurmCommands
  let now: () -> Double
  /// Whether the store has the run of a task: another command may have been faster with its XP.
  let isRecorded: (SlurmTask) -> Bool
  /// Tells what Slurm or its site has to say about a job that it has taken.
  private let notice: (String) -> Void
  private var noticed: Set<String> = []
  var held: [String: FileLock] = [:]
  var pace = SlurmPace()
  /// Why the last question had no answer.
  var trouble: SlurmFailure?

  /// The engine that keeps its files in `directory`; the words of `launcher`, a path first, run `dora-run`.
  package init(
    directory: String, launcher: [String], commands: SlurmCommands, now: @escaping () -> Double,
    isRecorded: @escaping (SlurmTask) -> Bool, notice: @escaping (String) -> Void
  ) {
    self.directory = directory
    self.launcher = launcher
    self.commands = commands
    self.now = now
    self.isRecorded = isRecorded
    self.notice = notice
  }

  /// Passes on what sbatch has said beside a job's number; the same for many jobs once.
  func warn(_ said: String) {
    if !said.isEmpty, noticed.insert(said).inserted { notice(said) }
  }

  func folder(_ name: String) -> String { Path.join(directory, name) }

  /// The script that a batch is submitted as.
  package func script(of batch: SlurmBatch) throws(SlurmOptionFailure) -> String {
    try batch.script(folder: folder(batch.name), launcher: launcher)
  }

  /// How many tasks an array may have here.
  package func arrayLimit() throws(SlurmFailure) -> Int {
    for line in try commands.run("scontrol", ["show", "config"]).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count >= 3, words[0] == "MaxArraySize", let limit = Int(words[2]) { return limit }
    }
    return 1
  }

  /// Puts batches on the disk; nothing of them is submitted before `submit`.
  package func hold(_ batches: [SlurmBatch]) throws {
    do {
      for batch in batches {
        let folder = folder(batch.name)
        try File.makeFolders(folder)
        held[batch.name] = try FileLock.wait(for: SlurmBatch.lockFile(folder))
        try batch.write(folder: folder, launcher: launcher)
      }
    } catch {
      drop(batches)
      throw error
    }
  }

  /// Forgets batches that were held and not submitted.
  package func drop(_ batches: [SlurmBatch]) {
    for batch in batches {
      try? File.removeAll(folder(batch.name))
      held[batch.name] = nil
    }
  }

  /// Lets others see to batches again, now that what came of them is recorded.
  package func letGo() { held = [:] }

  /// Removes the files of batches of which nothing is alive any more.
  ///
  /// `isLive` tells for a run's id whether it hasn't ended, or isn't in the store yet. Young ones are left alone.
  package func tidy(isLive: (String) -> Bool) {
    for name in (try? File.names(in: directory)) ?? [] {
      let folder = folder(name)
      guard held[name] == nil, let made = File.status(SlurmBatch.lockFile(folder))?.modified,
        now() - Double(made) / 1e9 > 600, !FileLock.isHeld(SlurmBatch.lockFile(folder)),
        let batch = try? SlurmBatch.read(folder: folder),
        !batch.tasks.contains(where: { isLive($0.id) })
      else { continue }
      try? File.removeAll(folder)
    }
  }

  /// Whether Slurm would take a batch, in its own words.
  package func test(_ batch: SlurmBatch) throws -> String {
    try hold([batch])
    defer { drop([batch]) }
    // It speaks on stderr, and its status is the answer.
    return try commands.ask(
      "sbatch", ["--test-only", SlurmBatch.scriptFile(folder(batch.name))]
    ).error
  }
}
