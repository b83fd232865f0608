import DoraModel
import DoraSystem

/// Any executable, in any language; its words alone say what its arguments mean.
package struct CommandProgram: TrainingProgram {
  package let program: Program
  private let executable: String
  private let root: String

  /// The program that `.doraconfig` names, in the project's root.
  package init(
    words: [String], dir: String, exclude: [String], root: String, environment: [String: String]
  ) throws(ProgramFailure) {
    program = Program(backend: .command, command: words, dir: dir, exclude: exclude)
    self.root = root
    let name = words.first ?? ""
    let place = name.utf8.contains(UInt8(ascii: "/")) ? Path.join(root, name) : name
    guard let found = Path.executable(place, on: environment["PATH"] ?? "/usr/bin:/bin") else {
      throw .noCommand(name)
    }
    executable = Path.normal(found)
  }

  package var variables: [String: String] { [:] }

  package func sign(_ argvs: [[Text]]) throws -> [Signed] {
    let excluded = program.exclude.map { Text($0) }
    return argvs.map {
      Signed(.delta(CommandArguments.delta(of: $0, excluding: excluded)), .native)
    }
  }

  package func command(for argv: [Text]) -> [Text] {
    [Text(executable)] + program.command.dropFirst().map { Text($0) } + argv
  }

  package var surroundings: [JSON.Member] { [] }

  /// What of its words is a file of the project: the script, and what the interpreter in front of it is given.
  package var loadedFiles: LoadedFiles {
    let words = [executable] + program.command.dropFirst()
    let folder = root == "/" ? root : root + "/"
    var digests: [String: String] = [:]
    for word in words {
      let path = Path.normal(Path.join(root, word))
      guard path.hasPrefix(folder), File.status(path)?.isFile == true,
        let bytes = try? File.contents(path)
      else { continue }
      digests[String(path.dropFirst(folder.count))] = SHA1.digest(bytes).hex
    }
    return LoadedFiles(digests)
  }

  package func keep() {}
}
