/// One parser of a description, made ready to parse: the program's own, or that of a sub-command.
final class ParserTable: Sendable {
  /// A group of which at most one action may be given.
  struct Group: Sendable {
    let isRequired: Bool
    let actions: [Int]
    /// How the error message names those that may be shown; nil: only Python knows.
    let names: [Text]?
  }

  /// What the regular expression is that finds negative numbers.
  enum NegativeNumbers: Sendable {
    /// `-12`, `-1.5`, `-.5` as a whole.
    case whole
    /// Anything that begins so.
    case beginning
  }

  let options: OptionTable
  let actions: [ArgumentAction]
  /// The actions without option strings, in order.
  let positionals: [Int]
  let groups: [Group]
  /// Which ASCII characters begin options.
  let prefixes: [Bool]
  /// Which ASCII characters begin the names of files with arguments.
  let filePrefixes: [Bool]?
  let abbreviates: Bool
  let suggests: Bool
  let negativeNumbers: NegativeNumbers
  /// Some option looks like a negative number.
  let hasNegativeOptions: Bool
  /// Errors are said in argparse's own way.
  let talks: Bool
  /// What the namespace holds before anything is parsed, by slot.
  let initial: [HeldValue?]
  /// The actions that must be given, or whose default is converted when they aren't, in order.
  let unseenWork: [Int]
  /// Some action is in an exclusive group.
  let hasConflicts: Bool

  /// Reads one parser; nil: it can't be told from outside, or this isn't a description.
  init?(json: JSON, slots: [Text: Int]) {
    guard json["native"] == .bool(true), let prefix = json["prefix"]?.text,
      let actions = json["actions"]?.array, let options = json["options"]?.array,
      let groups = json["groups"]?.array, let defaults = json["defaults"]?.array
    else { return nil }
    switch json["negative"]?.string {
    case #"^-\d+$|^-\d*\.\d+$"#: negativeNumbers = .whole
    case #"-\.?\d"#: negativeNumbers = .beginning
    default: return nil
    }
    prefixes = Self.set(prefix)
    filePrefixes = json["fromfile"]?.text.map(Self.set)
    abbreviates = json["abbreviates"] == .bool(true)
    suggests = json["suggests"] == .bool(true)
    hasNegativeOptions = json["has_negative"] == .bool(true)
    talks = json["talks"] == .bool(true)

    var read: [ArgumentAction] = []
    for action in actions {
      guard let action = ArgumentAction(json: action, slots: slots) else { return nil }
      read.append(action)
    }
    self.groups = groups.map { group in
      Group(
        isRequired: group["required"] == .bool(true),
        actions: (group["actions"]?.array ?? []).compactMap(\.int), names: group["names"]?.texts)
    }
    for group in self.groups {
      guard group.actions.allSatisfy(read.indices.contains) else { return nil }
      for (place, action) in group.actions.enumerated() {
        read[action].conflicts += group.actions[..<place] + group.actions[(place + 1)...]
      }
    }
    guard let table = Self.options(options, of: actions, prefixes: prefixes) else { return nil }
    self.options = table
    self.actions = read
    positionals = read.indices.filter { !read[$0].isOption }
    // Matching them recurs as deep as they take words.
    guard ArgumentPattern.depth(positionals.map { read[$0].count }) < 4096 else { return nil }
    hasConflicts = !self.groups.isEmpty

    var initial = [HeldValue?](repeating: nil, count: slots.count)
    for action in read {
      guard let slot = action.slot, initial[slot] == nil else { continue }
      if case .suppress = action.default.value { continue }
      initial[slot] = action.default
    }
    for entry in defaults {
      guard let entry = entry.array, entry.count == 3, let name = entry[0].text,
        let slot = slots[name], let value = PythonValue(json: entry[1]), let object = entry[2].int
      else { return nil }
      if initial[slot] == nil {
        initial[slot] = HeldValue(value: value, object: Int32(clamping: object))
      }
    }
    self.initial = initial
    unseenWork = read.indices.filter { place in
      let action = read[place]
      if action.isRequired { return true }
      guard action.slot != nil, let converted = action.convertedDefault else { return false }
      // A string that stays the same object needs no work.
      if case .value(let value) = converted { return !value.isSame(as: action.default) }
      return true
    }
  }

  private static func set(_ text: Text) -> [Bool] {
    var set = [Bool](repeating: false, count: 256)
    for byte in text.bytes where byte < 0x80 { set[Int(byte)] = true }
    return set
  }

  private static func options(
    _ pairs: [JSON], of actions: [JSON], prefixes: [Bool]
  ) -> OptionTable? {
    var options: [OptionTable.Option] = []
    for pair in pairs {
      guard let pair = pair.array, pair.count == 2, let text = pair[0].text,
        let action = pair[1].int, actions.indices.contains(action), text.bytes.count > 1
      else { return nil }
      options.append(
        OptionTable.Option(
          text: text, action: action, isNegation: text.hasPrefix("--no-"),
          isLong: prefixes[Int(text.bytes[1])]))
    }
    return OptionTable(options)
  }
}
