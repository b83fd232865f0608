import DoraModel
import DoraSystem

/// The grids of a project, whatever their files are.
package struct Grids {
  private let program: any TrainingProgram
  private let source: (any GridSource)?
  private let folder: GridFolder
  private let root: String
  private let environment: [String: String]
  private let trace: @Sendable ([String]) -> Void

  /// The grids of `program` in the project at `root`; `folder` is where those of a command program are.
  package init(
    of program: any TrainingProgram, folder: String, root: String, environment: [String: String],
    trace: @escaping @Sendable ([String]) -> Void
  ) {
    self.program = program
    self.root = root
    self.environment = environment
    self.trace = trace
    source = program as? any GridSource
    self.folder = GridFolder(
      path: Path.join(root, source?.gridFolder ?? folder), hasModules: source != nil)
  }

  /// The names of the grids of a program that is no Python module.
  package static func names(in folder: String) -> [String] {
    GridFolder(path: folder, hasModules: false).names()
  }

  /// The names of all grids.
  package func names() throws -> [String] {
    Set(try (source?.grids() ?? []) + folder.names()).sorted()
  }

  /// The XPs that a grid asks for, its jobs needing `resources` unless it says otherwise.
  package func make(_ name: GridName, resources: JSON) throws -> GridFile {
    if let path = try folder.file(name) {
      if DeclarativeGrid.isOne(path) {
        let grid = DeclarativeGrid(path: path, name: name.description)
        return GridFile(asked: try grid.asked(of: program, base: resources))
      }
      trace([path])
      let lines = try ExecutableGrid(
        path: path, name: name.description, directory: root,
        environment: environment.merging(program.variables) { $1 }
      ).lines()
      return GridFile(asked: try GridLines.read(lines, grid: name.description, base: resources))
    }
    if let file = try source?.grid(name, resources: resources) { return file }
    throw ProgramFailure.noGrid(name.description, folder: folder.path, known: try names())
  }

  /// What a grid file that `processes` makes of histories; it must have been made before.
  package func metrics(_ questions: [GridQuestion]) throws -> [GridMetrics] {
    try source?.metrics(questions) ?? []
  }
}
