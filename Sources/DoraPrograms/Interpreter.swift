import DoraModel
import DoraSystem

/// The Python that runs a program, and everything cheap to see that decides which one that is.
package struct Interpreter: Sendable {
  package let path: String
  /// Changes whenever another Python, or other import paths, would be used.
  package let identity: JSON

  /// Finds the interpreter that `name` stands for; without a name, the one a shell would run.
  package static func find(
    _ name: String?, root: String, environment: [String: String]
  ) throws(ProgramFailure) -> Interpreter {
    let search = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let names = name.map { [$0] } ?? ["python3", "python"]
    for name in names {
      let place = name.utf8.contains(UInt8(ascii: "/")) ? Path.join(root, name) : name
      if let path = Path.executable(place, on: search) {
        return Interpreter(
          path: path, identity: identity(of: path, root: root, environment: environment))
      }
    }
    throw .noPython(name ?? "python3")
  }

  private static func identity(
    of path: String, root: String, environment: [String: String]
  ) -> JSON {
    var parts: [JSON] = [JSON(path), JSON(Path.real(path)), seen(path)]
    for name in ["PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_VERSION"] {
      parts.append(JSON(environment[name]))
    }
    // A version manager's shim is one file for every Python; these files tell it which.
    if Path.name(Path.parent(path)) == "shims" {
      parts.append(seen(Path.join(Path.parent(Path.parent(path)), "version")))
      var folder = root
      while true {
        parts.append(seen(Path.join(folder, ".python-version")))
        if folder == "/" || folder == "." { break }
        folder = Path.parent(folder)
      }
    }
    return .array(parts)
  }

  private static func seen(_ path: String) -> JSON {
    guard let status = File.status(path) else { return .null }
    return [JSON(status.size), JSON(status.modified), JSON(Int(status.inode))]
  }
}
