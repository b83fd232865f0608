import DoraSystem

/// Where the parts of dora are beside this executable.
enum Installation {
  private static var executable: String { Path.real("/proc/self/exe") ?? "dora" }

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
    var folder = Path.parent(executable)
    candidates.append(Path.join(Path.parent(folder), "share/dora/python"))
    while folder != "/" {
      candidates.append(Path.join(folder, "Sources/python"))
      folder = Path.parent(folder)
    }
    return candidates.first { File.status(Path.join($0, "dora/__init__.py"))?.isFile == true }
  }
}
