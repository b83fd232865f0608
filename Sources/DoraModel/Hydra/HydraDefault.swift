/// One entry of a defaults list, as it's written.
struct HydraDefault {
  enum Kind {
    /// `- name` or `- _self_`: a config by its path.
    case config(path: String)
    /// `- group: option`: one option, several, or none.
    case group(String, HydraChoice)
  }

  let kind: Kind
  let package: String?
  var isOptional = false
  var isOverride = false

  /// The entries of a defaults list.
  static func list(
    _ node: HydraNode, path: String, _ rules: HydraRules
  ) throws(HydraStop) -> [HydraDefault] {
    switch node {
    case .list(let items):
      var entries: [HydraDefault] = []
      for item in items { entries.append(try HydraDefault(item, path: path, rules)) }
      return entries
    case .missing, .interpolation: throw .unsure("the defaults list of '\(path)'")
    case .scalar, .table:
      throw .refused("in '\(path)': 'defaults' is no list")
    }
  }

  private init(_ item: HydraNode, path: String, _ rules: HydraRules) throws(HydraStop) {
    switch item {
    case .scalar(.text(let text)):
      let (name, package) = try Self.split(text)
      guard name != "_self_" || package == nil else {
        throw .refused("in '\(path)': '_self_' has no package of its own")
      }
      kind = .config(path: name)
      self.package = package
    case .interpolation(let interpolation):
      let (name, package) = try Self.split(interpolation.text)
      kind = .config(path: name)
      self.package = package
    case .table(let table):
      guard table.count == 1, let key = table.keys.first, let node = table.nodes.first else {
        // Before 1.2 an entry could carry `optional: true` beside its group.
        if table.count > 1, !rules.isBase12 {
          throw .unsure("an entry of several keys in '\(path)'")
        }
        throw .refused("in '\(path)': an entry of 'defaults' has more than one group")
      }
      let (words, package) = try Self.split(key)
      var parts = words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      let group = parts.removeLast()
      for word in parts {
        if word == "optional" {
          isOptional = true
        } else if word == "override" {
          isOverride = true
        } else {
          break
        }
      }
      guard !group.isEmpty else { throw .unsure("an entry without a group in '\(path)'") }
      kind = .group(group, try HydraChoice(node, path: path))
      self.package = package
    case .missing: throw .unsure("a missing entry in the defaults list of '\(path)'")
    case .scalar, .list:
      throw .refused("in '\(path)': an entry of 'defaults' is neither a name nor a group")
    }
    if let package = self.package, package.contains("_name_") {
      throw .unsure("the old package '\(package)'")
    }
  }

  /// A name and the package after its `@`.
  private static func split(_ text: Text) throws(HydraStop) -> (String, String?) {
    guard text.bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw .unsure("an unusual character in a defaults list")
    }
    let string = text.string
    guard let at = string.utf8.firstIndex(of: UInt8(ascii: "@")) else { return (string, nil) }
    let package = string[string.index(after: at)...].prefix { $0 != ":" }
    return (String(string[..<at]), String(package))
  }
}

/// What a group is set to.
enum HydraChoice: Hashable, Sendable {
  case none
  case option(String)
  case options([String])

  /// Reads the value of an entry; `path` is the file's name.
  init(_ node: HydraNode, path: String) throws(HydraStop) {
    switch node {
    case .scalar(.null): self = .none
    case .list(let nodes):
      var options: [String] = []
      for node in nodes {
        guard let text = Self.text(node) else {
          throw .refused(
            "in '\(path)': an option in 'defaults' is no name")
        }
        options.append(try Self.checked(text))
      }
      self = .options(options)
    default:
      guard let text = Self.text(node) else {
        throw .refused("in '\(path)': an option in 'defaults' is no name")
      }
      self = .option(try Self.checked(text))
    }
  }

  /// Reads the value of an override.
  init(_ override: HydraOverride) throws(HydraStop) {
    switch override.value {
    case .list(let nodes):
      var options: [String] = []
      for node in nodes {
        guard let text = Self.text(node) else { throw .unsure("options that aren't strings") }
        options.append(try Self.checked(text))
      }
      self = .options(options)
    default:
      guard let text = Self.text(override.value) else {
        throw .refused(
          "'\(override.text.string)' names no option: it must be a word, or a list of them")
      }
      self = .option(try Self.checked(text))
    }
  }

  private static func text(_ node: HydraNode) -> Text? {
    switch node {
    case .scalar(.text(let text)): text
    case .missing: "???"
    case .interpolation(let interpolation): interpolation.text
    case .scalar, .table, .list: nil
    }
  }

  private static func checked(_ text: Text) throws(HydraStop) -> String {
    guard text.bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw .unsure("an unusual character in a choice")
    }
    return text.string
  }
}
