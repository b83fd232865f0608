import DoraModel

extension PythonProgram {
  /// Python's own answer: what defaults, interpolations and resolvers come to, only the program knows.
  package func configurations(_ argvs: [[Text]]) throws -> [Configured]? {
    let answers = try ask(
      argvs.map { ["do": "config", "argv": .array($0.map { .text($0) })] })
    return try answers.map { answer in
      if let config = answer["config"], config.members != nil { return .values(config) }
      if let reason = answer["refused"]?.string { return .refused(reason) }
      throw ProgramFailure.workerFailed(
        program: program.identity, reason: "its answer about a configuration isn't one")
    }
  }
}
