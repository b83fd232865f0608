/// A Python module that was split into words, with its imports.
package struct PythonModule: Sendable {
  let bytes: [UInt8]
  let tokens: [PythonToken]
  package private(set) var imports: [PythonImport] = []
  /// The words that belong to import statements.
  private(set) var importWords: [Range<Int>] = []

  package init(_ bytes: [UInt8]) throws(PythonDoubt) {
    self.bytes = bytes
    tokens = try PythonLexer.tokens(of: bytes)
    for place in tokens.indices where isName(place, "import") { try readImport(place) }
  }

  /// The text of a word.
  func text(_ place: Int) -> String {
    guard tokens.indices.contains(place) else { return "" }
    return String(decoding: bytes[Int(tokens[place].start)..<Int(tokens[place].end)], as: UTF8.self)
  }

  func isName(_ place: Int, _ name: PythonName) -> Bool {
    tokens.indices.contains(place) && tokens[place].kind == .name && tokens[place].id == name
  }

  func isMark(_ place: Int, _ mark: PythonName) -> Bool {
    tokens.indices.contains(place) && tokens[place].kind == .mark && tokens[place].id == mark
  }

  /// Whether a name is used on its own somewhere, not as something's attribute.
  package func mentions(_ names: Set<String>) -> Bool {
    let names = Set(names.map { PythonName($0) })
    return tokens.indices.contains { place in
      tokens[place].kind == .name && names.contains(tokens[place].id) && !isMark(place - 1, ".")
    }
  }

  /// Whether a word is the last of its logical line.
  func isLast(_ place: Int) -> Bool {
    place + 1 >= tokens.count || tokens[place + 1].isFirst
  }

  /// Whether a statement begins with a word.
  func isStatement(_ place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    if tokens[place].isFirst { return true }
    return tokens[place].depth == 0 && (isMark(place - 1, ";") || isMark(place - 1, ":"))
  }

  func doubt(_ place: Int, _ what: String) -> PythonDoubt {
    PythonDoubt(line: tokens.indices.contains(place) ? Int(tokens[place].line) : 1, what)
  }

  /// Reads the statement that the word `import` at a place is in.
  private mutating func readImport(_ place: Int) throws(PythonDoubt) {
    var begin = place
    var level = 0
    var module = ""
    if !isStatement(place) {
      while begin > 0, !isName(begin, "from") { begin -= 1 }
      guard isStatement(begin), isName(begin, "from") else {
        throw doubt(place, "an import that isn't a statement")
      }
      var next = begin + 1
      while isMark(next, ".") {
        level += 1
        next += 1
      }
      if next < place { module = try dotted(&next) }
      guard next == place else { throw doubt(place, "an import that isn't a statement") }
    }
    var next = place + 1
    var bindings: [PythonImport.Binding] = []
    var found: [(module: String, binding: PythonImport.Binding)] = []
    let isFrom = begin != place
    let isTopLevel = tokens[begin].isFirst && tokens[begin].indentation == 0
    if isFrom, isMark(next, "*") {
      next += 1
    } else {
      let isBracketed = isFrom && isMark(next, "(")
      if isBracketed { next += 1 }
      repeat {
        if isMark(next, ",") { next += 1 }
        if isBracketed, isMark(next, ")") { break }
        let name = isFrom ? try word(&next) : try dotted(&next)
        var alias = isFrom ? name : String(name.prefix { $0 != "." })
        let isRenamed = isName(next, "as")
        if isRenamed {
          next += 1
          alias = try word(&next)
        }
        // `import a.b` makes the name of `a`; `import a.b as c` that of `a.b`.
        let target = isFrom ? module : isRenamed ? name : alias
        found.append((target, .init(name: isFrom ? name : nil, alias: alias)))
        if !isFrom {
          imports.append(
            PythonImport(
              module: name, level: 0, bindings: [], isStar: false, line: Int(tokens[begin].line),
              isTopLevel: isTopLevel))
        }
      } while isMark(next, ",")
      if isBracketed {
        guard isMark(next, ")") else { throw doubt(place, "an import that isn't understood") }
        next += 1
      }
    }
    guard next >= tokens.count || tokens[next].isFirst || isMark(next, ";") else {
      throw doubt(place, "an import that isn't understood")
    }
    importWords.append(begin..<next)
    if isFrom {
      bindings = found.map(\.binding)
      imports.append(
        PythonImport(
          module: module, level: level, bindings: bindings, isStar: found.isEmpty,
          line: Int(tokens[begin].line), isTopLevel: isTopLevel))
    } else {
      for (module, binding) in found {
        imports.append(
          PythonImport(
            module: module, level: 0, bindings: [binding], isStar: false,
            line: Int(tokens[begin].line), isTopLevel: isTopLevel))
      }
    }
  }

  private func word(_ place: inout Int) throws(PythonDoubt) -> String {
    guard tokens.indices.contains(place), tokens[place].kind == .name else {
      throw doubt(place, "an import that isn't understood")
    }
    defer { place += 1 }
    return text(place)
  }

  private func dotted(_ place: inout Int) throws(PythonDoubt) -> String {
    var name = try word(&place)
    while isMark(place, ".") {
      place += 1
      name += "." + (try word(&place))
    }
    return name
  }
}
