/// The decorated function of a program, as its source says: `@hydra_main(config_path="conf", config_name="config")`.
package struct HydraEntry: Hashable, Sendable {
  package let configName: String
  /// Relative to the folder of the module's file; nil for that folder.
  package let configPath: String?
  package let versionBase: HydraSetting.VersionBase

  /// Finds it; throws what keeps the source from telling.
  package init(_ module: PythonModule) throws(PythonDoubt) {
    var found: [Int] = []
    for place in module.tokens.indices where module.isMark(place, "@") {
      if module.tokens[place].isFirst, try Self.isDecorator(module, place) { found.append(place) }
    }
    guard let place = found.first else { throw PythonDoubt(line: 1, "no '@hydra_main' is found") }
    guard found.count == 1 else { throw module.doubt(found[1], "'@hydra_main' again") }
    guard module.tokens[place].indentation == 0 else {
      throw module.doubt(place, "'@hydra_main' inside of something")
    }
    let reader = try HydraArgumentsReader(module, place)
    try Self.checkFunction(module, decorator: place, behind: reader.end)
    guard let name = reader.configName else { throw module.doubt(place, "no 'config_name'") }
    configName = name
    configPath = reader.configPath
    versionBase = reader.versionBase
  }

  /// Whether the decorator at a place is ours, by the names that are imported in this module.
  private static func isDecorator(_ module: PythonModule, _ place: Int) throws(PythonDoubt) -> Bool
  {
    let first = module.text(place + 1)
    for one in module.imports {
      for binding in one.bindings where binding.alias == first {
        var path = binding.name.map { "\(one.module).\($0)" } ?? one.module
        var next = place + 2
        while module.isMark(next, ".") {
          path += "." + module.text(next + 1)
          next += 2
        }
        guard HydraNames.decorators.contains(path) else { continue }
        guard one.isTopLevel, one.level == 0 else {
          throw PythonDoubt(line: one.line, "'import \(path)' inside of something")
        }
        return true
      }
    }
    return false
  }

  /// The function must be the module's `main`, and nothing else decorate it.
  private static func checkFunction(
    _ module: PythonModule, decorator: Int, behind end: Int
  ) throws(PythonDoubt) {
    guard module.isName(end, "def"), module.tokens[end].isFirst,
      module.tokens[end].indentation == 0,
      module.isName(end + 1, "main")
    else { throw module.doubt(end, "'@hydra_main' isn't of 'def main' alone") }
    if let before = module.tokens[..<decorator].lastIndex(where: \.isFirst),
      module.isMark(before, "@")
    {
      throw module.doubt(before, "another decorator of 'main'")
    }
    let definitions = module.tokens.indices.filter {
      module.isName($0, "main") && (module.isName($0 - 1, "def") || module.isName($0 - 1, "class"))
    }
    guard definitions.count == 1 else { throw module.doubt(definitions[1], "'main' again") }
  }
}

/// The arguments of the decorator, which must be literals.
private struct HydraArgumentsReader {
  private(set) var configName: String?
  private(set) var configPath: String?
  private(set) var versionBase = HydraSetting.VersionBase.unspecified
  /// The word behind the decorator's line.
  private(set) var end: Int

  init(_ module: PythonModule, _ decorator: Int) throws(PythonDoubt) {
    var place = decorator + 2
    while module.isMark(place, ".") { place += 2 }
    guard module.isMark(place, "(") else {
      throw module.doubt(place, "'@hydra_main' without arguments")
    }
    place += 1
    end = place
    var positional = ["config_name", "config_path"][...]
    var seen: Set<String> = []
    while !module.isMark(place, ")") {
      let name: String
      if module.isMark(place + 1, "=") {
        name = module.text(place)
        place += 2
      } else if let next = positional.popFirst() {
        name = next
      } else {
        throw module.doubt(place, "an argument of '@hydra_main'")
      }
      guard seen.insert(name).inserted else { throw module.doubt(place, "'\(name)' again") }
      let value = try Self.literal(module, place)
      try take(name, value, module, place)
      place += 1
      if module.isMark(place, ",") { place += 1 }
    }
    guard module.isLast(place) else { throw module.doubt(place, "words behind '@hydra_main(…)'") }
    end = place + 1
    guard seen.contains("config_path") else { throw module.doubt(decorator, "no 'config_path'") }
  }

  private mutating func take(
    _ name: String, _ value: String?, _ module: PythonModule, _ place: Int
  ) throws(PythonDoubt) {
    switch name {
    case "config_name":
      guard let value else { throw module.doubt(place, "a 'config_name' of None") }
      configName = value
    case "config_path": configPath = value
    case "version_base": versionBase = value.map { .version($0) } ?? .current
    default: throw module.doubt(place, "the argument '\(name)' of '@hydra_main'")
    }
  }

  /// A string as it's written, or nil for None.
  private static func literal(
    _ module: PythonModule, _ place: Int
  ) throws(PythonDoubt) -> String? {
    let isAlone = module.isMark(place + 1, ",") || module.isMark(place + 1, ")")
    if isAlone, module.isName(place, "None") { return nil }
    guard isAlone, module.tokens.indices.contains(place), module.tokens[place].kind == .string
    else { throw module.doubt(place, "an argument of '@hydra_main' that is no literal") }
    let text = module.text(place)
    let quoted = text.drop { "rRuU".contains($0) }
    let isTriple = quoted.hasPrefix("\"\"\"") || quoted.hasPrefix("'''")
    let inner = quoted.dropFirst(isTriple ? 3 : 1).dropLast(isTriple ? 3 : 1)
    guard inner.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw module.doubt(place, "an argument of '@hydra_main' with other than plain characters")
    }
    return String(inner)
  }
}
