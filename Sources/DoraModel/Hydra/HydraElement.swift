/// An entry of a defaults list at its place in the tree of all defaults lists.
final class HydraElement {
  var kind: HydraDefault.Kind
  /// The package as the entry says it.
  private(set) var package: String?
  /// The package that the config's header says; absolute.
  private var header: String?
  private var hasHeader = false
  /// The group and the package of the config whose list this is in.
  private(set) var base: String?
  private(set) var basePackage: String?
  let isPrimary: Bool
  let isOptional: Bool
  var isOverride: Bool
  /// Added from the command line with `+group=option`.
  let isAppended: Bool
  var isDeleted = false

  init(
    _ kind: HydraDefault.Kind, package: String? = nil, isPrimary: Bool = false,
    isOptional: Bool = false, isOverride: Bool = false, isAppended: Bool = false
  ) {
    self.kind = kind
    self.package = package == "_here_" ? "" : package
    self.isPrimary = isPrimary
    self.isOptional = isOptional
    self.isOverride = isOverride
    self.isAppended = isAppended
  }

  convenience init(_ entry: HydraDefault) {
    self.init(
      entry.kind, package: entry.package, isOptional: entry.isOptional,
      isOverride: entry.isOverride)
  }

  var isSelf: Bool {
    switch kind {
    case .config(let path): path == "_self_"
    case .group(_, let choice): choice == .option("_self_")
    }
  }

  var isGroup: Bool { if case .group = kind { true } else { false } }

  /// Places the entry below a config of this group and package.
  func place(base: String?, package: String?) throws(HydraStop) {
    guard basePackage == nil || basePackage == package, self.base == nil || self.base == base else {
      throw .unsure("an entry with two places")
    }
    self.base = base
    basePackage = package
    if let own = self.package, own.contains("_group_") {
      let group = try Self.dotted(groupPath())
      self.package = "_global_." + own.replacing("_group_", with: group)
    }
  }

  /// The path as written, and whether it's absolute.
  private var written: (path: String, isAbsolute: Bool) {
    switch kind {
    case .config(let path): path.hasPrefix("/") ? (String(path.dropFirst()), true) : (path, false)
    case .group(let group, _):
      group.hasPrefix("/") ? (String(group.dropFirst()), true) : (group, false)
    }
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
  }

  private func below(_ path: String, isAbsolute: Bool) throws(HydraStop) -> String {
    guard !isAbsolute else { return path }
    guard let base else { throw .unsure("an entry without a place") }
    if base.isEmpty { return path }
    return path.isEmpty ? base : "\(base)/\(path)"
  }

  func groupPath() throws(HydraStop) -> String {
    let (path, isAbsolute) = written
    return try below(isGroup ? path : Self.directory(of: path), isAbsolute: isAbsolute)
  }

  /// The name of the config; nil for a group set to null.
  var name: String? {
    switch kind {
    case .config(let path):
      path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    case .group(_, .option(let option)): option
    case .group: nil
    }
  }

  func configPath() throws(HydraStop) -> String {
    let (path, isAbsolute) = written
    if case .group = kind { return "\(try groupPath())/\(name ?? "None")" }
    return try below(path, isAbsolute: isAbsolute)
  }

  var isMissing: Bool {
    if case .group(_, let choice) = kind { return choice == .option("???") }
    return name == "???"
  }

  /// Whether its name holds `${…}`.
  func isInterpolation() throws(HydraStop) -> Bool {
    switch kind {
    case .config: try configPath().contains("${")
    case .group(_, .option(let option)): option.contains("${")
    case .group: false
    }
  }

  /// Takes the package of the config's header, which is absolute.
  func setHeader(_ package: String?) throws(HydraStop) {
    // Hydra asserts that this happens once with something in it.
    guard header == nil else { throw .unsure("a header that is read twice") }
    guard let package else { return }
    if package == "_global_" || package.hasPrefix("_global_.") {
      header = package
    } else {
      header = package.isEmpty ? "_global_" : "_global_." + package
    }
  }

  func ownPackage(usingHeader: Bool = true) -> String? {
    package == nil && usingHeader ? header : package
  }

  /// The package in the configuration, from its root.
  func finalPackage(usingHeader: Bool = true) throws(HydraStop) -> String {
    guard let basePackage else { throw .unsure("an entry without a place") }
    let own =
      ownPackage(usingHeader: usingHeader)
      ?? Self.dotted(isGroup ? written.path : Self.directory(of: written.path))
    let whole =
      basePackage.isEmpty ? own : own.isEmpty ? basePackage : "\(basePackage).\(own)"
    return Self.behindGlobal(whole)
  }

  /// What is behind the last `_global_`, without the dot; all of it where there's none.
  private static func behindGlobal(_ package: String) -> String {
    let mark: StaticString = "_global_"
    let bytes = Array(package.utf8)
    var begin = bytes.count - mark.utf8CodeUnitCount
    while begin >= 0 {
      let end = begin + mark.utf8CodeUnitCount
      if mark.withUTF8Buffer({ $0.elementsEqual(bytes[begin..<end]) }) {
        return String(decoding: bytes[end...].dropFirst(), as: UTF8.self)
      }
      begin -= 1
    }
    return package
  }

  /// A group's path as a package.
  private static func dotted(_ path: String) -> String {
    guard path.utf8.contains(UInt8(ascii: "/")) else { return path }
    return String(
      decoding: path.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
  }

  /// The key that overrides of this group use: the group, and its package when it isn't the usual one.
  func overrideKey() throws(HydraStop) -> String {
    let group = try groupPath()
    let package = try finalPackage(usingHeader: false)
    guard Self.dotted(group) != package else { return group }
    return "\(group)@\(package.isEmpty ? "_global_" : package)"
  }
}
