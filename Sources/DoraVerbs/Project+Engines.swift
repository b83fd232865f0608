import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

extension Project {
  /// The engine of this machine and this user.
  package var engine: LocalEngine {
    let local = storePath + "/local"
    let name = LocalEngine.name(in: local, host: context.host)
    return LocalEngine(
      directory: Path.join(local, name), host: name, launcher: context.launcher("dora-run"))
  }

  /// The cluster.
  package var slurm: SlurmEngine {
    if let cluster { return cluster }
    let commands = SlurmCommands(
      environment: context.environment, directory: root, trace: context.trace)
    let made = SlurmEngine(
      directory: Path.join(storePath, "slurm"), launcher: context.launcher("dora-run"),
      commands: commands, now: context.now,
      isRecorded: { [weak self] task in
        // Read anew: whoever was to record it is known to be dead.
        guard let view = try? self?.existingStore()?.view(),
          let xp = try? view.resolve(task.sig.description), let runs = try? view.runs(xp.digest)
        else { return false }
        return runs.all.contains { $0.id == task.id }
      }, notice: context.notice)
    cluster = made
    return made
  }

  /// The engine for new runs: the one asked for, else by DORA_ENGINE, by `submit.engine`, or a cluster where there is one.
  package func engineKind(_ asked: EngineKind?) throws -> EngineKind {
    if let asked { return asked }
    let named = context.environment["DORA_ENGINE"] ?? ""
    if let name = named.isEmpty ? configuration["submit.engine"] : named {
      guard let kind = EngineKind(rawValue: name) else { throw VerbFailure.noEngine(name) }
      return kind
    }
    let sbatch = SlurmCommands.path(of: "sbatch", environment: context.environment)
    return sbatch == nil ? .local : .slurm
  }

  /// Says that states may be older than they look, once for each time that a cluster can't be asked.
  func tell(_ trouble: SlurmFailure?) {
    defer { lastTrouble = trouble }
    guard let trouble, trouble != lastTrouble else { return }
    let cause = trouble.cause.map { ": \($0)" } ?? ""
    context.notice("\(trouble.message)\(cause); states on Slurm are those last known")
  }
}
