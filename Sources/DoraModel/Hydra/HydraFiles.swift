/// The files of a config directory, each read and parsed once.
final class HydraFiles {
  private let source: HydraSource
  let rules: HydraRules
  private let foreign: Set<Text>
  private var files: [String: Result<HydraFile?, HydraStop>] = [:]
  private var listings: [String: [HydraSource.Entry]?] = [:]
  private(set) var reads = HydraReads()

  init(_ source: HydraSource, _ rules: HydraRules, foreign: Set<Text>) {
    self.source = source
    self.rules = rules
    self.foreign = foreign
  }

  /// The file of a config, or nil when there's none.
  func load(_ path: String) throws(HydraStop) -> HydraFile? {
    if let known = files[path] { return try known.get() }
    let result: Result<HydraFile?, HydraStop>
    do throws(HydraStop) { result = .success(try read(path)) } catch { result = .failure(error) }
    files[path] = result
    return try result.get()
  }

  private func read(_ path: String) throws(HydraStop) -> HydraFile? {
    let name = try plain(fileName(path))
    reads.files.insert(Text(name))
    guard let bytes = source.read(Text(name)) else { return nil }
    return try HydraFile(bytes, path: path, rules)
  }

  private func fileName(_ path: String) -> String {
    if path.hasSuffix(".yaml") || !rules.isBase12 && path.hasSuffix(".yml") { return path }
    return path + ".yaml"
  }

  /// The path without `..`; a doubt when it isn't plainly below the config directory, or may come from elsewhere.
  private func plain(_ path: String) throws(HydraStop) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard !part.isEmpty, part != "." else { throw .unsure("the config path '\(path)'") }
      guard part == ".." else {
        parts.append(part)
        continue
      }
      guard let above = parts.popLast(),
        list(parts.joined(separator: "/"))?.contains(where: { $0.name.string == above && $0.isLink }
        )
          != true
      else { throw .unsure("the config path '\(path)'") }
    }
    guard let first = parts.first, first != "hydra" else {
      throw .unsure("the config '\(path)' of Hydra itself")
    }
    let stem = first.hasSuffix(".yaml") ? first.dropLast(5) : first
    guard !foreign.contains(Text(String(stem))), !foreign.contains(Text(String(first))) else {
      throw .unsure("the config '\(path)', which others offer too")
    }
    return parts.joined(separator: "/")
  }

  /// Whether a group of this name exists: any directory is one.
  func isGroup(_ path: String) throws(HydraStop) -> Bool {
    list(try plain(path)) != nil
  }

  /// Whether the Python tool takes the name for a group: a directory with a config in it.
  func hasOptions(_ path: String) -> Bool {
    !path.split(separator: "/").contains { isHidden($0) }
      && !(options(path) ?? []).isEmpty
  }

  /// The groups of the config directory as the Python tool lists them, each with its subgroups behind it.
  func groups(below parent: String = "", depth: Int = 0) -> [String] {
    guard depth < 16 else { return [] }
    var groups: [String] = []
    let folders = (list(parent) ?? []).filter(\.isDirectory).map(\.name).sorted()
    for name in folders.map(\.string) where !isHidden(name) {
      let path = parent.isEmpty ? name : "\(parent)/\(name)"
      if !(options(path) ?? []).isEmpty { groups.append(path) }
      groups += self.groups(below: path, depth: depth + 1)
    }
    return groups
  }

  /// What Hydra leaves out of its lists.
  private func isHidden(_ name: some StringProtocol) -> Bool {
    name == "__pycache__" || name == "__init__.py"
  }

  /// The names of the configs in a directory, sorted; nil when there's no such directory.
  func options(_ path: String) -> [String]? {
    list(path)?.compactMap { entry in
      let name = entry.name.string
      guard entry.isFile, !isHidden(name) else { return nil }
      if name.hasSuffix(".yaml") { return String(name.dropLast(5)) }
      return !rules.isBase12 && name.hasSuffix(".yml") ? String(name.dropLast(4)) : nil
    }.sorted()
  }

  private func list(_ path: String) -> [HydraSource.Entry]? {
    if let known = listings[path] { return known }
    reads.directories.insert(Text(path))
    let entries = source.list(Text(path))
    listings[path] = entries
    return entries
  }
}
