import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora diff`: how two XPs differ.
struct DiffCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora diff",
    abstract: "Show how two XPs, or two runs of one, differ; exit 1 when they do.",
    usage: """
      dora diff [--only <part>]... [--stat | --name-only] [-q | --json] [--color <when>] <sig>[@<run>] <sig>[@<run>] [-- <path>...]
      """)

  @Option(
    help: ArgumentHelp(
      "Compare only this: arguments, config, code, environment or metrics; may be repeated.",
      valueName: "part"))
  var only: [String] = []

  @Flag(help: "Of the code, show only how much of which files has changed.")
  var stat = false

  @Flag(help: "Of the code, show only which files have changed.")
  var nameOnly = false

  @Flag(name: [.customShort("q"), .long], help: "Print nothing; the status is the answer.")
  var quiet = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var color: ColorOptions

  @Argument(
    help: ArgumentHelp(
      "The XP, and which of its runs by number from 1; without it, the newest.", valueName: "sig"))
  var old: String

  @Argument(
    help: ArgumentHelp("The other, or @<run> for another run of the same XP.", valueName: "sig"))
  var new: String

  @Argument(parsing: .postTerminator, help: "What of the code counts; without any, all of it.")
  var path: [String] = []

  func validate() throws {
    if [stat, nameOnly, json, quiet].filter({ $0 }).count > 1 {
      throw ValidationError("--stat, --name-only, --quiet and --json exclude each other")
    }
    for part in only where DiffVerb.Part(rawValue: part) == nil {
      let known = DiffVerb.Part.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(part)' is no part of a comparison; the parts are: \(known)")
    }
  }

  func execute(_ console: Console) throws -> Int32 {
    var options = DiffVerb.Options()
    if !only.isEmpty { options.parts = Set(only.compactMap(DiffVerb.Part.init(rawValue:))) }
    options.codeStyle = stat ? .stat : nameOnly ? .nameOnly : .patch
    options.paths = path
    let project = try console.project()
    options.isColored = console.paint(color).isOn && !json && !quiet
    let verb = DiffVerb(project, options: options)
    let other = new.hasPrefix("@") ? old.prefix { $0 != "@" } + new : new
    let found = try verb.compare(old, String(other))
    if json {
      try console.output.data(Records.json.bytes(fields: [], json: found.json))
    } else if !quiet {
      for line in found.lines {
        try console.output.data(bytes(of: line, isColored: options.isColored))
      }
    }
    return found.isEmpty ? Exit.done.rawValue : Exit.no.rawValue
  }

  /// A line in the colours that git gives to those of a patch.
  private func bytes(of line: DiffVerb.Line, isColored: Bool) -> [UInt8] {
    let color: String
    let text: String
    switch line {
    case .raw(let bytes): return bytes
    case .head(let title): (color, text) = ("1", Text(title).oneLine.string)
    case .part(let title): (color, text) = ("36", "@@ \(title) @@")
    case .removed(let value): (color, text) = ("31", "-" + Text(value).oneLine.string)
    case .added(let value): (color, text) = ("32", "+" + Text(value).oneLine.string)
    }
    return Array((isColored ? "\u{1B}[\(color)m\(text)\u{1B}[m\n" : text + "\n").utf8)
  }
}
