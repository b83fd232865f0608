/// The choices of groups that hold for one composition: those of the command line, then those of `override` entries.
struct HydraChoices {
  /// What a group is overridden with, and by what file; nil is the command line.
  struct Override {
    let choice: HydraChoice
    let file: String?
    var isUsed = false
  }

  /// `~group` or `~group=option`.
  struct Deletion {
    let option: String?
    var isUsed = false
  }

  private(set) var overrides: [String: Override] = [:]
  private(set) var order: [String] = []
  private var deletions: [String: Deletion] = [:]
  private(set) var appended: [HydraElement] = []
  /// What has been chosen, in the order of the choices.
  private(set) var known: [(key: String, option: String?)] = []
  private var knownByGroup: [String: Set<String>] = [:]
  private var appendedKeys: Set<String> = []

  /// Takes the overrides of groups in their order.
  init(_ overrides: [HydraOverride]) throws(HydraStop) {
    for override in overrides {
      let key = override.element.string
      let package = override.package?.string
      switch override.kind {
      case .forceAdd:
        throw .refused(
          "'\(override.text.string)' can't force a config group: one '+' adds it, none changes it")
      case .delete:
        switch override.value {
        case .scalar(.null): deletions[key] = Deletion(option: nil)
        case .scalar(.text(let text)): deletions[key] = Deletion(option: text.string)
        default: throw .unsure("a deletion of '\(key)'")
        }
      case .add:
        appended.append(
          HydraElement(
            .group(override.key.string, try HydraChoice(override)), package: package,
            isAppended: true))
      case .change: set(key, Override(choice: try HydraChoice(override), file: nil))
      }
    }
  }

  private mutating func set(_ key: String, _ override: Override) {
    if overrides.updateValue(override, forKey: key) == nil { order.append(key) }
  }

  /// Takes an `override` entry of a defaults list, unless something stronger has chosen already.
  mutating func add(_ element: HydraElement, of file: String) throws(HydraStop) {
    let key = try element.overrideKey()
    guard overrides[key] == nil, case .group(_, let choice) = element.kind else { return }
    set(key, Override(choice: choice, file: file))
  }

  /// The choice that overrides the element's own, and marks it as used.
  mutating func use(for element: HydraElement) throws(HydraStop) -> HydraChoice? {
    guard element.isGroup else { return nil }
    let key = try element.overrideKey()
    guard let choice = overrides[key]?.choice else { return nil }
    overrides[key]?.isUsed = true
    return choice
  }

  /// Marks the override of a key as used, when there's one, and returns its choice.
  mutating func use(_ key: String) -> HydraChoice? {
    overrides[key]?.isUsed = true
    return overrides[key]?.choice
  }

  /// Whether the element is deleted from the command line.
  mutating func delete(_ element: HydraElement) throws(HydraStop) -> Bool {
    guard element.isGroup, !deletions.isEmpty else { return false }
    let key = try element.overrideKey()
    guard let deletion = deletions[key] else { return false }
    guard deletion.option == nil || deletion.option == element.name else { return false }
    deletions[key]?.isUsed = true
    return true
  }

  /// Notes what an element chooses; two elements of one key must choose the same.
  mutating func note(_ element: HydraElement) throws(HydraStop) {
    guard element.isGroup else { return }
    let key = try element.overrideKey()
    if let other = known.first(where: { $0.key == key }) {
      guard other.option == element.name else {
        if element.isAppended || appendedKeys.contains(key) {
          throw .refused("'\(key)' has a choice already: without '+' it's changed")
        }
        throw .refused(
          "'\(key)' is chosen twice, as '\(other.option ?? "null")' and '\(element.name ?? "null")': write 'override' before the second"
        )
      }
    } else {
      known.append((key, element.name))
      if element.isAppended { appendedKeys.insert(key) }
    }
    knownByGroup[try element.groupPath(), default: []].insert(key)
  }

  /// Refuses overrides and deletions that met nothing.
  func checkUse() throws(HydraStop) {
    for key in order {
      guard let override = overrides[key], !override.isUsed else { continue }
      let group = String(key.prefix { $0 != "@" })
      let others = (knownByGroup[group] ?? []).sorted()
      let place = override.file.map { "in '\($0)': " } ?? ""
      let advice =
        others.isEmpty
        ? ", which no defaults list has"
        : "; the defaults lists have \(others.joined(separator: ", "))"
      let hint = override.file == nil && others.isEmpty ? ": to add it, write '+' before it" : ""
      throw .refused("\(place)cannot override '\(key)'\(advice)\(hint)")
    }
    for (key, deletion) in deletions where !deletion.isUsed {
      throw .refused("cannot delete '\(key)', which no defaults list has")
    }
  }
}
