extension HydraComposer {
  /// The keys that an argument list may go on with: groups of configs with their choices, and values with their defaults.
  ///
  /// What the words so far have chosen counts. Where only Hydra knows, there's less to offer.
  package func options(after argv: [Text]) -> [ProgramOption] {
    var options = (files?.groups() ?? []).map { group in
      ProgramOption(key: group, choices: files?.options(group) ?? [], about: "config group")
    }
    guard let tree = tree(after: argv) else { return options }
    Self.collect(tree, below: "", into: &options)
    return options
  }

  private func tree(after argv: [Text]) -> HydraTable? {
    guard let rules = try? rules.get() else { return nil }
    let choices = argv.compactMap { word -> HydraOverride? in
      guard let override = try? HydraOverrideParser.parse(word, rules),
        (try? isGroup(override.key)) == true, override.value.table == nil
      else { return nil }
      return override
    }
    // A word that is wrong makes the others no less helpful.
    return (try? composition(choices).tree) ?? (try? composition([]).tree)
  }

  private static func collect(
    _ table: HydraTable, below prefix: String, into options: inout [ProgramOption]
  ) {
    for (key, node) in zip(table.keys, table.nodes) {
      let name = prefix + key.string
      switch node {
      case .table(let inner):
        if inner.count > 0 { collect(inner, below: name + ".", into: &options) }
      case .missing: options.append(ProgramOption(key: name, choices: [], about: "to be given"))
      case .scalar, .interpolation, .list:
        let value = node.json
        let choices = value.bool == nil ? [] : ["true", "false"]
        let shown = value.string ?? PythonJSON.string(value)
        options.append(ProgramOption(key: name, choices: choices, about: "default \(shown)"))
      }
    }
  }
}
