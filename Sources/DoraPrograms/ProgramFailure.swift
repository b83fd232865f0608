import DoraModel

/// Why a training program can't be described or can't sign.
package enum ProgramFailure: Failure {
  /// No Python interpreter by that name.
  case noPython(String)
  /// The program couldn't be imported; `traceback` is Python's own, `hint` the client's.
  case notImported(program: String, reason: String, traceback: String?, hint: String?)
  /// The Python client broke off or said something that isn't an answer.
  case workerFailed(program: String, reason: String)
  /// A program that was described by its source says something else of itself.
  case misread(program: String, what: String)
  /// The executable of a command program isn't there.
  case noCommand(String)
  /// The client's folder isn't where it was installed.
  case noClient
  /// A grid file, or the package of them all, raised an exception; `traceback` is Python's own.
  case gridRaised(grid: String?, reason: String, traceback: String?)
  /// A grid file that is an executable ended otherwise than with status 0.
  case gridEnded(grid: String, how: String)
  /// A grid that isn't written as one.
  case malformedGrid(grid: String, reason: String)
  /// There is no grid of this name; `folder` is where it would be.
  case noGrid(String, folder: String, known: [String])
  /// Several files are a grid of this name.
  case severalGrids(String, files: [String])

  package var message: String {
    switch self {
    case .noPython(let name): "cannot find a Python interpreter '\(name)'"
    case .notImported(let program, let reason, _, _): "cannot import '\(program)': \(reason)"
    case .workerFailed(let program, let reason): "cannot describe '\(program)': \(reason)"
    case .misread(let program, let what):
      "'\(program)' isn't what its source says: \(what)"
    case .noCommand(let name): "cannot find the program '\(name)'"
    case .noClient: "cannot find the Python client of dora"
    case .gridRaised(let grid?, let reason, _): "grid '\(grid)' failed: \(reason)"
    case .gridRaised(nil, let reason, _): "cannot list the grids: \(reason)"
    case .gridEnded(let grid, let how): "grid '\(grid)' failed: its program ended with \(how)"
    case .malformedGrid(let grid, let reason): "grid '\(grid)' is malformed: \(reason)"
    case .noGrid(let name, let folder, _): "no grid '\(name)' in '\(folder)'"
    case .severalGrids(let name, let files):
      "grid '\(name)' is ambiguous: \(files.joined(separator: ", "))"
    }
  }

  package var cause: String? {
    switch self {
    case .notImported(_, _, let traceback, _), .gridRaised(_, _, let traceback): traceback
    case .noPython, .workerFailed, .misread, .noCommand, .noClient, .gridEnded, .malformedGrid,
      .noGrid,
      .severalGrids:
      nil
    }
  }

  package var hint: String? {
    switch self {
    case .noPython: "activate its environment, or name it in .doraconfig: [program] python = …"
    case .notImported(let program, _, _, let hint):
      hint ?? "try it alone: python3 -c 'import \(program)'"
    case .workerFailed, .malformedGrid: nil
    case .misread:
      "signatures that it got may be wrong; from now on Python describes it, so sign again, and report this"
    case .gridRaised, .gridEnded: "nothing was submitted or cancelled"
    case .noGrid(let name, _, let known): Self.hint(name, among: known)
    case .severalGrids: "keep one of them under that name"
    case .noCommand: "[program] command in .doraconfig names it"
    case .noClient:
      "install dora again, or set DORA_CLIENT to the folder that holds the module 'dora'"
    }
  }

  private static func hint(_ name: String, among known: [String]) -> String {
    if known.isEmpty { return "there are no grids yet; a grid file defines 'explorer'" }
    let list = "the grids are: \(known.joined(separator: ", "))"
    let near = EditDistance.nearest(to: name, among: known, within: 3)
    return near.map { "did you mean '\($0)'? \(list)" } ?? list
  }
}
