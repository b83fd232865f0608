import DoraEngines
import DoraSystem

/// The engine's own processes; nobody types these.
package enum EngineVerb {
  /// Starts jobs until there are none left; `directory` is the engine's.
  package static func serve(_ directory: String, _ context: Context) throws {
    try LocalEngine(
      directory: directory, host: Path.name(directory), launcher: context.launcher("dora-run")
    ).serve()
  }

  /// Is the batch process of a job on a cluster, whose files are in `folder`; returns its program's status.
  package static func superviseOnCluster(_ folder: String, _ context: Context) throws -> Int32 {
    try SlurmSupervisor.run(
      folder: folder, environment: context.environment, launcher: context.launcher("dora-run"),
      now: context.now)
  }

  /// Puts the output of an array's task where its XP is, before anything else of the task begins.
  package static func linkLog(_ folder: String, _ context: Context) throws {
    try SlurmLog.link(folder: folder, environment: context.environment)
  }

  /// Is one task of such a job.
  package static func rank(_ folder: String, _ context: Context) throws -> Int32 {
    try SlurmRank.run(folder: folder, environment: context.environment)
  }

  /// Lives as long as the job of a job file, and returns its program's status.
  package static func supervise(_ jobFile: String, _ context: Context) throws -> Int32 {
    try Supervisor.run(jobFile: jobFile, now: context.now)
  }
}
