/// A program's configuration for one set of choices.
struct HydraComposition {
  /// Everything but Hydra's own section.
  let tree: HydraTable
  /// What goes into Hydra's own section, in order, without what can't fail there.
  let own: [String]
  /// The contents of these.
  let ownContents: [JSON]

  init(
    _ configName: String, _ overrides: [HydraOverride], _ files: HydraFiles, _ rules: HydraRules
  ) throws(HydraStop) {
    var defaults = HydraDefaultsTree(files, try HydraChoices(overrides))
    let ingredients = try defaults.ingredients(of: configName)
    var tree = HydraTable()
    var own = HydraBuiltIns.chosen(defaults.choices)
    var ownContents = own.map { JSON($0) }
    // Hydra moves the nodes of what it merges at the root, and a second use would see later changes.
    var moved: Set<String> = []
    for ingredient in ingredients {
      guard !moved.contains(ingredient.path) else {
        throw .unsure("'\(ingredient.path)', which is used twice")
      }
      if ingredient.package.isEmpty { moved.insert(ingredient.path) }
      guard let file = try files.load(ingredient.path) else {
        throw .unsure("'\(ingredient.path)', which is gone")
      }
      let parts = try Self.parts(ingredient.package)
      if parts.first == "hydra" {
        own.append("\(ingredient.path) in \(ingredient.package)")
        ownContents.append([JSON(ingredient.package), HydraNode.table(file.content).json])
        continue
      }
      if parts.isEmpty, let section = file.hydra, !HydraSection.isHarmless(section) {
        own.append(ingredient.path)
        ownContents.append(section.json)
      }
      var content = parts.isEmpty ? file.rootContent : file.content
      for part in parts.reversed() {
        var outer = HydraTable()
        outer.set(part, .table(content))
        content = outer
      }
      do throws(HydraStop) { try HydraMerge.merge(content, into: &tree, rules) } catch {
        guard case .refused(let reason) = error else { throw error }
        throw .refused("cannot merge '\(ingredient.path)': \(reason)")
      }
    }
    self.tree = tree
    self.own = own
    self.ownContents = ownContents
  }

  /// The keys of a package, from the root.
  private static func parts(_ package: String) throws(HydraStop) -> [Text] {
    guard !package.isEmpty else { return [] }
    let parts = package.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.contains("[") && !$0.contains("]") }) else {
      throw .unsure("the package '\(package)'")
    }
    return parts.map { Text(String($0)) }
  }
}

/// Hydra's own section of a config file.
enum HydraSection {
  /// Whether it sets nothing but names of folders: such a section always composes, and no XP depends on it.
  static func isHarmless(_ section: HydraNode) -> Bool {
    guard case .table(let table) = section else { return false }
    for (key, node) in zip(table.keys, table.nodes) {
      switch key {
      case "run": guard hasOnly(node, ["dir"]) else { return false }
      case "sweep": guard hasOnly(node, ["dir", "subdir"]) else { return false }
      case "output_subdir": guard isText(node) || node.isNull else { return false }
      default: return false
      }
    }
    return true
  }

  private static func hasOnly(_ node: HydraNode, _ keys: Set<Text>) -> Bool {
    guard case .table(let table) = node else { return false }
    return table.keys.allSatisfy(keys.contains) && table.nodes.allSatisfy(isText)
  }

  private static func isText(_ node: HydraNode) -> Bool {
    switch node {
    case .scalar(.text), .interpolation: true
    case .scalar, .missing, .table, .list: false
    }
  }
}
