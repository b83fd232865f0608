import DoraSystem
import Glibc

/// The first process of a job says so when it ends well.
///
/// srun's word isn't enough: when the node of a step fails, srun 22.05 ends with status 0.
enum RankSuccess {
  /// How long a file system may take to show on one node what another has written.
  private static let patience = 5.0

  private static func path(_ task: SlurmTask) -> String {
    Path.join(task.folder, "runs/\(task.id).success")
  }

  static func write(for task: SlurmTask) { try? File.replace(path(task), with: []) }

  static func forget(for task: SlurmTask) { unlink(path(task)) }

  /// Whether it was said; it's waited for a little.
  static func isSaid(for task: SlurmTask) -> Bool {
    var waited = 0.0
    while File.status(path(task)) == nil {
      if waited >= patience { return false }
      Pause.seconds(0.2)
      waited += 0.2
    }
    return true
  }
}
