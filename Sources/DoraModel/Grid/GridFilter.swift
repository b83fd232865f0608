/// Which XPs of a grid a command is about: patterns of names, which must all hold, and indices among those that do.
package struct GridFilter: Hashable, Sendable {
  private struct Pattern: Hashable {
    let text: Text
    let isNegated: Bool
  }

  private var patterns: [Pattern] = []
  private var indices: [Int] = []

  /// A word that Python reads as an integer is an index, any other a pattern; `!` in front negates it.
  package init(_ words: [Text] = []) {
    for word in words {
      if let index = Self.integer(word) {
        indices.append(index)
        continue
      }
      let isNegated = word.bytes.first == UInt8(ascii: "!")
      let bare = Text(bytes: word.bytes.dropFirst(isNegated ? 1 : 0))
      patterns.append(Pattern(text: "*" + bare + "*", isNegated: isNegated))
    }
  }

  /// Whether every XP is selected.
  package var isEmpty: Bool { patterns.isEmpty && indices.isEmpty }

  /// Whether indices were given: then only XPs in the grid's list are selected.
  package var hasIndices: Bool { !indices.isEmpty }

  /// Whether the patterns hold for an XP's full name.
  package func matches(_ name: Text) -> Bool {
    patterns.allSatisfy { Fnmatch.matches(name, $0.text) != $0.isNegated }
  }

  /// The places in `names` that are selected: in order, or in the order of the indices.
  ///
  /// An index counts among the names that match; a negative one counts from their end.
  package func select(_ names: [Text]) throws(GridFailure) -> [Int] {
    let matching =
      patterns.isEmpty ? Array(names.indices) : names.indices.filter { matches(names[$0]) }
    if indices.isEmpty { return matching }
    var selected: [Int] = []
    var seen: Set<Int> = []
    for index in indices {
      let place = index < 0 ? index + matching.count : index
      guard matching.indices.contains(place) else {
        throw .noIndex(index, of: matching.count)
      }
      if seen.insert(place).inserted { selected.append(matching[place]) }
    }
    return selected
  }

  /// The integer that Python's `int()` reads: blanks around it, a sign, single underscores between digits.
  private static func integer(_ word: Text) -> Int? {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    var bytes = word.bytes[...]
    while let last = bytes.last, blanks.contains(last) { bytes.removeLast() }
    bytes = bytes.drop { blanks.contains($0) }
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    var value = 0
    var isDigit = false
    for byte in bytes {
      if byte == UInt8(ascii: "_"), isDigit {
        isDigit = false
        continue
      }
      guard (0x30...0x39).contains(byte) else { return nil }
      isDigit = true
      // No grid is that long; the largest is as good as any.
      value = min(value * 10 + Int(byte - 0x30), Int.max / 16)
    }
    guard isDigit else { return nil }
    return isNegative ? -value : value
  }
}
