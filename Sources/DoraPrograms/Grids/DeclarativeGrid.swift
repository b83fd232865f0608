import DoraModel
import DoraSystem

/// A grid in YAML.
struct DeclarativeGrid {
  let path: String
  let name: String

  static func isOne(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

  /// The XPs that it describes, their arguments written as `program` takes them.
  func asked(
    of program: any TrainingProgram, base: JSON
  ) throws -> [GridFile.Asked] {
    let bytes = try File.contents(path)
    let document: GridDocument
    do throws(GridDocument.Malformed) { document = try GridDocument(bytes) } catch {
      throw ProgramFailure.malformedGrid(grid: name, reason: error.reason)
    }
    // Most mappings are there many times.
    var words: [JSON: [Text]] = [:]
    for argument in document.xps.joinedArguments where words[argument] == nil {
      words[argument] = []
    }
    let distinct = Array(words.keys)
    for (argument, written) in zip(distinct, try program.words(for: distinct)) {
      words[argument] = written
    }
    return document.xps.map { xp in
      GridFile.Asked(
        argv: xp.arguments.flatMap { words[$0] ?? [] },
        resources: base.merging(xp.resources.members ?? []), array: xp.array)
    }
  }
}

extension [GridDocument.XP] {
  /// All arguments of all XPs.
  fileprivate var joinedArguments: some Sequence<JSON> { lazy.flatMap(\.arguments) }
}

extension TrainingProgram {
  /// The words of a command line for mappings of arguments and for words, as a launcher writes them.
  func words(for arguments: [JSON]) throws -> [[Text]] {
    if let source = self as? any GridSource { return try source.words(for: arguments) }
    return try arguments.map { try ArgumentWords.written($0) }
  }
}

/// Arguments as words: `--key=value`, and the key alone for true.
enum ArgumentWords {
  static func written(_ argument: JSON, dashes: Bool = false) throws(ArgumentLine.Malformed)
    -> [Text]
  {
    guard let members = argument.members else {
      // A number alone is a word as well.
      return try ArgumentLine.words(Array(PythonText.str(argument).utf8))
    }
    return members.map { member in
      let name =
        dashes ? member.name.string.map { $0 == "_" ? "-" : $0 } : Array(member.name.string)
      let key = Text("--" + String(name))
      return member.value == .bool(true)
        ? key : key + "=" + Text(PythonText.str(member.value))
    }
  }
}
