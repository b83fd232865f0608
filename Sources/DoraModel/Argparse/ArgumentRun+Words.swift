/// What each word of the command line looks like, before any action takes it.
extension ArgumentRun {
  mutating func classify() throws(ArgumentStop) {
    pattern.reserveCapacity(argv.count)
    words.reserveCapacity(argv.count)
    var onlyArguments = false
    for place in argv.indices {
      if let files = parser.filePrefixes, let first = argv[place].bytes.first, files[Int(first)] {
        throw .unsure("arguments are read from a file")
      }
      var word = Word()
      if onlyArguments {
        pattern.append(.argument)
      } else if argv[place] == "--" {
        onlyArguments = true
        pattern.append(.dashes)
      } else {
        pattern.append(try look(at: argv[place], &word) ? .option : .argument)
      }
      words.append(word)
    }
  }

  /// Whether a word is an option, and what of it is.
  private func look(at text: Text, _ word: inout Word) throws(ArgumentStop) -> Bool {
    let bytes = text.bytes
    guard let first = bytes.first, parser.prefixes[Int(first)] else { return false }
    let equals = bytes.firstIndex(of: UInt8(ascii: "="))
    if equals == nil || parser.options.hasEquals {
      if let option = find(bytes, to: bytes.count) {
        word.option = Int32(option)
        return true
      }
    }
    if bytes.count == 1 { return false }
    if let equals, let option = find(bytes, to: equals) {
      word.option = Int32(option)
      word.value = Int32(equals + 1)
      word.hasEquals = true
      return true
    }
    let isLong = parser.prefixes[Int(bytes[1])]
    var matches: [Word] = []
    if isLong {
      if parser.abbreviates { matches = longMatches(text, equals) }
    } else if parser.abbreviates || !rules.abbreviationIncludesClusters {
      matches = shortMatches(text, equals)
    }
    if let only = matches.first {
      word = only
      guard matches.count > 1 else { return true }
      word.matches = matches.map { Int($0.option) }
      if !rules.defersAmbiguity { throw ambiguity(text, word) }
      return true
    }
    if !parser.hasNegativeOptions, try isNegativeNumber(text) { return false }
    return !bytes.contains(UInt8(ascii: " "))
  }

  private func find(_ bytes: [UInt8], to end: Int) -> Int? {
    bytes.withUnsafeBufferPointer { parser.options.find($0[..<end]) }
  }

  func ambiguity(_ text: Text, _ word: Word) -> ArgumentStop {
    let names = (word.matches ?? []).map { parser.options.options[$0].text.string }
    return .refused(
      "ambiguous option: \(text.string) could match \(names.joined(separator: ", "))")
  }

  /// The options that begin with the part of the word before `=`.
  private func longMatches(_ text: Text, _ equals: Int?) -> [Word] {
    let prefix = text.bytes[..<(equals ?? text.bytes.count)]
    var matches: [Word] = []
    for (place, option) in parser.options.options.enumerated()
    where option.text.bytes.starts(with: prefix) {
      matches.append(Word(option: place, value: equals))
    }
    return matches
  }

  /// Options of one character with their value behind them, and longer ones that begin as the word does.
  private func shortMatches(_ text: Text, _ equals: Int?) -> [Word] {
    let bytes = text.bytes
    let end = 1 + Self.characterLength(bytes, at: 1)
    let cut = rules.splitsShortAbbreviations ? equals : nil
    let prefix = bytes[..<(cut ?? bytes.count)]
    var matches: [Word] = []
    for (place, option) in parser.options.options.enumerated() {
      if option.text.bytes.elementsEqual(bytes[..<end]) {
        var word = Word()
        word.option = Int32(place)
        word.value = Int32(end)
        matches.append(word)
      } else if parser.abbreviates || !rules.splitsShortAbbreviations,
        option.text.bytes.starts(with: prefix)
      {
        matches.append(Word(option: place, value: cut))
      }
    }
    return matches
  }

  /// How many bytes the character takes that begins there.
  static func characterLength(_ bytes: [UInt8], at place: Int) -> Int {
    let lead = bytes[place]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    return min(length, bytes.count - place)
  }

  private func isNegativeNumber(_ text: Text) throws(ArgumentStop) -> Bool {
    let bytes = text.bytes
    guard bytes[0] == UInt8(ascii: "-") else { return false }
    // Digits of other scripts count; only few people would know.
    if bytes.contains(where: { $0 >= 0x80 }) {
      let isOdd = text.codePoints.contains { $0 >= 0x80 && Self.mayBeDigit($0) }
      if isOdd { throw .unsure("digits that aren't ASCII") }
    }
    func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
    switch parser.negativeNumbers {
    case .beginning:
      let place = bytes[1] == UInt8(ascii: ".") ? 2 : 1
      return place < bytes.count && isDigit(bytes[place])
    case .whole:
      // Python's `$` also matches before a line end that comes last.
      var body = bytes[1...]
      if body.last == UInt8(ascii: "\n") { body.removeLast() }
      guard let last = body.last, isDigit(last) else { return false }
      let whole = body.drop(while: isDigit)
      return whole.isEmpty
        || whole[whole.startIndex] == UInt8(ascii: ".") && whole.dropFirst().allSatisfy(isDigit)
    }
  }

  private static func mayBeDigit(_ point: UInt32) -> Bool {
    PythonUnicode.digit(point) != nil || !PythonUnicode.isOld(point)
  }
}

extension ArgumentRun.Word {
  fileprivate init(option: Int, value equals: Int?) {
    self.init()
    self.option = Int32(option)
    if let equals {
      value = Int32(equals + 1)
      hasEquals = true
    }
  }
}
