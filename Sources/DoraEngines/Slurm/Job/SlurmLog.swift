import DoraSystem

/// The output of an array's task, which Slurm opens by the task's index.
package enum SlurmLog {
  /// Gives it its place in its XP's folder, for the task that this process is.
  package static func link(folder: String, environment: [String: String]) throws {
    try link(SlurmPlace(folder: folder, environment: environment), in: folder)
  }

  static func link(_ place: SlurmPlace, in folder: String) throws(SystemFailure) {
    let log = SlurmBatch.logFile(folder, place.index)
    // Where a file can't have two names, one that leads there was made before.
    guard place.batch.isArray, PathStatus(Array(log.utf8))?.kind == .file else { return }
    try File.makeFolders(Path.parent(place.task.log))
    try File.name(place.task.log, alsoFor: log)
  }
}
