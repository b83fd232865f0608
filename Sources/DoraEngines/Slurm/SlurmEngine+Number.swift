import DoraModel

extension SlurmEngine {
  /// The task of an array, `12_7`, whose number is `number`, as far as Slurm knows: each has one of its own besides, from
  /// when it leaves the rest of its array.
  ///
  /// `since` is when it was submitted at the earliest.
  package func task(numbered number: Int, since: Double) -> String? {
    guard let id = SlurmJobID(String(number)) else { return nil }
    // A number that is gone makes squeue fail.
    let listed = try? SlurmListing(
      squeue: commands.run(
        "squeue", ["-h", "-t", "all", "-O", SlurmEntry.squeueFormat, "--jobs=\(number)"]))
    let entries = listed?.entries ?? []
    let known = entries.isEmpty ? (try? sacct([id], since: since))?.entries ?? [] : entries
    return known.lazy.compactMap { entry in
      entry.id.tasks?.first.map { "\(entry.id.job)_\($0.lowerBound)" }
    }.first
  }
}
