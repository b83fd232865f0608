import DoraModel
import DoraSystem
import Glibc

/// How the first process of a job ended that didn't end well.
///
/// srun ends the others then, and its own status is the greatest of all: that of the killed hides why they were killed.
struct RankFailure: Hashable {
  var rank: Int
  var exit: Int?
  var signal: Int?
  var isOutOfMemory = false
  var reason: String?

  private static func path(_ task: SlurmTask) -> String {
    Path.join(task.folder, "runs/\(task.id).failure")
  }

  /// Says it, unless another process has already.
  func write(for task: SlurmTask) {
    let path = Self.path(task)
    let json: JSON = [
      "rank": JSON(rank), "exit": JSON(exit), "signal": JSON(signal),
      "out_of_memory": .bool(isOutOfMemory), "reason": JSON(reason),
    ]
    let temporary = "\(path).\(getpid()).\(rank)"
    guard (try? File.replace(temporary, with: PythonJSON.bytes(json))) != nil else { return }
    // A link fails where the name is taken: the first one stays, and is whole.
    link(temporary, path)
    unlink(temporary)
  }

  static func read(for task: SlurmTask) -> RankFailure? {
    guard let bytes = try? File.contents(path(task)), let json = try? JSONReader.read(bytes),
      let rank = json["rank"]?.int
    else { return nil }
    return RankFailure(
      rank: rank, exit: json["exit"]?.int, signal: json["signal"]?.int,
      isOutOfMemory: json["out_of_memory"]?.bool ?? false, reason: json["reason"]?.string)
  }

  static func forget(for task: SlurmTask) { unlink(path(task)) }
}
