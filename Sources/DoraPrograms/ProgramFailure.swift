import DoraModel

/// Why a training program can't be described or can't sign.
package enum ProgramFailure: Failure {
  /// No Python interpreter by that name.
  case noPython(String)
  /// The program couldn't be imported; `traceback` is Python's own.
  case notImported(program: String, reason: String, traceback: String?)
  /// The Python client broke off or said something that isn't an answer.
  case workerFailed(program: String, reason: String)
  /// The executable of a command program isn't there.
  case noCommand(String)
  /// The client's folder isn't where it was installed.
  case noClient

  package var message: String {
    switch self {
    case .noPython(let name): "cannot find a Python interpreter '\(name)'"
    case .notImported(let program, let reason, _): "cannot import '\(program)': \(reason)"
    case .workerFailed(let program, let reason): "cannot describe '\(program)': \(reason)"
    case .noCommand(let name): "cannot find the program '\(name)'"
    case .noClient: "cannot find the Python client of dora"
    }
  }

  package var cause: String? {
    if case .notImported(_, _, let traceback) = self { traceback } else { nil }
  }

  package var hint: String? {
    switch self {
    case .noPython: "activate its environment, or name it in .doraconfig: [program] python = …"
    case .notImported(let program, _, _):
      "try it alone: python3 -c 'import \(program)'"
    case .workerFailed: nil
    case .noCommand: "[program] command in .doraconfig names it"
    case .noClient:
      "install dora again, or set DORA_CLIENT to the folder that holds the module 'dora'"
    }
  }
}
