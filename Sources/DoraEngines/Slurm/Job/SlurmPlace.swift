import DoraModel
import DoraSystem

/// What a process inside a job knows of it, from the variables that Slurm sets.
struct SlurmPlace {
  let batch: SlurmBatch
  let task: SlurmTask
  /// Its place in the batch.
  let index: Int
  let environment: [String: String]

  init(folder: String, environment: [String: String]) throws {
    batch = try SlurmBatch.read(folder: folder)
    index = environment["SLURM_ARRAY_TASK_ID"].flatMap { Int($0) } ?? 0
    guard batch.tasks.indices.contains(index) else { throw SlurmFailure.damaged(folder) }
    task = batch.tasks[index]
    self.environment = environment
  }

  /// The job as its user knows it: `12`, or `12_7` for a task of an array.
  var job: String {
    if let array = environment["SLURM_ARRAY_JOB_ID"],
      let index = environment["SLURM_ARRAY_TASK_ID"]
    {
      return "\(array)_\(index)"
    }
    return number
  }

  /// Slurm's own number of it, which a task of an array has as well.
  var number: String { environment["SLURM_JOB_ID"] ?? "" }

  /// All that people may call it by; one task of an array has the number of the whole.
  var names: [String] {
    number == environment["SLURM_ARRAY_JOB_ID"] || number == job ? [job] : [job, number]
  }

  /// How often the job was started before.
  var restarts: Int { environment["SLURM_RESTART_COUNT"].flatMap { Int($0) } ?? 0 }

  func count(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
}
