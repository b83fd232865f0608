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
}
