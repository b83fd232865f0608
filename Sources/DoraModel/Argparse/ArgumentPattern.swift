/// How positionals share the words of a command line: a small regular expression, matched as Python's `re` would.
///
/// argparse writes the words as a string of `A` for arguments, `O` for options and `-` for `--`, turns each
/// positional into a group of a pattern, and lets the matcher be greedy from the left.
enum ArgumentPattern {
  /// What a word looks like.
  enum Word: UInt8, Sendable {
    case argument = 1
    case option = 2
    case dashes = 4
  }

  /// One of a set of words, repeated as often as it can be.
  private struct Atom {
    let set: UInt8
    let least: Int
    let most: Int

    static let argument = Atom(set: 1, least: 1, most: 1)
    static let anyDashes = Atom(set: 4, least: 0, most: .max)

    static func any(_ set: UInt8) -> Atom { Atom(set: set, least: 0, most: .max) }
  }

  private static func atoms(_ count: ArgumentAction.Count) -> [Atom] {
    switch count {
    case .one: [.anyDashes, .argument, .anyDashes]
    case .optional: [.anyDashes, Atom(set: 1, least: 0, most: 1), .anyDashes]
    case .any: [.anyDashes, .any(1 | 4)]
    case .some: [.anyDashes, .argument, .any(1 | 4)]
    case .rest: [.any(1 | 2 | 4)]
    case .command: [.anyDashes, .argument, .any(1 | 2 | 4)]
    case .exactly(let count):
      (0..<count).flatMap { _ in [.anyDashes, .argument] } + [.anyDashes]
    }
  }

  /// How deep matching these recurs.
  static func depth(_ counts: [ArgumentAction.Count]) -> Int {
    counts.reduce(0) { $0 + atoms($1).count }
  }

  /// How many words each of the first positionals takes, for as many of them as can be served.
  static func lengths(
    _ counts: some RandomAccessCollection<ArgumentAction.Count>, _ words: ArraySlice<Word>
  ) -> [Int] {
    var groups = counts.map(atoms)
    let words = Array(words)
    while !groups.isEmpty {
      var matcher = Matcher(atoms: groups.flatMap { $0 }, words: words)
      if matcher.match(0, 0) {
        var lengths: [Int] = []
        var at = 0
        var atom = 0
        for group in groups {
          atom += group.count
          lengths.append(matcher.ends[atom - 1] - at)
          at = matcher.ends[atom - 1]
        }
        return lengths
      }
      groups.removeLast()
    }
    return []
  }

  private struct Matcher {
    let atoms: [Atom]
    let words: [Word]
    /// Where each atom ended.
    var ends: [Int]
    /// From where an atom and its successors are known not to match: each is tried once.
    private var hopeless: Set<Int> = []

    init(atoms: [Atom], words: [Word]) {
      self.atoms = atoms
      self.words = words
      ends = [Int](repeating: 0, count: atoms.count)
    }

    mutating func match(_ atom: Int, _ start: Int) -> Bool {
      guard atom < atoms.count else { return true }
      let key = atom * (words.count + 1) + start
      if hopeless.contains(key) { return false }
      var end = start
      while end < words.count, end - start < atoms[atom].most,
        atoms[atom].set & words[end].rawValue != 0
      {
        end += 1
      }
      while end - start >= atoms[atom].least {
        ends[atom] = end
        if match(atom + 1, end) { return true }
        if end == start { break }
        end -= 1
      }
      hopeless.insert(key)
      return false
    }
  }
}
