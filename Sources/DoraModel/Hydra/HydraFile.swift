/// One file of the config directory, read and parsed.
struct HydraFile {
  /// Its content without the defaults list.
  var content: HydraTable
  /// The content without Hydra's own section: what the file adds at the root of a configuration.
  var rootContent: HydraTable
  /// Hydra's own section, when it has one.
  var hydra: HydraNode?
  /// Its defaults list.
  var defaults: [HydraDefault]
  var hasDefaults: Bool
  /// The package that its header names.
  var package: String?

  /// Parses a file.
  ///
  /// `path` is its name for messages.
  init(_ bytes: [UInt8], path: String, _ rules: HydraRules) throws(HydraStop) {
    let document: YAMLNode?
    let text: [UInt8]
    do throws(YAMLDoubt) {
      text = try YAMLText.checked(bytes)
      document = try YAMLReader.read(text)
    } catch {
      throw .unsure("'\(path)' line \(error.line): \(error.reason)")
    }
    package = try HydraHeader.package(of: text, path: path, rules)
    let node: HydraNode
    do throws(HydraStop) { node = try HydraConstructor.node(document) } catch {
      switch error {
      case .unsure(let reason): throw .unsure("'\(path)': \(reason)")
      case .refused(let reason): throw .refused("in '\(path)': \(reason)")
      case .unknownKey: throw error
      }
    }
    guard case .table(var table) = node else {
      throw .unsure("'\(path)' isn't a mapping")
    }
    let list = table.remove("defaults")
    content = table
    hydra = table.remove("hydra")
    rootContent = table
    hasDefaults = list != nil
    defaults =
      try list.map { (node) throws(HydraStop) in
        try HydraDefault.list(node, path: path, rules)
      } ?? []
  }
}
