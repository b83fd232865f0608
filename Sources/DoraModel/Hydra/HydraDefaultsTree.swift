/// A config that goes into a composition, in its order.
struct HydraIngredient: Hashable {
  let path: String
  /// Where its content goes, from the root.
  let package: String
  /// The key of the group that chose it.
  let key: String?
  let isSelf: Bool
}

/// Expands the defaults lists of a program into the list of configs that make its configuration.
struct HydraDefaultsTree {
  private let files: HydraFiles
  private(set) var choices: HydraChoices

  /// A config with the configs of its defaults list.
  private final class Node {
    let element: HydraElement
    let parent: Node?
    var children: [Child]?

    init(_ element: HydraElement, parent: Node?) {
      self.element = element
      self.parent = parent
    }
  }

  private enum Child {
    case element(HydraElement)
    case node(Node)
  }

  init(_ files: HydraFiles, _ choices: HydraChoices) {
    self.files = files
    self.choices = choices
  }

  /// The configs of the primary config `name`, in the order in which they're merged.
  mutating func ingredients(of name: String) throws(HydraStop) -> [HydraIngredient] {
    let primary = HydraElement(.config(path: name), isPrimary: true)
    try primary.place(base: "", package: "")
    guard let file = try files.load(primary.configPath()) else {
      throw .refused(
        "cannot find the primary config '\(name).yaml' in the config directory")
    }
    if let section = file.hydra {
      guard case .table(let table) = section, table["searchpath"] == nil else {
        throw .unsure("a search path of the project's own")
      }
    }
    let root = Node(primary, parent: nil)
    try expand(root, isInterpolated: false)
    try HydraBuiltIns.use(&choices, files)
    var ingredients: [HydraIngredient] = []
    try collect(root, into: &ingredients)
    var keys: Set<String> = []
    for ingredient in ingredients where !ingredient.isSelf {
      guard let key = ingredient.key else { continue }
      guard keys.insert(key).inserted else {
        throw .refused("'\(key)' is in the defaults lists twice")
      }
    }
    try choices.checkUse()
    return ingredients
  }

  private mutating func expand(_ node: Node, isInterpolated: Bool) throws(HydraStop) {
    let element = node.element
    let path = try element.configPath()
    if !element.isMissing {
      if element.name == nil {
        // Hydra looks for the header of a config called None here.
        guard try files.load(path) == nil else { throw .unsure("a config called None") }
      } else {
        try element.setHeader(try files.load(path)?.package)
      }
    }
    if try choices.delete(element) {
      element.isDeleted = true
      return
    }
    try choices.note(element)
    guard element.name != nil else { return }
    guard !path.hasSuffix("???") else {
      throw .refused(
        "'\(try element.isGroup ? element.overrideKey() : path)' must be chosen: its default is '???'"
      )
    }
    guard let file = try files.load(path) else {
      guard element.isOptional else { throw try notFound(node) }
      element.isDeleted = true
      return
    }
    var entries = file.defaults.map(HydraElement.init)
    if !entries.isEmpty || element.isPrimary && !choices.appended.isEmpty {
      try addSelf(&entries, path: path)
    }
    if element.isPrimary { entries += choices.appended }
    try takeOverrides(entries, of: element, path: path, isInterpolated: isInterpolated)
    var children: [Child] = []
    for entry in entries.reversed() {
      if entry.isSelf {
        children.append(.element(entry))
        continue
      }
      if entry.isOverride { continue }
      try entry.place(base: element.groupPath(), package: element.finalPackage())
      if let choice = try choices.use(for: entry), case .group(let group, _) = entry.kind {
        entry.kind = .group(group, choice)
      }
      if case .group(let group, .options(let options)) = entry.kind {
        for option in options.reversed() {
          guard !option.contains("${") else {
            throw .refused(
              "in '\(path)': an interpolation can't be one of several options")
          }
          let item = HydraElement(
            .config(path: "\(group)/\(option)"), package: entry.package,
            isOptional: entry.isOptional)
          try item.place(base: element.groupPath(), package: element.finalPackage())
          children.append(try child(item, of: node, isInterpolated: isInterpolated))
        }
      } else if try entry.isInterpolation() {
        children.append(.element(entry))
      } else {
        children.append(try child(entry, of: node, isInterpolated: isInterpolated))
      }
    }
    try resolve(&children, of: node)
    if !children.isEmpty { node.children = children.reversed() }
  }

  private mutating func child(
    _ element: HydraElement, of parent: Node, isInterpolated: Bool
  ) throws(HydraStop) -> Child {
    var depth = 0
    var above: Node? = parent
    while let node = above {
      depth += 1
      above = node.parent
    }
    guard depth < 50 else { throw .unsure("defaults lists that include each other") }
    let node = Node(element, parent: parent)
    try expand(node, isInterpolated: isInterpolated)
    return node.children == nil ? .element(element) : .node(node)
  }

  /// Expands the entries whose names hold interpolations, now that all other choices are known.
  private mutating func resolve(
    _ children: inout [Child], of node: Node
  ) throws(HydraStop) {
    for place in children.indices {
      guard case .element(let entry) = children[place], !entry.isSelf,
        try entry.isInterpolation()
      else { continue }
      try HydraChosenNames(choices).resolve(entry)
      try entry.place(base: node.element.groupPath(), package: node.element.finalPackage())
      let child = try child(entry, of: node, isInterpolated: true)
      if case .node = child { children[place] = child }
    }
  }

  /// Adds `_self_` at the end when the list doesn't place it.
  private func addSelf(_ entries: inout [HydraElement], path: String) throws(HydraStop) {
    let selves = entries.filter(\.isSelf).count
    guard selves <= 1 else { throw .refused("in '\(path)': '_self_' stands twice in 'defaults'") }
    if selves == 0 && entries.contains(where: { !$0.isOverride }) || entries.isEmpty {
      entries.append(HydraElement(.config(path: "_self_")))
    }
  }

  private mutating func takeOverrides(
    _ entries: [HydraElement], of parent: HydraElement, path: String, isInterpolated: Bool
  ) throws(HydraStop) {
    var hasOverride = false
    for entry in entries where !entry.isSelf {
      try entry.place(base: parent.groupPath(), package: parent.finalPackage())
      guard case .group(let group, _) = entry.kind else {
        if hasOverride {
          throw .refused("in '\(path)': entries with 'override' come last in 'defaults'")
        }
        continue
      }
      let isOld = !files.rules.isBase12 && !entry.isOverride && group.hasPrefix("hydra/")
      if hasOverride, !entry.isOverride, !entry.isAppended, !isOld {
        throw .refused("in '\(path)': entries with 'override' come last in 'defaults'")
      }
      if isOld { entry.isOverride = true }
      guard entry.isOverride else { continue }
      if !isOld { hasOverride = true }
      guard !isInterpolated else {
        throw .refused(
          "in '\(path)': an entry with 'override' below a group that an interpolation chooses"
        )
      }
      try choices.add(entry, of: path)
    }
  }

  private func notFound(_ node: Node) throws(HydraStop) -> HydraStop {
    let path = try node.element.configPath()
    var parent = ""
    if let above = node.parent { parent = "in '\(try above.element.configPath())': " }
    guard node.element.isGroup else { return .refused("\(parent)cannot find the config '\(path)'") }
    let group = try node.element.groupPath()
    guard let options = files.options(group), !options.isEmpty else {
      return .refused("\(parent)cannot find the config '\(path)': '\(group)' has no options")
    }
    let near = HydraMisspelling.suggestion(for: node.element.name ?? "", among: options)
    return .refused(
      "\(parent)cannot find the config '\(path)'\(near); the options of '\(group)' are "
        + options.joined(separator: ", "))
  }

  private func collect(
    _ node: Node, into list: inout [HydraIngredient]
  ) throws(HydraStop) {
    guard let children = node.children, !children.isEmpty else {
      try collect(node.element, of: node.parent, into: &list)
      return
    }
    for child in children {
      switch child {
      case .element(let element): try collect(element, of: node, into: &list)
      case .node(let node): try collect(node, into: &list)
      }
    }
  }

  private func collect(
    _ element: HydraElement, of parent: Node?, into list: inout [HydraIngredient]
  ) throws(HydraStop) {
    if element.isSelf {
      guard let owner = parent?.element else { return }
      list.append(
        HydraIngredient(
          path: try owner.configPath(), package: try owner.finalPackage(), key: nil, isSelf: true))
      return
    }
    guard !element.isDeleted, !element.isMissing, element.name != nil else { return }
    list.append(
      HydraIngredient(
        path: try element.configPath(), package: try element.finalPackage(),
        key: element.isGroup ? try element.overrideKey() : nil, isSelf: false))
  }
}
