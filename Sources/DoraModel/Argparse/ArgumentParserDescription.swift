/// An argparse parser as Python described it, ready to parse as that version of argparse would.
package final class ArgumentParserDescription: Sendable {
  /// What an argument list comes to.
  package enum Outcome: Hashable, Sendable {
    case delta(Delta)
    /// The parser refuses it, with the sentence that argparse prints after `error: `.
    case refused(String)
    /// The parser prints its help or version and ends the program.
    case exits
    /// Only Python knows; why, for people.
    case unsure(String)
  }

  let rules: ArgparseRules
  let parsers: [ParserTable?]
  let tables: ValueTables
  /// Error messages are argparse's own, in English.
  let isPlain: Bool

  /// The names of the namespace, sorted; their order is that of slots.
  private let names: [Text]
  private let isExcluded: [Bool]
  /// What `get_default` gives, by slot.
  private let defaults: [HeldValue]
  /// The slots that are in the delta, or that only Python can tell of, while nothing changes them.
  private let restless: [Bool]
  private let hasRestless: Bool
  private let root: ParserTable

  /// Reads what `dora._describe.describe_parser` wrote; nil: Python must parse for this program.
  package init?(json: JSON) {
    guard json["version"] == .integer("1"), json["native"] == .bool(true),
      json["implementation"] == .text("cpython"),
      let digest = json["argparse"]?.string, let rules = ArgparseRules(digest: digest),
      let parsers = json["parsers"]?.array, let excluded = json["excluded"]?.texts,
      let tables = ValueTables(json: json)
    else { return nil }
    self.rules = rules
    self.tables = tables

    var found: Set<Text> = []
    for parser in parsers {
      for action in parser["actions"]?.array ?? [] {
        action["dest"]?.text.map { _ = found.insert($0) }
      }
      for entry in parser["defaults"]?.array ?? [] {
        entry.array?.first?.text.map { _ = found.insert($0) }
      }
    }
    let names = found.sorted()
    let slots = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    self.names = names
    let excludedNames = Set(excluded)
    isExcluded = names.map(excludedNames.contains)
    let tablesOfParsers = parsers.map { ParserTable(json: $0, slots: slots) }
    self.parsers = tablesOfParsers
    guard let root = tablesOfParsers.first ?? nil, Self.areSound(tablesOfParsers, tables) else {
      return nil
    }
    self.root = root
    isPlain =
      json["untranslated"] == .bool(true) && tablesOfParsers.allSatisfy { $0?.talks ?? true }
    let defaults = Self.defaults(of: root, json: parsers[0], slots: slots)
    self.defaults = defaults
    var restless: [Bool] = []
    for slot in names.indices {
      restless.append(
        root.initial[slot].map { tables.isEqual(defaults[slot].value, $0.value) != true } ?? false)
    }
    self.restless = restless
    hasRestless = restless.contains(true)
  }

  /// Whether every place that the parsers name is there; a damaged file must not end the process.
  private static func areSound(_ parsers: [ParserTable?], _ tables: ValueTables) -> Bool {
    func isSound(_ value: PythonValue) -> Bool {
      switch value {
      case .member(let place): tables.members.indices.contains(place)
      case .opaque(let place): tables.opaques.indices.contains(place)
      case .list(let parts), .tuple(let parts): parts.allSatisfy(isSound)
      default: true
      }
    }
    func isSound(_ converted: ArgumentAction.Converted?) -> Bool {
      if case .value(let held)? = converted { isSound(held.value) } else { true }
    }
    for parser in parsers.compactMap({ $0 }) {
      guard parser.initial.allSatisfy({ $0.map { isSound($0.value) } ?? true }) else {
        return false
      }
      for action in parser.actions {
        guard isSound(action.default.value), isSound(action.const.value),
          isSound(action.convertedDefault), isSound(action.convertedConst),
          (action.choices?.values ?? []).allSatisfy(isSound)
        else { return false }
        switch action.conversion {
        case .member(let cls):
          guard tables.enums.indices.contains(cls) else { return false }
        case .text, .int, .float, .bool, .path, .unknown: break
        }
        if case .parsers(let names) = action.kind {
          guard names.values.allSatisfy(parsers.indices.contains) else { return false }
        }
      }
    }
    return true
  }

  /// `get_default` of each name: the default of the first action that has one, else that of the parser.
  private static func defaults(
    of root: ParserTable, json: JSON, slots: [Text: Int]
  ) -> [HeldValue] {
    var defaults = [HeldValue](repeating: HeldValue(value: .none), count: slots.count)
    for entry in json["defaults"]?.array ?? [] {
      guard let entry = entry.array, entry.count == 3,
        let slot = entry[0].text.flatMap({ slots[$0] }),
        let value = PythonValue(json: entry[1])
      else { continue }
      defaults[slot] = HeldValue(value: value, object: Int32(clamping: entry[2].int ?? -1))
    }
    for action in root.actions.reversed() {
      guard let slot = action.slot else { continue }
      if case .none = action.default.value { continue }
      defaults[slot] = action.default
    }
    return defaults
  }

  /// Parses one argument list.
  package func parse(_ argv: [Text]) -> Outcome {
    var run = ArgumentRun(root, of: self)
    do throws(ArgumentStop) {
      let extras = try run.parse(argv)
      if !extras.isEmpty {
        let words = extras.map(\.string).joined(separator: " ")
        throw .refused("unrecognized arguments: \(words)")
      }
      return .delta(try delta(of: run.namespace))
    } catch {
      switch error {
      case .refused(let sentence):
        return isPlain ? .refused(sentence) : .unsure("errors are said in a way of its own")
      case .exits: return isPlain ? .exits : .unsure("help is shown in a way of its own")
      case .unsure(let reason): return .unsure(reason)
      }
    }
  }

  private func delta(of namespace: ArgumentNamespace) throws(ArgumentStop) -> Delta {
    var entries: [JSON.Member] = []
    var refused: [Int] = []
    if namespace.hasChanges || hasRestless {
      for slot in names.indices where namespace.isChanged(slot) || restless[slot] {
        guard let held = namespace[slot] else { continue }
        guard let isDefault = tables.isEqual(defaults[slot].value, held.value) else {
          throw .unsure("the value of '\(names[slot].string)' can't be compared")
        }
        if isDefault || isExcluded[slot] { continue }
        switch tables.signed(held.value) {
        case .json(let json): entries.append(JSON.Member(names[slot], json))
        case .refused: refused.append(slot)
        case .unsure: throw .unsure("the value of '\(names[slot].string)' may not be JSON")
        }
      }
    }
    if let slot = refused.first {
      // Which comes first is a matter of the namespace's order.
      guard refused.count == 1, let held = namespace[slot] else {
        throw .unsure("several values can't be signed")
      }
      let type = tables.type(held.value)
      throw .refused(
        "argument '\(names[slot].string)': a value of type \(type) can't be signed")
    }
    return Delta(sorted: entries)
  }
}

/// Why parsing ends before its end.
enum ArgumentStop: Error {
  case refused(String)
  case exits
  case unsure(String)
}
