/// Options, one word at a time; a word may hold several of one character.
extension ArgumentRun {
  private struct Taken {
    let action: Int
    let arguments: [Text]
    let option: Int
  }

  /// Takes the option at `start` with its arguments; returns where the next word is.
  mutating func consumeOption(_ start: Int) throws(ArgumentStop) -> Int {
    let word = words[start]
    let text = argv[start]
    if word.matches != nil { throw ambiguity(text, word) }
    guard word.option >= 0 else {
      extras.append(text)
      return start + 1
    }
    var option = Int(word.option)
    var action = parser.options.options[option].action
    guard word.value >= 0 else {
      let length = try match(action, from: start + 1)
      let end = start + 1 + length
      try take(action, Array(argv[start + 1..<end]), option: option)
      return end
    }
    var value = Int(word.value)
    var hasEquals = word.hasEquals
    var taken: [Taken] = []
    var end = start + 1
    while true {
      let rest = text.bytes[value...]
      let count = try matchValue(action)
      if count == 1 {
        taken.append(Taken(action: action, arguments: [Text(bytes: rest)], option: option))
        break
      }
      let isCluster = count == 0 && !parser.options.options[option].isLong
      if isCluster, rest.isEmpty, rules.crashesOnEmptyValue {
        throw .unsure("this version of argparse fails on it")
      }
      guard isCluster, let first = rest.first,
        !rules.separatesClusters || !hasEquals && !parser.prefixes[Int(first)]
      else { throw try ignored(action, rest) }
      taken.append(Taken(action: action, arguments: [], option: option))
      let length = Self.characterLength(text.bytes, at: value)
      guard let next = find(text.bytes[0], rest.prefix(length)) else {
        guard rules.separatesClusters else { throw try ignored(action, rest) }
        extras.append(Text(bytes: [text.bytes[0]] + rest))
        break
      }
      option = next
      action = parser.options.options[option].action
      value += length
      if value == text.bytes.count {
        let count = try match(action, from: start + 1)
        end = start + 1 + count
        taken.append(
          Taken(action: action, arguments: Array(argv[start + 1..<end]), option: option))
        break
      }
      hasEquals = rules.separatesClusters && text.bytes[value] == UInt8(ascii: "=")
      if hasEquals { value += 1 }
    }
    for part in taken { try take(part.action, part.arguments, option: part.option) }
    return end
  }

  /// The option of a prefix and one more character.
  private func find(_ prefix: UInt8, _ character: ArraySlice<UInt8>) -> Int? {
    ([prefix] + character).withUnsafeBufferPointer { parser.options.find($0[...]) }
  }

  private func ignored(_ action: Int, _ value: ArraySlice<UInt8>) throws(ArgumentStop)
    -> ArgumentStop
  {
    guard let repr = PythonUnicode.repr(Text(bytes: value)) else {
      throw .unsure("characters that Python's versions print in different ways")
    }
    return refusal(action, "ignored explicit argument \(repr)")
  }

  /// How many arguments an option takes when its value is part of the word: as if that were the only word left.
  private func matchValue(_ action: Int) throws(ArgumentStop) -> Int {
    switch parser.actions[action].count {
    case .one, .optional, .any, .some, .rest, .command, .exactly(1): return 1
    case .exactly(0): return 0
    case .exactly(let count): throw expected(action, count)
    }
  }

  /// How many of the words from there an option takes.
  private func match(_ action: Int, from start: Int) throws(ArgumentStop) -> Int {
    func run(_ mostly: (ArgumentPattern.Word) -> Bool, from: Int) -> Int {
      var end = from
      while end < pattern.count, mostly(pattern[end]) { end += 1 }
      return end - start
    }
    switch parser.actions[action].count {
    case .one:
      if start < pattern.count, pattern[start] == .argument { return 1 }
      throw refusal(action, "expected one argument")
    case .optional:
      return start < pattern.count && pattern[start] == .argument ? 1 : 0
    case .any: return run({ $0 == .argument }, from: start)
    case .some:
      let count = run({ $0 == .argument }, from: start)
      if count == 0 { throw refusal(action, "expected at least one argument") }
      return count
    case .rest: return run({ $0 != .dashes }, from: start)
    case .command:
      guard start < pattern.count, pattern[start] == .argument else {
        throw refusal(action, "expected A... arguments")
      }
      return run({ $0 != .dashes }, from: start)
    case .exactly(let count):
      let takesOptions = rules.countedTakesOptions
      guard start + count <= pattern.count,
        pattern[start..<start + count].allSatisfy({
          $0 == .argument || takesOptions && $0 == .option
        })
      else { throw expected(action, count) }
      return count
    }
  }

  private func expected(_ action: Int, _ count: Int) -> ArgumentStop {
    refusal(action, count == 1 ? "expected 1 argument" : "expected \(count) arguments")
  }
}
