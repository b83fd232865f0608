import DoraSystem

/// Where the parts of dora are beside this executable.
enum Installation {
  /// Found once: a thousand runs are told of it.
  private static let executable = Path.real("/proc/self/exe") ?? "dora"

  /// The words that run one of our tools: its own executable, or this one called by that name.
  static func launcher(_ tool: String) -> [String] {
    let folder = Path.parent(executable)
    let own = Path.join(folder, tool)
    if File.status(own)?.isFile == true { return [own] }
    // The binary serves every verb behind its own name.
    return [executable, String(tool.dropFirst("dora-".count))]
  }

  /// The folder that holds the Python module `dora`: as installed, or in the source tree that we were built in.
  static func client(_ environment: [String: String]) -> String? {
    var candidates: [String] = []
    if let given = environment["DORA_CLIENT"], !given.isEmpty { candidates.append(given) }
    candidates.append(Path.join(prefix, "share/dora/python"))
    candidates += above.map { Path.join($0, "Sources/python") }
    return candidates.first { File.status(Path.join($0, "dora/__init__.py"))?.isFile == true }
  }

  /// The folders that may hold the manual's pages: as installed, then those of a source tree that we were built in.
  static var manuals: [String] {
    // A folder named man may be anybody's; one beside our sources is ours.
    let trees = above.filter { File.status(Path.join($0, "Sources/DoraConsole"))?.isFolder == true }
    return [Path.join(prefix, "share/man")] + trees.map { Path.join($0, "man") }
  }

  /// The folder that dora was installed in.
  private static var prefix: String { Path.parent(Path.parent(executable)) }

  /// The folders above this executable, nearest first.
  private static var above: [String] {
    var folders: [String] = []
    var folder = Path.parent(executable)
    while folder != "/" {
      folders.append(folder)
      folder = Path.parent(folder)
    }
    return folders
  }
}
