/// Option names as the Python tool spells them.
enum Spelling {
  /// `--no_tail` becomes `--no-tail`; what follows `--` belongs to the program and stays as it is.
  static func normal(_ arguments: [String]) -> [String] {
    var isOurs = true
    return arguments.map { word in
      if word == "--" { isOurs = false }
      guard isOurs, word.hasPrefix("--") else { return word }
      let name = word.prefix { $0 != "=" }
      return String(name.map { $0 == "_" ? "-" : $0 }) + word.dropFirst(name.count)
    }
  }

  /// How many letters must be changed, added or dropped to make one word of the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var row = Array(0...right.count)
    for i in left.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for k in right.indices {
        let changed = diagonal + (left[i] == right[k] ? 0 : 1)
        diagonal = row[k + 1]
        row[k + 1] = min(changed, row[k] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
