import DoraModel
import DoraPrograms
import DoraSystem

/// Which training program a command line asks for.
package struct ProgramChoice: Sendable {
  /// `-P`, or DORA_PACKAGE.
  package var package: String?
  /// `--main-module`, or DORA_MAIN_MODULE.
  package var mainModule: String?

  package init(package: String? = nil, mainModule: String? = nil) {
    self.package = package
    self.mainModule = mainModule
  }
}

extension Project {
  /// The training program of this project: named by options or variables, `.doraconfig`, or the only one found.
  package func program(_ choice: ProgramChoice) throws -> any TrainingProgram {
    let environment = context.environment
    let named = choice.package ?? environment["DORA_PACKAGE"]
    if named == nil, let command = configuration["program.command"] {
      return try self.command(command)
    }
    let (package, mainModule) = try module(choice)
    return try python(package: package, mainModule: mainModule)
  }

  /// The Python module that holds the program.
  private func module(_ choice: ProgramChoice) throws -> (package: String, mainModule: String) {
    let environment = context.environment
    let mainModule =
      choice.mainModule ?? environment["DORA_MAIN_MODULE"] ?? configuration["program.mainmodule"]
      ?? "train"
    let package =
      try choice.package ?? environment["DORA_PACKAGE"] ?? configuration["program.package"]
      ?? discover(mainModule)
    return (package, mainModule)
  }

  /// The options of the program that are known without starting it.
  package func knownOptions(
    _ choice: ProgramChoice, after argv: [Text]
  ) throws -> [ProgramOption] {
    if isCommand(choice) { return [] }
    let (package, mainModule) = try module(choice)
    return PythonProgram.options(
      at: try place(package: package, mainModule: mainModule), cacheFolder: cacheFolder,
      after: argv)
  }

  /// The names of the grids, as far as their files tell without starting any program.
  package func knownGrids(_ choice: ProgramChoice) throws -> [String] {
    if isCommand(choice) {
      return Grids.names(in: Path.join(root, configuration["program.grids"] ?? "grids"))
    }
    let (package, mainModule) = try module(choice)
    return PythonProgram.gridNames(
      at: try place(package: package, mainModule: mainModule), cacheFolder: cacheFolder)
  }

  /// Whether the program is the one that the configuration names.
  private func isCommand(_ choice: ProgramChoice) -> Bool {
    let named = choice.package ?? context.environment["DORA_PACKAGE"]
    return named == nil && configuration["program.command"] != nil
  }

  /// The program that an XP of the store belongs to.
  package func program(of xp: XP) throws -> any TrainingProgram {
    switch xp.program.backend {
    case .argparse, .hydra:
      return try python(package: xp.program.package, mainModule: xp.program.mainModule)
    case .command:
      return try CommandProgram(
        words: xp.program.command, dir: xp.program.dir, exclude: xp.program.exclude, root: root,
        environment: context.environment)
    }
  }

  /// The files that a program loads, as they are today; nil when that isn't known without asking it.
  func loadedFiles(of program: Program) -> LoadedFiles? {
    switch program.backend {
    case .argparse, .hydra:
      guard let place = try? place(package: program.package, mainModule: program.mainModule) else {
        return nil
      }
      return PythonProgram.loadedFiles(at: place, cacheFolder: cacheFolder)
    case .command:
      let command = try? CommandProgram(
        words: program.command, dir: program.dir, exclude: program.exclude, root: root,
        environment: context.environment)
      return command?.loadedFiles
    }
  }

  private func command(_ line: String) throws -> CommandProgram {
    let words = try ArgumentLine.words(Array(line.utf8)).map(\.string)
    return try CommandProgram(
      words: words, dir: configuration["program.dir"] ?? "./outputs",
      exclude: configuration.all("program.exclude"), root: root, environment: context.environment)
  }

  private func python(package: String, mainModule: String) throws -> PythonProgram {
    try requireModule(package: package, mainModule: mainModule)
    let program = try PythonProgram(
      at: place(package: package, mainModule: mainModule), cacheFolder: cacheFolder)
    if try existingStore() != nil { program.keep() }
    return program
  }

  private func place(package: String, mainModule: String) throws -> PythonProgram.Place {
    guard let client = context.client else { throw ProgramFailure.noClient }
    return PythonProgram.Place(
      package: package, mainModule: mainModule, root: root, client: client,
      interpreter: try Interpreter.find(
        configuration["program.python"], root: origin, environment: context.environment),
      environment: context.environment, trace: context.trace, now: context.now)
  }

  /// Where descriptions of programs are kept; nothing in it is ever needed.
  private var cacheFolder: String { Path.join(storePath, "cache/programs") }

  /// A module that isn't there is told from one that fails to import, without starting Python.
  private func requireModule(package: String, mainModule: String) throws(VerbFailure) {
    let names = package.split(separator: ".") + mainModule.split(separator: ".")
    for name in names {
      // A name ends up in a path and on a command line.
      let isName = name.utf8.allSatisfy {
        $0 >= 0x80 || $0 == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
          || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
      }
      guard isName else { throw .missingProgram("\(package).\(mainModule)") }
    }
    let folder = Path.join(root, package.split(separator: ".").joined(separator: "/"))
    // A package that isn't here may be installed elsewhere; then only Python can find it.
    guard File.status(folder)?.isFolder == true else { return }
    let module = Path.join(folder, mainModule.split(separator: ".").joined(separator: "/"))
    let candidates = [module + ".py", Path.join(module, "__init__.py")]
    guard candidates.contains(where: { File.status($0)?.isFile == true }) else {
      throw .missingProgram(candidates[0])
    }
  }

  /// The only folder here with an `__init__.py` and the main module.
  private func discover(_ mainModule: String) throws -> String {
    let file = mainModule.split(separator: ".").joined(separator: "/") + ".py"
    let found = try File.names(in: root).sorted().filter { name in
      let folder = Path.join(root, name)
      return File.status(Path.join(folder, "__init__.py"))?.isFile == true
        && File.status(Path.join(folder, file))?.isFile == true
    }
    guard let only = found.first else {
      throw VerbFailure.noProgram(root: root, module: mainModule)
    }
    guard found.count == 1 else { throw VerbFailure.severalPrograms(found) }
    return only
  }
}
