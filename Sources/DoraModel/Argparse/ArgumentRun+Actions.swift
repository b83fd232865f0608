/// What an action does with its arguments.
extension ArgumentRun {
  /// Converts the arguments of an action and carries it out.
  mutating func take(
    _ place: Int, _ arguments: [Text], option: Int?
  ) throws(ArgumentStop) {
    isSeen[place] = true
    let action = parser.actions[place]
    let held = try values(place, arguments)
    if parser.hasConflicts { try notePresence(place, held, hasArguments: !arguments.isEmpty) }
    if case .suppress = held.value { return }
    switch action.kind {
    case .store: set(action, held)
    case .storeConst: set(action, action.const)
    case .append: set(action, HeldValue(value: .list(try items(action, "append") + [held.value])))
    case .appendConst:
      set(action, HeldValue(value: .list(try items(action, "append") + [action.const.value])))
    case .extend:
      set(action, HeldValue(value: .list(try items(action, "extend") + parts(held.value))))
    case .count: set(action, HeldValue(value: try counted(action)))
    case .boolean:
      guard let option else { return }
      set(action, HeldValue(value: .bool(!parser.options.options[option].isNegation)))
    case .exits: throw .exits
    case .parsers(let names): try enter(place, names, held.value)
    case .custom: throw .unsure("an action of the program's own")
    }
  }

  private mutating func set(_ action: ArgumentAction, _ value: HeldValue) {
    if let slot = action.slot { namespace.set(slot, value) }
  }

  /// Refuses an action that another one given excludes.
  private mutating func notePresence(
    _ place: Int, _ held: HeldValue, hasArguments: Bool
  ) throws(ArgumentStop) {
    let action = parser.actions[place]
    let isPresent =
      rules.presenceByArguments
      ? action.isOption || hasArguments : !held.isSame(as: action.default)
    guard isPresent else { return }
    self.isPresent[place] = true
    for other in action.conflicts where self.isPresent[other] {
      switch parser.actions[other].name {
      case .text(let name): throw refusal(place, "not allowed with argument \(name)")
      case .none: throw refusal(place, "not allowed with argument None")
      case .unsure: throw .unsure("an argument has no name")
      }
    }
  }

  /// What is in the list that an action adds to.
  private func items(
    _ action: ArgumentAction, _ method: String
  ) throws(ArgumentStop) -> [PythonValue] {
    guard let slot = action.slot, let held = namespace[slot] else { return [] }
    switch held.value {
    case .none: return []
    case .list(let parts): return parts
    case .opaque: throw .unsure("an argument adds to what may not be a list")
    case let value:
      let type = description.tables.type(value)
      throw .refused("AttributeError: '\(type)' object has no attribute '\(method)'")
    }
  }

  /// What extending a list with a value adds.
  private func parts(_ value: PythonValue) throws(ArgumentStop) -> [PythonValue] {
    switch value {
    case .list(let parts), .tuple(let parts): return parts
    case .text(let text):
      return text.codePoints.map { point in
        var character: Text = ""
        character.append(codePoint: point)
        return .text(character)
      }
    case .opaque, .member, .suppress: throw .unsure("a list is extended with what may be one")
    case .none, .bool, .int, .big, .float, .path:
      throw .refused("TypeError: '\(description.tables.type(value))' object is not iterable")
    }
  }

  private func counted(_ action: ArgumentAction) throws(ArgumentStop) -> PythonValue {
    guard let slot = action.slot, let held = namespace[slot] else { return .int(1) }
    switch held.value {
    case .none: return .int(1)
    case .bool(let bool): return .int(bool ? 2 : 1)
    case .int(let count) where count < .max: return .int(count + 1)
    case .float(let count): return .float(count + 1)
    case .text, .suppress, .list, .tuple:
      let type = description.tables.type(held.value)
      throw .refused("TypeError: can only concatenate \(type) (not \"int\") to \(type)")
    case .path:
      throw .refused("TypeError: unsupported operand type(s) for +: 'PosixPath' and 'int'")
    case .int, .big, .member, .opaque: throw .unsure("an argument counts what may be a number")
    }
  }

  /// Parses the rest with the parser of a sub-command.
  private mutating func enter(
    _ place: Int, _ names: [Text: Int], _ value: PythonValue
  ) throws(ArgumentStop) {
    let action = parser.actions[place]
    guard case .list(let parts) = value, case .text(let name)? = parts.first else {
      throw .unsure("the name of a sub-command isn't a string")
    }
    var rest: [Text] = []
    for part in parts.dropFirst() {
      guard case .text(let text) = part else {
        throw .unsure("the arguments of a sub-command aren't strings")
      }
      rest.append(text)
    }
    set(action, HeldValue(value: .text(name)))
    guard let below = names[name], let parser = description.parsers[below] else {
      throw .unsure("a sub-command that only Python knows")
    }
    var run = ArgumentRun(parser, of: description)
    unrecognized += try run.parse(rest)
    namespace.take(run.namespace)
  }
}
