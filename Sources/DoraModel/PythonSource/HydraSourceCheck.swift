/// Whether a module of a project, or of what it imports, can change what is composed for the program.
///
/// What is imported anywhere counts, also in functions and in branches that are never taken. Whoever wants to get
/// around this can; it's to notice what people write.
package struct HydraSourceCheck {
  private let module: PythonModule
  /// The decorated function's module, and the function in it.
  private let entry: String
  private let isEntry: Bool
  /// What the names stand for that this module imports, of the guarded packages and of the program.
  private var paths: [PythonName: String] = [:]
  private var systems: Set<PythonName> = ["sys"]

  /// Checks a module, by its full name; `imports` are its imports with full names.
  package static func check(
    _ module: PythonModule, named name: String, imports: [PythonImport], entry: String
  ) throws(PythonDoubt) {
    var check = HydraSourceCheck(module, isEntry: name == entry, entry: entry)
    for one in imports { try check.bind(one) }
    try check.readAll()
  }

  /// Whether a package is one of those whose use is checked.
  package static func isLibrary(_ package: String) -> Bool { HydraNames.packages.contains(package) }

  /// The names of a module that mustn't get another name through who imports them from there.
  package static func guarded(_ imports: [PythonImport], entry: String) -> Set<String> {
    var names: Set<String> = []
    for one in imports {
      let isGuarded = isLibrary(String(one.module.prefix { $0 != "." }))
      for binding in one.bindings {
        let path = binding.name.map { "\(one.module).\($0)" } ?? one.module
        if isGuarded || path == entry || path == entry + ".main" { names.insert(binding.alias) }
      }
    }
    return names
  }

  private init(_ module: PythonModule, isEntry: Bool, entry: String) {
    self.module = module
    self.entry = entry
    self.isEntry = isEntry
    if isEntry { paths["main"] = entry + ".main" }
  }

  private func isOfProgram(_ path: String) -> Bool { path == entry || path == entry + ".main" }

  private mutating func bind(_ one: PythonImport) throws(PythonDoubt) {
    let package = String(one.module.prefix { $0 != "." })
    let isGuarded = HydraNames.packages.contains(package)
    func doubt(_ name: String) -> PythonDoubt { PythonDoubt(line: one.line, "'\(name)'") }
    if HydraNames.isHidden(one.module), !isHarmless(one) {
      throw doubt("import \(one.module)")
    }
    if one.isStar {
      guard !isGuarded, !isOfProgram(one.module), package != "sys" else {
        throw doubt("from \(one.module) import *")
      }
      return
    }
    if isGuarded, HydraNames.use(one.module) == nil { throw doubt("import \(one.module)") }
    for binding in one.bindings {
      let path = binding.name.map { "\(one.module).\($0)" } ?? one.module
      let alias = PythonName(binding.alias)
      if path == "sys" { systems.insert(alias) }
      if ["sys.path", "sys.modules", "sys.meta_path", "sys.path_hooks"].contains(path)
        || HydraNames.isHidden(path)
      {
        throw doubt(path)
      }
      if isGuarded {
        guard HydraNames.use(path) != nil else { throw doubt(path) }
      } else if !isOfProgram(path) {
        guard paths[alias] == nil else { throw doubt("import … as \(binding.alias)") }
        continue
      }
      guard paths[alias] == nil || paths[alias] == path else {
        throw doubt("import … as \(binding.alias)")
      }
      paths[alias] = path
    }
  }

  /// `from importlib import metadata`.
  private func isHarmless(_ one: PythonImport) -> Bool {
    one.module == "importlib" && !one.bindings.isEmpty
      && one.bindings.allSatisfy { $0.name == "metadata" || $0.name == "resources" }
  }

  private func readAll() throws(PythonDoubt) {
    var words = module.importWords.makeIterator()
    var imported = words.next()
    for (place, token) in module.tokens.enumerated() {
      if token.kind == .string { try readText(place) }
      guard token.kind == .name else { continue }
      while let range = imported, range.upperBound <= place { imported = words.next() }
      if imported?.contains(place) == true {
        if HydraNames.changing.contains(token.id) || HydraNames.hidden.contains(token.id) {
          throw doubt(place)
        }
        continue
      }
      try read(place, token)
    }
  }

  private func doubt(_ place: Int, to last: Int? = nil) -> PythonDoubt {
    let words = (place...(last ?? place)).map(module.text).joined()
    return module.doubt(place, "'\(words)'")
  }

  private func readText(_ place: Int) throws(PythonDoubt) {
    let token = module.tokens[place]
    guard (20...50).contains(token.end - token.start) else { return }
    let text = module.text(place)
    if HydraNames.strict.contains(where: text.contains) { throw doubt(place) }
  }

  private func read(_ place: Int, _ token: PythonToken) throws(PythonDoubt) {
    if HydraNames.importing.contains(token.id), !isInFunction(place) { throw doubt(place) }
    if HydraNames.changing.contains(token.id) || HydraNames.hidden.contains(token.id) {
      throw doubt(place)
    }
    if module.isName(place, "setattr") || module.isName(place, "delattr")
      || module.isName(place, "__setattr__") || module.isName(place, "__delattr__")
    {
      return try readSetting(place)
    }
    if module.isMark(place - 1, ".") {
      if module.isName(place, "main") { try readMain(place) }
      return
    }
    // The name of an argument.
    if token.depth > 0, module.isMark(place + 1, "=") { return }
    if HydraNames.functions.contains(token.id), !module.isName(place - 1, "def") {
      throw doubt(place)
    }
    if HydraNames.scopes.contains(token.id), module.isMark(place + 1, "("),
      module.isMark(place + 2, ")"), !isInFunction(place)
    {
      throw doubt(place)
    }
    if systems.contains(token.id) {
      guard module.isMark(place + 1, "."), !module.text(place + 2).hasPrefix("__"),
        !module.isName(place + 2, "path"), !module.isName(place + 2, "modules")
      else { throw doubt(place, to: place + (module.isMark(place + 1, ".") ? 2 : 0)) }
    }
    guard let path = paths[token.id] else { return }
    if isOfProgram(path) { return try readProgram(place, path) }
    try readGuarded(place, path)
  }

  /// `setattr(self, …)`: what is set must be no name that is guarded.
  private func readSetting(_ place: Int) throws(PythonDoubt) {
    if module.isName(place - 1, "def") { return }
    let next = place + 2
    guard module.isMark(place + 1, "("), module.tokens.indices.contains(next),
      module.tokens[next].kind == .name, paths[module.tokens[next].id] == nil,
      !systems.contains(module.tokens[next].id),
      !module.isName(next, "type")
    else { throw doubt(place) }
  }

  /// The program's own module, or the decorated function.
  private func readProgram(_ place: Int, _ path: String) throws(PythonDoubt) {
    if path == entry {
      guard module.isMark(place + 1, "."), let last = module.tokens.indices.last, place + 2 <= last
      else { throw doubt(place) }
      // Its `main` is looked at where it comes; of the rest nothing may be set.
      guard try end(of: place) != nil else { throw doubt(place, to: place + 2) }
      return
    }
    if isEntry, module.isName(place - 1, "def") { return }
    try readMain(place)
  }

  /// The decorated function may be called, and asked what changes nothing.
  private func readMain(_ place: Int) throws(PythonDoubt) {
    if module.isMark(place + 1, "(") { return }
    guard module.isMark(place + 1, "."), module.tokens.indices.contains(place + 3),
      HydraNames.questions.contains(module.tokens[place + 2].id), module.isMark(place + 3, "(")
    else { throw doubt(place, to: module.isMark(place + 1, ".") ? place + 2 : place) }
  }

  /// A name of a guarded package, and how it's used.
  private func readGuarded(_ begin: Int, _ path: String) throws(PythonDoubt) {
    var path = path
    var place = begin
    while HydraNames.use(path) == .namespace {
      if path == "omegaconf.OmegaConf", isAnnotation(begin, place) { return }
      guard module.isMark(place + 1, "."), module.tokens.indices.contains(place + 2),
        module.tokens[place + 2].kind == .name
      else { throw doubt(begin, to: place) }
      place += 2
      path += "." + module.text(place)
    }
    guard HydraNames.use(path) == .value else { throw doubt(begin, to: place) }
    if HydraNames.decorators.contains(path), !module.isMark(begin - 1, "@") {
      throw doubt(begin, to: place)
    }
    if HydraNames.importingPaths.contains(path), !isInFunction(begin) {
      throw doubt(begin, to: place)
    }
    guard let end = try end(of: begin), end >= place else { throw doubt(begin, to: place) }
    let isClass = module.text(place).first?.isUppercase == true
    if isClass, end == place, isGiven(begin, place) { throw doubt(begin, to: place) }
  }

  /// Whether the words are an argument of a call by which something may be set.
  private func isGiven(_ begin: Int, _ end: Int) -> Bool {
    let depth = module.tokens[begin].depth
    guard depth > 0, module.isMark(end + 1, ",") || module.isMark(end + 1, ")") else {
      return false
    }
    if module.isMark(begin - 1, "="), module.isName(begin - 2, "Loader") { return false }
    guard ["(", ",", "=", "*"].contains(where: { module.isMark(begin - 1, $0) }) else {
      return false
    }
    guard
      let bracket = module.tokens[..<begin].lastIndex(where: { $0.depth < depth }),
      module.isMark(bracket, "("), module.tokens.indices.contains(bracket - 1),
      module.tokens[bracket - 1].kind == .name
    else { return false }
    return !HydraNames.takers.contains(module.tokens[bracket - 1].id)
      && !module.isName(bracket - 2, "class") && !module.isName(bracket - 2, "def")
  }

  /// Whether a word is in a function's body, and so not part of importing the module.
  private func isInFunction(_ place: Int) -> Bool {
    guard var line = module.tokens[...place].lastIndex(where: \.isFirst) else { return false }
    func isFunction(_ line: Int) -> Bool {
      module.isName(line, "def") || module.isName(line, "async") && module.isName(line + 1, "def")
    }
    // What stands in the brackets is computed when the function is made.
    if isFunction(line) { return module.tokens[place].depth == 0 }
    while module.tokens[line].indentation > 0 {
      let indentation = module.tokens[line].indentation
      guard
        let above = module.tokens[..<line].lastIndex(where: {
          $0.isFirst && $0.indentation < indentation
        })
      else { return false }
      if isFunction(above) { return true }
      line = above
    }
    return false
  }

  /// Whether the words are all of a type's name: people write `cfg: OmegaConf`.
  private func isAnnotation(_ begin: Int, _ end: Int) -> Bool {
    guard !module.isMark(end + 1, ".") else { return false }
    return module.isMark(begin - 1, "->")
      || module.isMark(begin - 1, ":") && module.tokens[begin].depth > 0
  }

  /// The last word of `a.b.c`; nil when something is done with it that may change it.
  private func end(of begin: Int) throws(PythonDoubt) -> Int? {
    var place = begin
    while module.isMark(place + 1, "."), module.tokens.indices.contains(place + 2) {
      place += 2
      let name = module.text(place)
      if name.hasPrefix("__"), !["__version__", "__name__", "__class__", "__doc__"].contains(name) {
        return nil
      }
      if name.hasPrefix("add_") { return nil }
    }
    let isCalled = module.isMark(place + 1, "(")
    for word in ["del", "def", "class", "as"] as [PythonName] where module.isName(begin - 1, word) {
      return nil
    }
    let isFirstArgument = module.isMark(begin - 1, "(")
    for word in ["vars", "getattr", "type", "super"] as [PythonName]
    where isFirstArgument && module.isName(begin - 2, word) && !isCalled {
      return nil
    }
    guard module.tokens[begin].depth == 0 else { return isWalrus(place + 1) ? nil : place }
    // Another name for it.
    if module.isMark(begin - 1, "="), !isCalled { return nil }
    return isAssigned(begin, place) ? nil : place
  }

  private func isWalrus(_ place: Int) -> Bool { module.isMark(place, ":=") }

  private static let assignments: Set<PythonName> = [
    "=", "+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "@=", ">>=", "<<=", "**=",
  ]

  /// Whether the statement that the words are in assigns to something that may be they.
  private func isAssigned(_ begin: Int, _ end: Int) -> Bool {
    // It's the type of what is assigned to.
    if module.isMark(begin - 1, ":"), !isBehindKeyword(begin) { return false }
    var place = end + 1
    while module.tokens.indices.contains(place), !module.tokens[place].isFirst {
      let token = module.tokens[place]
      if token.depth == 0, token.kind == .mark {
        if Self.assignments.contains(token.id) { return true }
        if module.isMark(place, ";") || module.isMark(place, ":") && place > end + 1 {
          return false
        }
      }
      place += 1
    }
    return false
  }

  /// Whether the logical line is one such as `if x: …`.
  private func isBehindKeyword(_ place: Int) -> Bool {
    guard let first = module.tokens[...place].lastIndex(where: \.isFirst) else { return false }
    let keywords: [PythonName] = [
      "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class",
      "async", "match", "case",
    ]
    return keywords.contains { module.isName(first, $0) }
  }
}
