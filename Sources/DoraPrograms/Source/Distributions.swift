import DoraModel
import DoraSystem

/// What is installed for an interpreter, by what installers write down.
struct Distributions {
  private struct Distribution {
    let name: String
    let version: String
    let folder: String
    var isEgg: Bool { folder.hasSuffix(".egg-info") }
  }

  private let folder: String
  private var all: [Distribution] = []

  /// Lists a folder's; one that may have to do with Hydra is a doubt.
  ///
  /// Whatever registers a resolver, a config or a plugin must import Hydra or OmegaConf, and says so to be installed.
  init(in folder: String, _ reads: SourceReads) throws(SourceDoubt) {
    self.folder = folder
    for name in (reads.all(in: folder) ?? []).sorted() {
      // What an interrupted installation left.
      if name.hasPrefix("~") { continue }
      guard !name.hasSuffix(".egg"), !name.hasSuffix(".egg-link") else {
        throw SourceDoubt("'\(name)' is installed in an old form")
      }
      guard name.hasSuffix(".dist-info") || name.hasSuffix(".egg-info") else { continue }
      try add(name)
    }
  }

  private mutating func add(_ name: String) throws(SourceDoubt) {
    let parts = name.dropLast(".dist-info".count).split(separator: "-")
    guard let first = parts.first else { throw SourceDoubt("'\(name)' has no name") }
    let version = parts.count > 1 ? String(parts[1]) : ""
    let one = Distribution(
      name: Self.normal(first), version: version, folder: Path.join(folder, name))
    all.append(one)
    let needs = try Self.needs(one)
    let isLibrary = ["hydra-core", "omegaconf"].contains(one.name)
    // With the Python tool come Hydra and OmegaConf.
    if isLibrary || needs.isDisjoint(with: ["hydra-core", "omegaconf", "dora-search"]) { return }
    // The Python tool's own module can't be imported: ours comes first.
    if one.name == "dora-search", owns(one, "dora"), hasOnly(one, "dora") { return }
    throw SourceDoubt("'\(one.name)' is installed, which uses Hydra")
  }

  /// `Typing_Extensions` is `typing-extensions`.
  private static func normal(_ name: some StringProtocol) -> String {
    name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
  }

  /// The names of what a distribution requires, whatever for.
  private static func needs(_ one: Distribution) throws(SourceDoubt) -> Set<String> {
    var needs: Set<String> = []
    if one.isEgg {
      guard File.status(one.folder)?.isFolder == true else { return [] }
      let bytes = (try? File.contents(Path.join(one.folder, "requires.txt"))) ?? []
      for line in bytes.split(separator: UInt8(ascii: "\n")) { needs.insert(requirement(line)) }
      return needs
    }
    let path = Path.join(one.folder, "METADATA")
    guard let header = header(path) else { throw SourceDoubt("'\(path)' can't be read") }
    let mark = Array("requires-dist:".utf8)
    for line in header.split(separator: UInt8(ascii: "\n")) where line.count > mark.count {
      let isRequirement = zip(line, mark).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
      if isRequirement { needs.insert(requirement(line.dropFirst(mark.count))) }
    }
    return needs
  }

  /// The lines of a METADATA file up to the first empty one; a whole manual may follow.
  private static func header(_ path: String) -> ArraySlice<UInt8>? {
    let usual = 4096
    guard var bytes = try? File.beginning(of: path, count: usual) else { return nil }
    let end = [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
    if let found = bytes.firstPlace(of: end) { return bytes[..<found] }
    if bytes.count == usual {
      guard let whole = try? File.contents(path) else { return nil }
      bytes = whole
    }
    return bytes[...]
  }

  /// The name in `hydra-core (>=1.3) ; extra == "config"`.
  private static func requirement(_ line: ArraySlice<UInt8>) -> String {
    let name = line.drop { $0 == UInt8(ascii: " ") }.prefix { byte in
      byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: ".") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
    return normal(String(decoding: name, as: UTF8.self))
  }

  /// The version of the only distribution of a name, if its package says the same of itself.
  func version(
    of name: String, by file: String, _ variable: String
  ) throws(SourceDoubt) -> String {
    let found = all.filter { $0.name == name }
    guard found.count == 1, let one = found.first, !one.isEgg else {
      throw SourceDoubt("'\(name)' isn't installed as usual")
    }
    let bytes = (try? File.contents(Path.join(folder, file))) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    let isSo = text.split(separator: "\n").contains { line in
      line.hasPrefix(variable + " = ")
        && (line.contains("\"\(one.version)\"") || line.contains("'\(one.version)'"))
    }
    guard isSo else { throw SourceDoubt("'\(name)' isn't the release that was installed") }
    return one.version
  }

  /// Whether a distribution brought a module.
  func own(_ module: String) -> Bool {
    let name = Self.normal(module)
    return all.contains { $0.name == name && owns($0, module) }
      || all.contains { $0.name != name && owns($0, module) }
  }

  private func owns(_ one: Distribution, _ module: String) -> Bool {
    if let top = try? File.contents(Path.join(one.folder, "top_level.txt")) {
      let names = top.split(separator: UInt8(ascii: "\n"))
      if names.contains(where: { $0.elementsEqual(module.utf8) }) { return true }
    }
    guard let files = try? File.contents(Path.join(one.folder, "RECORD")) else { return false }
    for end in ["/", ".py,", "."] {
      let begin = Array((module + end).utf8)
      if files.starts(with: begin) || files.firstPlace(of: [UInt8(ascii: "\n")] + begin) != nil {
        return true
      }
    }
    return false
  }

  /// Whether all modules of a distribution are in one package.
  private func hasOnly(_ one: Distribution, _ module: String) -> Bool {
    guard let files = try? File.contents(Path.join(one.folder, "RECORD")) else { return false }
    let own = Path.name(one.folder) + "/"
    return files.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      line.starts(with: (module + "/").utf8) || line.starts(with: own.utf8)
        || line.starts(with: "../".utf8)
    }
  }
}
