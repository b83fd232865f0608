import DoraEngines
import DoraModel
import DoraPrograms

extension Project {
  /// What a run of a program that is started now finds around it.
  func surroundings(of program: any TrainingProgram) -> RunEnvironment {
    RunEnvironment(
      machine: Hardware.facts(host: context.host), program: program.surroundings,
      variables: RunEnvironment.recorded(
        of: context.environment, more: configuration.all("environment.record")))
  }

  /// What is noted of a run's surroundings; nil for one of an older version.
  package func surroundings(of run: Run) throws -> JSON? {
    guard let digest = run.environmentID else { return nil }
    return try existingStore()?.view().note(.environments, digest)?.json
  }
}
