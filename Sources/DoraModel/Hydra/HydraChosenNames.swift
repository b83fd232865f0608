/// What interpolations in a defaults list can refer to: the options that are chosen already.
struct HydraChosenNames {
  private let resolver: HydraResolver

  init(_ choices: HydraChoices) {
    var table = HydraTable()
    for (key, option) in choices.known {
      table.set(Text(key), option.map { .scalar(.text(Text($0))) } ?? .scalar(.null))
    }
    resolver = HydraResolver(root: .table(table), environment: HydraEnvironment([:]))
  }

  /// Replaces the interpolations in the name of an entry.
  func resolve(_ entry: HydraElement) throws(HydraStop) {
    switch entry.kind {
    case .config: entry.kind = .config(path: try name(entry.configPath()))
    case .group(let group, .option(let option)):
      entry.kind = .group(group, .option(try name(option)))
    case .group: break
    }
  }

  private func name(_ text: String) throws(HydraStop) -> String {
    let interpolation = try HydraInterpolation(Text(text))
    for part in interpolation.parts {
      if case .literal = part { continue }
      // The list itself, by number, is an old way to refer to other entries.
      guard case .reference(let reference) = part, reference.dots == 0,
        reference.keys.count == 1, case .text(let key)? = reference.keys.first,
        key != "defaults"
      else { throw .unsure("the interpolation '\(text)' in a defaults list") }
    }
    guard case .scalar(.text(let name)) = try resolver.value(of: interpolation, in: []) else {
      throw .refused("the interpolation '\(text)' in a defaults list names no config")
    }
    return name.string
  }
}
