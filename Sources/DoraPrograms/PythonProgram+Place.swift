import DoraModel
import DoraSystem

extension PythonProgram {
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
    /// Seconds since 1970.
    package let now: @Sendable () -> Double

    package init(
      package: String, mainModule: String, root: String, client: String, interpreter: Interpreter,
      environment: [String: String], trace: @escaping @Sendable ([String]) -> Void,
      now: @escaping @Sendable () -> Double
    ) {
      self.package = package
      self.mainModule = mainModule
      self.root = root
      self.client = client
      self.interpreter = interpreter
      self.environment = environment
      self.trace = trace
      self.now = now
    }

    /// The variables under which Python finds our client first.
    package var variables: [String: String] {
      var path = client
      if let old = environment["PYTHONPATH"], !old.isEmpty { path += ":" + old }
      // A block-buffered log would show nothing until the program ends.
      return ["PYTHONPATH": path, "PYTHONUNBUFFERED": environment["PYTHONUNBUFFERED"] ?? "1"]
    }

    /// The variables of every process that runs the program.
    var wholeEnvironment: [String: String] { environment.merging(variables) { $1 } }

    /// The descriptions of this program that are kept in a folder.
    func cache(_ folder: String) -> DescriptionCache {
      DescriptionCache(
        folder: folder,
        identity: [
          JSON(package), JSON(mainModule), JSON(root), JSON(client), interpreter.identity,
        ])
    }

    func startWorker() throws(SystemFailure) -> PythonWorker {
      let words = [interpreter.path, "-m", "dora._worker", package, mainModule]
      trace(words)
      return try PythonWorker.start(
        words, named: "\(package).\(mainModule)", root: root,
        environment: wholeEnvironment)
    }
  }
}
