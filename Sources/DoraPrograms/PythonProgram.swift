import DoraModel
import DoraSystem

/// A training program in Python: described once by its own import, then signed without Python.
package final class PythonProgram: TrainingProgram {
  package let program: Program
  private var reading: Reading
  /// What a Hydra program takes of its usual configuration.
  private var standing: String?
  package let described: String?
  private let place: Place
  private let cache: DescriptionCache
  private var worker: PythonWorker?
  /// Whether the description is on disk.
  private var isKept: Bool
  /// Python's answers that aren't on disk.
  private var unkept: [(argv: JSON, answer: JSON)] = []
  /// What the config directory was like when they were given.
  private var unkeptTree: String?

  /// Describes the program: from `cacheFolder` when what is kept there is still true, by its source where that tells all,
  /// else by one Python process.
  ///
  /// Nothing is written before `keep`, so a command that stores nothing leaves nothing.
  package init(at place: Place, cacheFolder: String) throws {
    self.place = place
    cache = place.cache(cacheFolder)
    var change = "it wasn't described before"
    var found: (reading: Reading, standing: String?)?
    for last in [cache.last, cache.lastBySource] where found == nil {
      guard let last = last() else { continue }
      let reading = Reading(last, environment: place.wholeEnvironment)
      if let now = reading.firstChange(since: last.standing) {
        change = now
      } else {
        found = (reading, last.standing)
      }
    }
    isKept = found != nil
    if let found {
      (reading, standing) = found
      described = nil
    } else {
      do throws(SourceDoubt) {
        reading = Reading(try SourceDescription(of: place).description, place)
        described = "by its source: \(change)"
      } catch {
        let worker = try place.startWorker()
        reading = Reading(try worker.ask([["do": "describe"]])[0], place)
        self.worker = worker
        let why = error.isOfHydra ? "; its source leaves a doubt: \(error.reason)" : ""
        described = "by Python: \(change)\(why)"
      }
      standing = reading.standing()
    }
    program = try Self.program(reading.description, place)
  }

  private static func program(
    _ description: JSON, _ place: Place
  ) throws(ProgramFailure) -> Program {
    guard let dir = description["dir"]?.string else {
      throw ProgramFailure.workerFailed(
        program: "\(place.package).\(place.mainModule)", reason: "its description names no folder")
    }
    let backend = description["backend"]?.string.flatMap(Backend.init(rawValue:))
    return Program(
      backend: backend ?? .argparse, package: place.package, mainModule: place.mainModule, dir: dir,
      exclude: (description["exclude"]?.texts ?? []).map(\.string))
  }

  private var description: JSON { reading.description }

  /// Asks the program itself for what its source doesn't tell: what a run's record says of it.
  ///
  /// Should it turn out to be another program than it reads, that's an error, and the last.
  package func complete() throws {
    guard reading.isBySource else { return }
    let whole = Reading(try ask([["do": "describe"]])[0], place)
    let difference = reading.difference(from: whole)
    reading = whole
    standing = whole.standing()
    isKept = false
    guard let difference else { return }
    keep()
    throw ProgramFailure.misread(program: program.identity, what: difference)
  }

  /// The program's options as they were when it was described last, behind some arguments; never starts Python.
  package static func options(
    at place: Place, cacheFolder: String, after argv: [Text]
  ) -> [ProgramOption] {
    guard let last = place.cache(cacheFolder).lastOfAny() else { return [] }
    if let parser = last.description["parser"], parser.members != nil {
      return ProgramOption.all(of: parser)
    }
    let signer = Reading(last, environment: place.wholeEnvironment).signer
    return (signer as? HydraComposer)?.options(after: argv) ?? []
  }

  /// The names of the grids by their files alone, without importing any; never starts Python.
  package static func gridNames(at place: Place, cacheFolder: String) -> [String] {
    let description = place.cache(cacheFolder).lastOfAny()?.description
    let package = description?["grid_package"]?.string ?? place.package + ".grids"
    let folder = package.split(separator: ".").joined(separator: "/")
    return GridFolder(path: Path.join(place.root, folder), hasModules: true).allNames()
  }

  /// The files that the program loaded when it was described last, as they are today; nil when it never was.
  package static func loadedFiles(at place: Place, cacheFolder: String) -> LoadedFiles? {
    guard let description = place.cache(cacheFolder).last()?.description else { return nil }
    let fingerprint = Fingerprint(description: description)
    let isCurrent = fingerprint.map { $0.firstChange() == nil } ?? false
    return FileDigests(description: description, client: place.client, root: place.root)
      .loaded(isCurrent: isCurrent)
  }

  /// Whether signing has started Python, for who must show that it hasn't.
  package var hasStartedPython: Bool { worker != nil }

  package func sign(_ argvs: [[Text]]) throws -> [Signed] {
    var (signed, unsure) = answers(argvs)
    if reading.isBySource, !unsure.isEmpty {
      // Python is asked anyway, and knows more of the program.
      let before = signed
      try complete()
      let after = try sign(argvs)
      for case let (before?, after) in zip(before, after) where !before.agrees(with: after) {
        throw ProgramFailure.misread(program: program.identity, what: "how it's signed")
      }
      return after
    }
    let answers = try askPython(unsure.map { argvs[$0.place] })
    for ((place, why), (answer, isKept)) in zip(unsure, answers) {
      signed[place] = Signed(answer, isKept ? .kept(why: why) : .python(why: why))
    }
    return signed.compactMap { $0 }
  }

  /// The native answers, and where there is none, why.
  private func answers(_ argvs: [[Text]]) -> ([Signed?], unsure: [(place: Int, why: String)]) {
    var signed: [Signed?] = Array(repeating: nil, count: argvs.count)
    var unsure: [(place: Int, why: String)] = []
    for (place, argv) in argvs.enumerated() {
      switch reading.signer.answer(argv) {
      case .certain(let answer): signed[place] = Signed(answer, .native)
      case .unsure(let why): unsure.append((place, why))
      }
    }
    return (signed, unsure)
  }

  /// Of a repeated key Hydra programs keep the last override.
  package func settled(_ argv: [Text]) -> [Text] {
    guard program.backend == .hydra else { return argv }
    return (try? HydraArguments.simplified(argv)) ?? argv
  }

  /// Asks Python, in one process for the whole batch, what isn't already known.
  private func askPython(_ argvs: [[Text]]) throws -> [(Signed.Answer, isKept: Bool)] {
    if argvs.isEmpty { return [] }
    let tree = reading.tree
    let digest = tree?.contentsDigest
    var known = isKept ? cache.answers(for: description, in: circumstances(digest)) : [:]
    for (key, answer) in unkept { known[key] = answer }
    let keys = argvs.map { JSON.array($0.map { .text($0) }) }
    var missing: [JSON] = []
    var isAsked: Set<JSON> = []
    for key in keys where known[key] == nil && isAsked.insert(key).inserted { missing.append(key) }
    if !missing.isEmpty {
      let answers = try ask(missing.map { ["do": "sign", "argv": $0] })
      for (key, answer) in zip(missing, answers) { known[key] = answer }
      // Of files that changed meanwhile it isn't known which of their states was read.
      if digest == tree?.contentsDigest,
        tree == nil || Fingerprint(description: description)?.isCurrent() == true
      {
        unkeptTree = digest
        unkept += zip(missing, answers).filter { $1["volatile"] != .bool(true) }.map { ($0, $1) }
      }
    }
    return try keys.map { key in
      let answer = try Self.answer(known[key] ?? .null, program: program.identity)
      return (answer, !isAsked.contains(key))
    }
  }

  private func circumstances(_ digest: String?) -> DescriptionCache.Circumstances {
    DescriptionCache.Circumstances(tree: digest, environment: place.wholeEnvironment)
  }

  package var shared: String? { description["shared"]?.string }

  package var slurm: JSON { description["slurm"] ?? [:] }

  /// Whether launchers write `--batch_size` rather than `--batch-size`.
  var usesUnderscore: Bool { description["use_underscore"]?.bool ?? true }

  /// What the program itself answers, in one process for as long as we live.
  func ask(_ questions: [JSON]) throws -> [JSON] {
    let worker = try self.worker ?? place.startWorker()
    self.worker = worker
    return try worker.ask(questions)
  }

  /// The package of its grid files, where it names one.
  var gridPackage: String? { description["grid_package"]?.string }

  package func keep() {
    if !isKept {
      try? cache.keep(DescriptionCache.Entry(description: description, standing: standing))
      isKept = true
    }
    if !unkept.isEmpty {
      try? cache.keep(answers: unkept, for: description, tree: unkeptTree)
      unkept = []
    }
  }

  private static func answer(
    _ answer: JSON, program: String
  ) throws(ProgramFailure) -> Signed.Answer {
    if let delta = answer["delta"].flatMap(Delta.init(json:)) {
      // Where Python says what the digest is, ours must be the same.
      if let digest = answer["digest"]?.string, digest != delta.digest.hex {
        throw .workerFailed(program: program, reason: "its delta has another digest here")
      }
      return .delta(delta)
    }
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

  private var installed: InstalledPackages {
    InstalledPackages(
      folders: (description["import_folders"]?.texts ?? []).map(\.string),
      prefix: description["prefix"]?.string)
  }

  package var editablePackages: [String: String] { installed.editable() }

  package var surroundings: [JSON.Member] {
    let installed = installed
    var members = [
      JSON.Member("interpreter", JSON(place.interpreter.path)),
      JSON.Member("python", description["python"] ?? .null),
      JSON.Member("packages", .object(installed.packages())),
    ]
    let conda = installed.conda()
    if !conda.isEmpty { members.append(JSON.Member("conda", .object(conda))) }
    return members
  }

  package var codeRules: CodeRules {
    var rules = CodeRules()
    rules.gitSave = description["git_save"]?.bool ?? false
    rules.requireClean = description["require_clean"]?.bool ?? false
    rules.afterCheckout = (description["post_git_save_commands"]?.texts ?? []).map(\.string)
    rules.gridFolder = gridFolder
    return rules
  }

  package var loadedFiles: LoadedFiles {
    FileDigests(description: description, client: place.client, root: place.root)
      .loaded(isCurrent: true)
  }
}
