import DoraModel

/// Grid files in Python: modules of the package `grids`, or of the one that the program names.
extension PythonProgram: GridSource {
  package var gridFolder: String {
    let package = gridPackage ?? program.package + ".grids"
    return package.split(separator: ".").joined(separator: "/")
  }

  package func grids() throws -> [String] {
    let answer = try ask([["do": "grids"]])[0]
    if let raised = Self.failure(of: answer, grid: nil) { throw raised }
    return (answer["grids"]?.texts ?? []).map(\.string)
  }

  package func grid(_ name: GridName, resources: JSON) throws -> GridFile? {
    let answer = try ask([
      ["do": "grid", "name": JSON(name.description), "slurm": resources]
    ])[0]
    if let raised = Self.failure(of: answer, grid: name.description) { throw raised }
    if answer["grids"] != nil { return nil }
    guard let file = try GridFile(json: answer) else {
      throw ProgramFailure.workerFailed(
        program: program.identity, reason: "its answer about a grid isn't one")
    }
    return file
  }

  package func words(for arguments: [JSON]) throws -> [[Text]] {
    guard program.backend == .argparse else {
      let answers = try ask(
        arguments.map { argument in
          let words = argument.members == nil ? try ArgumentWords.written(argument) : nil
          return ["do": "words", "value": words.map { .array($0.map { .text($0) }) } ?? argument]
        })
      return try answers.map { answer in
        guard let words = answer["words"]?.texts else {
          throw ProgramFailure.gridRaised(
            grid: nil, reason: answer["raised"]?.string ?? "no words", traceback: nil)
        }
        return words
      }
    }
    return try arguments.map { try ArgumentWords.written($0, dashes: !usesUnderscore) }
  }

  package func metrics(_ questions: [GridQuestion]) throws -> [GridMetrics] {
    let answers = try ask(
      questions.map { question in
        [
          "do": "metrics", "sig": JSON(question.sig.description),
          "argv": .array(question.argv.map { .text($0) }),
          "state": JSON(question.run?.state.rawValue), "job": JSON(question.run?.job),
          "log": JSON(question.run?.log), "length": JSON(question.length),
        ]
      })
    return answers.map { answer in
      if let metrics = answer["metrics"], metrics.members != nil { return .row(metrics) }
      return .raised(answer["raised"]?.string ?? "it returned no dict")
    }
  }

  private static func failure(of answer: JSON, grid: String?) -> ProgramFailure? {
    guard let reason = answer["raised"]?.string else { return nil }
    return .gridRaised(grid: grid, reason: reason, traceback: answer["traceback"]?.string)
  }
}
