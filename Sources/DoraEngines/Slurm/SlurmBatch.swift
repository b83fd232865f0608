import DoraModel
import DoraSystem
import Glibc

/// What one sbatch submits: a job by itself or an array, with the same resources for all.
package struct SlurmBatch: Hashable, Sendable {
  /// The job's name: `digits_2aeed959-1f00ba12`, or `digits_array_5dc2afb0-1f00ba12` for an array.
  package let name: String
  package let resources: SlurmResources
  /// Where the programs start; absolute.
  package let directory: String
  package let tasks: [SlurmTask]

  /// Runs whose ids begin with the same tag; `package` is whose they are, as far as a name of Slurm's can say it.
  package init(
    package: String, resources: SlurmResources, directory: String, tasks: [SlurmTask]
  ) {
    let safe = String(
      package.unicodeScalars.map { scalar in
        let isPlain =
          scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        return isPlain || scalar == "." || scalar == "_" ? Character(scalar) : "_"
      })
    let first = tasks.first
    let ending = SlurmTask.ending(of: first?.id ?? "")
    if tasks.count > 1 {
      let sigs = tasks.map(\.sig.description).joined(separator: ",")
      let digest = SHA1.digest(Array(sigs.utf8)).hex.prefix(8)
      name = "\(safe)_array_\(digest)\(ending)"
    } else {
      name = "\(safe)_\(first?.sig.description ?? "")\(ending)"
    }
    self.resources = resources
    self.directory = directory
    self.tasks = tasks
  }

  private init(name: String, resources: SlurmResources, directory: String, tasks: [SlurmTask]) {
    self.name = name
    self.resources = resources
    self.directory = directory
    self.tasks = tasks
  }

  var isArray: Bool { tasks.count > 1 }

  /// What stands for a job's number until Slurm has given one.
  package func intent(of index: Int) -> String { "@\(name)" + (isArray ? "_\(index)" : "") }

  /// The batch and the index in it that a run's job stands for; nil when it's a job's number.
  static func intent(_ job: String) -> (name: String, index: Int?)? {
    guard job.hasPrefix("@") else { return nil }
    let words = job.dropFirst()
    // A tag has no underscore, so what follows one after it is an index.
    guard let dash = words.lastIndex(of: "-") else { return nil }
    guard let bar = words[dash...].firstIndex(of: "_") else { return (String(words), nil) }
    return (String(words[..<bar]), Int(words[words.index(after: bar)...]))
  }

  /// The script, with its files in `folder`.
  package func script(folder: String, launcher: [String]) throws(SlurmOptionFailure) -> String {
    try SlurmScript(
      name: name, tasks: isArray ? tasks.count : nil, resources: resources, directory: directory,
      output: isArray ? folder + "/" : tasks.first?.log ?? "",
      launcher: launcher.map { Text($0) }, files: Text(folder)
    ).text()
  }

  // Files: `tasks` has the batch in its first line and each task in one that follows.

  private static func tasksFile(_ folder: String) -> String { Path.join(folder, "tasks") }
  static func scriptFile(_ folder: String) -> String { Path.join(folder, "script") }
  static func lockFile(_ folder: String) -> String { Path.join(folder, "lock") }
  /// As old as the last answer of sbatch of which it's unknown whether there's a job.
  static func doubtFile(_ folder: String) -> String { Path.join(folder, "doubt") }

  /// There when tasks may have been submitted in several parts, and some of them not at all.
  static func partsFile(_ folder: String) -> String { Path.join(folder, "parts") }

  /// Puts everything that the job needs on the disk.
  func write(folder: String, launcher: [String]) throws {
    let header: JSON = [
      "version": 1, "name": JSON(name), "directory": JSON(directory), "resources": resources.json,
    ]
    let lines = ([header] + tasks.map(\.json)).map { PythonJSON.bytes($0) }
    let newline = UInt8(ascii: "\n")
    let bytes = Array(lines.joined(separator: [newline])) + [newline]
    let script = Array(try script(folder: folder, launcher: launcher).utf8)
    try File.replace(Self.scriptFile(folder), with: script, mode: 0o600, sync: true)
    try prepareLogs(folder)
    try File.replace(Self.tasksFile(folder), with: bytes, mode: 0o600, sync: true)
    try EngineFolder.sync(folder)
  }

  /// Where Slurm opens the output of an array's task: it knows tasks by their index alone.
  static func logFile(_ folder: String, _ index: Int) -> String {
    Path.join(folder, "\(index).log")
  }

  /// Sees to it that a task's output gets into its XP's folder.
  ///
  /// An array's task links it there when it begins: a thousand files that lead to such folders would have to be made
  /// before sbatch is called. Where a file can't have names in both places, Slurm opens such a one.
  private func prepareLogs(_ folder: String) throws(SystemFailure) {
    if isArray, canBeLinked(folder) { return }
    for (index, task) in tasks.enumerated() {
      try File.makeFolders(Path.join(task.folder, "runs"))
      let link = Self.logFile(folder, index)
      if isArray, symlink(task.log, link) != 0, errno != EEXIST {
        throw SystemFailure("create", link)
      }
    }
  }

  /// Whether files of `folder` can have second names in the folders of all XPs.
  private func canBeLinked(_ folder: String) -> Bool {
    // The folders of XPs are beside each other, but for those that are links themselves.
    guard let first = tasks.first, Set(tasks.map { File.device($0.folder) }).count == 1 else {
      return false
    }
    let trial = Path.join(first.folder, ".trial-\(first.id)")
    defer { unlink(trial) }
    return link(Self.scriptFile(folder), trial) == 0
  }

  /// The batch whose files are in `folder`.
  static func read(folder: String) throws -> SlurmBatch {
    let path = tasksFile(folder)
    let lines = try File.contents(path).split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first, let header = try? JSONReader.read(Array(first)),
      let name = header["name"]?.string, let directory = header["directory"]?.string,
      let asked = header["resources"], let resources = try? SlurmResources().adding(asked)
    else { throw SlurmFailure.damaged(path) }
    var tasks: [SlurmTask] = []
    for line in lines.dropFirst() {
      guard let json = try? JSONReader.read(Array(line)), let task = SlurmTask(json: json) else {
        throw SlurmFailure.damaged(path)
      }
      tasks.append(task)
    }
    guard !tasks.isEmpty else { throw SlurmFailure.damaged(path) }
    return SlurmBatch(name: name, resources: resources, directory: directory, tasks: tasks)
  }
}
