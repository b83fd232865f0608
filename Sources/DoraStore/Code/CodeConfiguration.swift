import CLibgit2
import DoraModel
import DoraSystem

/// What git is configured to in a project's repository, read as git reads it: of the machine, the user and the repository.
struct CodeConfiguration {
  private var values: [String: String] = [:]
  /// Of which state of which files this is.
  let facts: [UInt8]
  /// Whether something else had a say, such as settings in the environment.
  private(set) var isWhole = true

  init(of tree: WorkTree, git: GitProgram) {
    let environment = git.variables
    let files = Self.files(of: tree, git)
    var facts: [UInt8] = []
    // Filters and line endings are configured in both.
    for path in files.map(\.1) + Self.attributes(of: tree, git) {
      let status = File.status(path)
      facts += "\(path) \(status?.changed ?? 0) \(status?.inode ?? 0)\n".utf8
    }
    self.facts = facts
    if environment["GIT_CONFIG_COUNT"] != nil || environment["GIT_CONFIG_PARAMETERS"] != nil {
      isWhole = false
    }
    do throws(StoreFailure) { try read(files, of: tree) } catch { isWhole = false }
  }

  /// The last value of a setting, the one that counts; names are in lower case.
  subscript(_ name: String) -> String? { values[name] }

  /// Whether files are taken as they are on any Linux: modes and links count, names that differ in case are two.
  var isPlain: Bool {
    func isSet(_ name: String) -> Bool? {
      values[name].map { ["true", "yes", "on", "1", ""].contains($0.lowercased()) }
    }
    return isWhole && isSet("core.filemode") != false && isSet("core.symlinks") != false
      && isSet("core.ignorecase") != true && values["core.sharedrepository"] == nil
      && values["core.sparsecheckout"].map { $0 == "false" } != false
      && !values.keys.contains { $0.hasPrefix("extensions.") }
  }

  private mutating func read(
    _ files: [(git_config_level_t, String)], of tree: WorkTree
  ) throws(StoreFailure) {
    let repository = try Repository(at: tree.commonFolder)
    var handle: OpaquePointer?
    try git("read", "config") { git_config_new(&handle) }
    defer { git_config_free(handle) }
    for (level, path) in files where File.status(path) != nil {
      // The repository says which conditional files belong to it.
      try git("read", path) {
        git_config_add_file_ondisk(handle, path, level, repository.handle, 0)
      }
    }
    var iterator: OpaquePointer?
    try git("read", "config") {
      git_config_iterator_glob_new(&iterator, handle, "^(core|extensions)\\.")
    }
    defer { git_config_iterator_free(iterator) }
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let found = entry?.pointee {
      guard let name = found.name else { continue }
      values[String(cString: name)] = found.value.map { String(cString: $0) } ?? "true"
    }
  }

  /// Where attributes of files are but for the work tree.
  private static func attributes(of tree: WorkTree, _ git: GitProgram) -> [String] {
    var files = [Path.join(tree.commonFolder, "info/attributes"), systemFile("gitattributes", git)]
    if let folder = userFolder(git) { files.append(Path.join(folder, "git/attributes")) }
    return files
  }

  /// A file of all users; a git that is installed elsewhere has its own.
  private static func systemFile(_ name: String, _ git: GitProgram) -> String {
    let prefix = Path.parent(Path.parent(Path.real(git.path) ?? git.path))
    return Path.join(prefix == "/usr" ? "/etc" : Path.join(prefix, "etc"), name)
  }

  private static func userFolder(_ git: GitProgram) -> String? {
    if let folder = git.variables["XDG_CONFIG_HOME"], !folder.isEmpty { return folder }
    return git.variables["HOME"].map { Path.join($0, ".config") }
  }

  /// Where git looks, those that outdo others last.
  private static func files(
    of tree: WorkTree, _ git: GitProgram
  ) -> [(git_config_level_t, String)] {
    let environment = git.variables
    var files: [(git_config_level_t, String)] = []
    if environment["GIT_CONFIG_NOSYSTEM"].map({ ["", "0", "false", "no"].contains($0) }) != false {
      let system = environment["GIT_CONFIG_SYSTEM"] ?? systemFile("gitconfig", git)
      files.append((GIT_CONFIG_LEVEL_SYSTEM, system))
    }
    if let global = environment["GIT_CONFIG_GLOBAL"] {
      files.append((GIT_CONFIG_LEVEL_GLOBAL, global))
    } else {
      let folder = userFolder(git)
      if let folder { files.append((GIT_CONFIG_LEVEL_XDG, Path.join(folder, "git/config"))) }
      if let home = environment["HOME"] {
        files.append((GIT_CONFIG_LEVEL_GLOBAL, Path.join(home, ".gitconfig")))
      }
    }
    files.append((GIT_CONFIG_LEVEL_LOCAL, Path.join(tree.commonFolder, "config")))
    return files
  }
}
