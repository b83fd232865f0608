/// What executes runs.
package enum EngineKind: String, Sendable, CaseIterable {
  /// This machine.
  case local
  /// A Slurm cluster.
  case slurm
}
