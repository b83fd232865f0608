/// Arguments as values: their types and the choices among them.
extension ArgumentRun {
  /// The value that an action is carried out with.
  func values(_ place: Int, _ arguments: [Text]) throws(ArgumentStop) -> HeldValue {
    let action = parser.actions[place]
    var arguments = arguments
    switch action.count {
    case .rest, .command: break
    case .one, .optional, .any, .some, .exactly:
      if rules.dashes == .everywhere || rules.dashes == .ofPositionals && !action.isOption,
        let dashes = arguments.firstIndex(of: "--")
      {
        arguments.remove(at: dashes)
      }
    }
    if arguments.isEmpty {
      if action.count == .optional { return try absent(place) }
      if action.count == .any, !action.isOption { return try nothing(place) }
    }
    switch action.count {
    case .one where arguments.count == 1, .optional where arguments.count == 1:
      let value = try convert(place, arguments[0])
      try check(place, value)
      return HeldValue(value: value)
    default:
      var values: [PythonValue] = []
      values.reserveCapacity(arguments.count)
      for argument in arguments { values.append(try convert(place, argument)) }
      switch action.count {
      case .rest: break
      case .command:
        guard let first = values.first else { throw .unsure("a sub-command without a name") }
        try check(place, first)
      case .one, .optional, .any, .some, .exactly:
        for value in values { try check(place, value) }
      }
      return HeldValue(value: .list(values))
    }
  }

  /// The value of an action with `?` that got no argument: an option's constant, a positional's default.
  private func absent(_ place: Int) throws(ArgumentStop) -> HeldValue {
    let action = parser.actions[place]
    let held = action.isOption ? action.const : action.default
    guard let converted = action.isOption ? action.convertedConst : action.convertedDefault else {
      return held
    }
    if case .suppress = held.value, !rules.convertsSuppress { return held }
    switch converted {
    case .refused(let sentence): throw .refused(sentence)
    case .unsure: throw .unsure("a default is converted by the program's own code")
    case .value(let value):
      if rules.checksOptionalDefault { try check(place, value.value) }
      return value
    }
  }

  /// The value of a positional with `*` that got no argument.
  private func nothing(_ place: Int) throws(ArgumentStop) -> HeldValue {
    let action = parser.actions[place]
    guard case .none = action.default.value else {
      if rules.checksManyDefault != .none { try check(place, action.default.value) }
      return action.default
    }
    if rules.checksManyDefault == .every { try check(place, .list([])) }
    return HeldValue(value: .list([]))
  }

  private func convert(_ place: Int, _ text: Text) throws(ArgumentStop) -> PythonValue {
    let action = parser.actions[place]
    let reading: PythonNumber.Reading
    switch action.conversion {
    case .text: return .text(text)
    case .bool: return .bool(!text.isEmpty)
    case .path: return .path(PythonPath.normal(text))
    case .member(let cls):
      reading = description.tables.enums[cls][text].map { .value(.member($0)) } ?? .invalid
    case .int: reading = PythonNumber.int(text)
    case .float: reading = PythonNumber.float(text)
    case .unknown: throw .unsure("a type of the program's own")
    }
    switch reading {
    case .value(let value): return value
    case .unsure: throw .unsure("a number that Python's versions read in different ways")
    case .invalid:
      guard let repr = PythonUnicode.repr(text) else {
        throw .unsure("characters that Python's versions print in different ways")
      }
      throw refusal(place, "invalid \(action.typeName) value: \(repr)")
    }
  }

  /// Refuses a value that isn't among the choices.
  private func check(_ place: Int, _ value: PythonValue) throws(ArgumentStop) {
    guard let choices = parser.actions[place].choices else { return }
    var isSure = true
    if let string = choices.string, rules.choicesArePartsOfString {
      guard case .text(let text) = value else { throw .unsure("a choice that isn't a string") }
      if Self.contains(string.bytes, text.bytes) { return }
    } else {
      guard let values = choices.values else { throw .unsure("choices that only Python knows") }
      switch value {
      case .list where choices.areHashed: throw .unsure("a choice without a hash")
      case .member: break
      case _ where choices.areClass: throw .unsure("a choice that may be a member's value")
      default: break
      }
      for choice in values {
        switch description.tables.isEqual(choice, value) {
        case true?: return
        case false?: break
        case nil: isSure = false
        }
      }
    }
    if parser.suggests, case .text = value { isSure = false }
    guard isSure, let list = choices.text, let shown = shown(value) else {
      throw .unsure("a choice that only Python knows")
    }
    throw refusal(place, "invalid choice: \(shown) (choose from \(list))")
  }

  private static func contains(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= whole.count else { return false }
    return (0...whole.count - part.count).contains { whole[$0...].starts(with: part) }
  }

  /// A refused value as the error message shows it.
  private func shown(_ value: PythonValue) -> String? {
    if rules.namesChoiceByStr {
      guard let str = str(value) else { return nil }
      return PythonUnicode.repr(str)
    }
    switch value {
    case .text(let text): return PythonUnicode.repr(text)
    case .suppress: return PythonUnicode.repr(PythonValue.suppressed)
    case .member(let place): return description.tables.members[place].repr
    case .path: return nil
    case .none, .bool, .int, .big, .float, .list, .tuple, .opaque: return str(value)?.string
    }
  }

  /// Python's `str` of a value, where it's certain.
  private func str(_ value: PythonValue) -> Text? {
    switch value {
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .int(let int): Text(String(int))
    case .big(let digits): Text(digits)
    case .float(let double):
      Text(PythonText.repr(.number(double)))
    case .text(let text), .path(let text): text
    case .suppress: PythonValue.suppressed
    case .member(let place): Text(description.tables.members[place].str)
    case .list(let parts): parts.isEmpty ? "[]" : nil
    case .tuple, .opaque: nil
    }
  }
}
