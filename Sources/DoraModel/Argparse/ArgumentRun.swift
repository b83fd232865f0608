/// One parser at work on one argument list, in the steps in which argparse does it.
struct ArgumentRun {
  /// What is known of one word before any is consumed.
  struct Word {
    /// The place of its option; -1: none that the parser knows.
    var option: Int32 = -1
    /// Where the value that is part of the word begins; -1: it has none.
    var value: Int32 = -1
    /// A `=` stands before that value.
    var hasEquals = false
    /// All options that it abbreviates, when there are several.
    var matches: [Int]?
  }

  let parser: ParserTable
  let description: ArgumentParserDescription
  var namespace: ArgumentNamespace
  var argv: [Text] = []
  var words: [Word] = []
  var pattern: [ArgumentPattern.Word] = []
  /// The positionals that are still to be served.
  var positionals: ArraySlice<Int>
  var extras: [Text] = []
  /// What sub-commands left.
  var unrecognized: [Text] = []
  var isSeen: [Bool]
  var isPresent: [Bool]

  var rules: ArgparseRules { description.rules }

  init(_ parser: ParserTable, of description: ArgumentParserDescription) {
    self.parser = parser
    self.description = description
    namespace = ArgumentNamespace(parser.initial)
    positionals = parser.positionals[...]
    isSeen = [Bool](repeating: false, count: parser.actions.count)
    isPresent = parser.hasConflicts ? isSeen : []
  }

  /// Parses, and returns the words that nothing wanted.
  mutating func parse(_ argv: [Text]) throws(ArgumentStop) -> [Text] {
    self.argv = argv
    try classify()
    var last = pattern.count - 1
    while last >= 0, pattern[last] != .option { last -= 1 }
    var at = 0
    while at <= last {
      var next = at
      while pattern[next] != .option { next += 1 }
      if at != next {
        let end = try consumePositionals(at)
        if end > at {
          at = end
          continue
        }
        extras += argv[at..<next]
        at = next
      }
      at = try consumeOption(at)
    }
    let end = try consumePositionals(at)
    extras += argv[end...]
    try finish()
    return extras + unrecognized
  }

  private mutating func consumePositionals(_ start: Int) throws(ArgumentStop) -> Int {
    if positionals.isEmpty { return start }
    let actions = parser.actions
    var lengths = ArgumentPattern.lengths(
      positionals.map { actions[$0].count }, pattern[start...])
    if rules.retriesEmptyPositionals {
      let end = start + lengths.reduce(0, +)
      if end < pattern.count, pattern[end] == .option {
        while lengths.last == 0 { lengths.removeLast() }
      }
    }
    var at = start
    let served = positionals.prefix(lengths.count)
    for (place, length) in zip(served, lengths) {
      var arguments = Array(argv[at..<at + length])
      if rules.dashes == .whereItStands {
        switch actions[place].count {
        case .command:
          if pattern[at] == .dashes { arguments.removeFirst() }
        case .rest: break
        case .one, .optional, .any, .some, .exactly:
          if let dashes = pattern[at..<at + length].firstIndex(of: .dashes) {
            arguments.remove(at: dashes - at)
          }
        }
      }
      at += length
      try take(place, arguments, option: nil)
    }
    positionals = positionals.dropFirst(lengths.count)
    return at
  }

  /// Converts the defaults of what wasn't given, and refuses if something had to be given.
  private mutating func finish() throws(ArgumentStop) {
    var required: [String] = []
    for place in parser.unseenWork where !isSeen[place] {
      let action = parser.actions[place]
      if action.isRequired {
        guard case .text(let name) = action.name else {
          throw .unsure("a required argument has no name")
        }
        required.append(name)
        continue
      }
      guard let slot = action.slot, let held = namespace[slot], action.default.isSame(as: held)
      else { continue }
      switch action.convertedDefault {
      case .value(let value): namespace.set(slot, value)
      case .refused(let sentence): throw .refused(sentence)
      case .unsure, nil: throw .unsure("a default is converted by the program's own code")
      }
    }
    if !required.isEmpty {
      throw .refused(
        "the following arguments are required: \(required.joined(separator: ", "))")
    }
    for group in parser.groups where group.isRequired {
      if group.actions.contains(where: { isPresent[$0] }) { continue }
      guard let names = group.names else { throw .unsure("a required argument has no name") }
      let shown = names.map(\.string).joined(separator: " ")
      throw .refused("one of the arguments \(shown) is required")
    }
  }

  /// An error of one action, with its name before the sentence.
  func refusal(_ place: Int, _ sentence: String) -> ArgumentStop {
    switch parser.actions[place].name {
    case .text(let name): .refused("argument \(name): \(sentence)")
    case .none: .refused(sentence)
    case .unsure: .unsure("an argument has no name")
    }
  }
}
