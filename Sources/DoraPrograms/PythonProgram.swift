import DoraModel
import DoraSystem

/// A training program in Python: described once by its own import, then signed without Python.
package final class PythonProgram: TrainingProgram {
  package let program: Program
  private let description: JSON
  private let place: Place
  private let cache: DescriptionCache
  private var worker: PythonWorker?
  /// Whether the description is on disk.
  private var isKept: Bool
  /// Python's answers that aren't on disk.
  private var unkept: [(argv: JSON, answer: JSON)] = []

  /// Where a Python program is and what runs it.
  package struct Place: Sendable {
    package let package: String
    package let mainModule: String
    /// The project's root: the working directory of everything that is started.
    package let root: String
    /// The folder that holds the Python module `dora`.
    package let client: String
    package let interpreter: Interpreter
    package let environment: [String: String]
    /// Is told of every command that is started.
    package let trace: @Sendable ([String]) -> Void

    package init(
      package: String, mainModule: String, root: String, client: String, interpreter: Interpreter,
      environment: [String: String], trace: @escaping @Sendable ([String]) -> Void
    ) {
      self.package = package
      self.mainModule = mainModule
      self.root = root
      self.client = client
      self.interpreter = interpreter
      self.environment = environment
      self.trace = trace
    }

    /// The variables under which Python finds our client first.
    package var variables: [String: String] {
      var path = client
      if let old = environment["PYTHONPATH"], !old.isEmpty { path += ":" + old }
      // A block-buffered log would show nothing until the program ends.
      return ["PYTHONPATH": path, "PYTHONUNBUFFERED": environment["PYTHONUNBUFFERED"] ?? "1"]
    }

    func startWorker() throws(SystemFailure) -> PythonWorker {
      let words = [interpreter.path, "-m", "dora._worker", package, mainModule]
      trace(words)
      return try PythonWorker.start(
        words, named: "\(package).\(mainModule)", root: root,
        environment: environment.merging(variables) { $1 })
    }
  }

  /// Describes the program: from `cacheFolder` when what is kept there is still true, else by one Python process.
  ///
  /// Nothing is written before `keep`, so a command that stores nothing leaves nothing.
  package init(at place: Place, cacheFolder: String) throws {
    self.place = place
    cache = DescriptionCache(
      folder: cacheFolder,
      identity: [
        JSON(place.package), JSON(place.mainModule), JSON(place.root), JSON(place.client),
        place.interpreter.identity,
      ])
    if let kept = cache.description() {
      description = kept
      isKept = true
    } else {
      isKept = false
      let worker = try place.startWorker()
      description = try worker.ask([["do": "describe"]])[0]
      self.worker = worker
    }
    guard let dir = description["dir"]?.string else {
      throw ProgramFailure.workerFailed(
        program: "\(place.package).\(place.mainModule)", reason: "its description names no folder")
    }
    program = Program(
      backend: .argparse, package: place.package, mainModule: place.mainModule, dir: dir,
      exclude: (description["exclude"]?.texts ?? []).map(\.string))
  }

  /// Whether signing has started Python, for who must show that it hasn't.
  package var hasStartedPython: Bool { worker != nil }

  package func sign(_ argvs: [[Text]]) throws -> [Signed] {
    guard let parser = description["parser"].flatMap(ArgumentParserDescription.init(json:)) else {
      return try askPython(argvs)
    }
    var signed = [Signed](repeating: .exits, count: argvs.count)
    var unsure: [Int] = []
    for (index, argv) in argvs.enumerated() {
      switch parser.parse(argv) {
      case .delta(let delta): signed[index] = .delta(delta)
      case .refused(let reason): signed[index] = .refused(reason)
      case .exits: signed[index] = .exits
      case .unsure: unsure.append(index)
      }
    }
    for (index, answer) in zip(unsure, try askPython(unsure.map { argvs[$0] })) {
      signed[index] = answer
    }
    return signed
  }

  /// Asks Python, in one process for the whole batch, what isn't already known.
  private func askPython(_ argvs: [[Text]]) throws -> [Signed] {
    if argvs.isEmpty { return [] }
    var known = isKept ? cache.answers(for: description) : [:]
    for (key, answer) in unkept { known[key] = answer }
    let keys = argvs.map { JSON.array($0.map { .text($0) }) }
    var missing: [JSON] = []
    for key in keys where known[key] == nil {
      known[key] = .null
      missing.append(key)
    }
    if !missing.isEmpty {
      let worker = try self.worker ?? place.startWorker()
      self.worker = worker
      let answers = try worker.ask(missing.map { ["do": "sign", "argv": $0] })
      unkept += zip(missing, answers).map { ($0, $1) }
      for (key, answer) in zip(missing, answers) { known[key] = answer }
    }
    return try keys.map { try Self.signed(known[$0] ?? .null, program: program.identity) }
  }

  package func keep() throws {
    if !isKept {
      try cache.keep(description)
      isKept = true
    }
    if !unkept.isEmpty {
      try cache.keep(answers: unkept, for: description)
      unkept = []
    }
  }

  private static func signed(_ answer: JSON, program: String) throws(ProgramFailure) -> Signed {
    if let delta = answer["delta"].flatMap(Delta.init(json:)) { return .delta(delta) }
    if let reason = answer["refused"]?.string { return .refused(reason) }
    if answer["exits"] == .bool(true) { return .exits }
    throw .workerFailed(program: program, reason: "its answer has no delta")
  }

  package func command(for argv: [Text]) -> [Text] {
    let fixed = [
      place.interpreter.path, "-m", "dora", "run", "--package", place.package, "--main_module",
      place.mainModule, "--",
    ]
    return fixed.map { Text($0) } + argv
  }

  package var variables: [String: String] { place.variables }
}
