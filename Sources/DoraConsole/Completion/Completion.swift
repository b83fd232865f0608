import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// `dora --complete <word>...`: what the last word could become, for the shells' completion.
///
/// The words are those of the command line up to the cursor, the tool's own name first. Each line is a candidate, a TAB
/// and a few words about it. Whatever goes wrong, there is nothing to suggest: a key press is no place for errors.
struct Completion {
  private typealias Candidate = CompleteVerb.Candidate
  private let console: Console

  static func answer(_ words: [String], _ console: Console) -> Int32 {
    let typed = words.last ?? ""
    // Bytes: there may be 10,000 lines.
    var lines: [UInt8] = []
    for candidate in (try? Completion(console: console).candidates(words)) ?? []
    where candidate.word.utf8.starts(with: typed.utf8) {
      lines += candidate.word.utf8
      lines.append(UInt8(ascii: "\t"))
      let about = lines.count
      lines += candidate.about.utf8
      for place in about..<lines.count where lines[place] < 0x20 { lines[place] = 0x20 }
      lines.append(UInt8(ascii: "\n"))
    }
    try? console.output.data(lines)
    try? console.output.flush()
    return Exit.done.rawValue
  }

  private func candidates(_ words: [String]) throws -> [Candidate] {
    guard words.count > 1, let word = words.last else { return [] }
    let tool = Path.name(words[0])
    let before = Array(words.dropFirst().dropLast())
    if tool.hasPrefix("dora-") {
      return try arguments(of: String(tool.dropFirst("dora-".count)), before, word)
    }
    let rest: [String]
    do throws(Porcelain.Misused) {
      let (global, words) = try Porcelain.split(before)
      for (name, value) in global { setenv(name, value, 1) }
      rest = words
    } catch {
      switch before.last {
      case "-P", "--package": return try verb().packages()
      case "-c": return Self.settings.map { Candidate($0.word + "=", $0.about) }
      default: return []
      }
    }
    guard let name = rest.first else { return Self.verbs + aliases }
    if name == "help" { return rest.count == 1 ? Manual.topics.map { Candidate($0) } : [] }
    if Verbs.named(name) == nil, let meant = meaning(of: name), let verb = meant.first {
      return try arguments(of: verb, Array(meant[1...] + rest[1...]), word)
    }
    return try arguments(of: name, Array(rest.dropFirst()), word)
  }

  /// The verbs that settings define, each with what it stands for.
  private var aliases: [Candidate] {
    let settings = (try? console.project())?.configuration.settings ?? []
    let named = settings.filter { $0.name.hasPrefix("alias.") }
      .map { (String($0.name.dropFirst("alias.".count)), $0.value) }
    return Dictionary(named) { $1 }.sorted { $0.key < $1.key }
      .map { Candidate($0.key, "alias of '\($0.value)'") }
  }

  /// What an alias stands for, unless that's a command of the shell.
  private func meaning(of alias: String) -> [String]? {
    guard let line = (try? console.project())?.configuration["alias.\(alias)"],
      !line.hasPrefix("!")
    else { return nil }
    return try? ArgumentLine.words(Array(line.utf8)).map(\.string)
  }

  private static var verbs: [Candidate] {
    let verbs = Verbs.all.map { Candidate($0, Verbs.named($0)?.configuration.abstract ?? "") }
    return verbs + [
      Candidate("help", "Open the manual."), Candidate("--package", "The training program."),
      Candidate("--main-module", "The module in it."),
      Candidate("--verbose", "Say which external commands run."),
      Candidate("--version", "Print the version."), Candidate("--help", "List the commands."),
    ]
  }

  private func verb() throws -> CompleteVerb { CompleteVerb(try console.project()) }

  /// What can follow `before` on the command line of one verb.
  private func arguments(of name: String, _ before: [String], _ word: String) throws -> [Candidate]
  {
    guard let command = Verbs.named(name) else { return [] }
    let known = KnownOptions(command)
    var choice = ProgramChoice()
    var words: [String] = []
    var open: KnownOptions.Option?
    for (place, typed) in Spelling.normal(before).enumerated() {
      if typed == "--" {
        guard known.takesProgramArguments else { return [] }
        return try program(choice, Array(before.dropFirst(place + 1)), word)
      }
      var value: String? = typed
      if let option = open {
        open = nil
        note(option, value, &choice)
      } else if let (option, own) = known.option(typed), option.takesValue {
        value = own
        if own == nil { open = option } else { note(option, own, &choice) }
      } else if !typed.hasPrefix("-") {
        words.append(typed)
      }
    }
    if let open { return try values(open.value, of: name, choice, word) }
    if let (option, value) = known.option(word), value != nil {
      let start = word.prefix { $0 != "=" }
      return try values(option.value, of: name, choice, value ?? "").map {
        Candidate("\(start)=\($0.word)", $0.about)
      }
    }
    if word.hasPrefix("-") {
      let isLong = word != "-"
      return known.options.flatMap { option in
        option.names.filter { isLong || option.names.count == 1 || $0.hasPrefix("--") }
          .map { Candidate($0, option.about) }
      }
    }
    // The last of the parser's words may be repeated.
    let place = min(words.count, known.positionals.count - 1)
    let value = known.positionals.isEmpty ? "" : known.positionals[place]
    if name == "config" { return config(value, words) }
    if value == "argument" {
      // Keys of a Hydra program need no '--'; a lone word of 'dora run' may be a sig.
      let keys = (try? program(choice, words, word, onlyOverrides: true)) ?? []
      return try keys + (name == "run" && words.isEmpty ? verb().sigs(.any, beginning: word) : [])
    }
    return try values(value, of: name, choice, word)
  }

  private static var settings: [Candidate] {
    KnownSetting.all.filter { !$0.name.hasSuffix("*") }.map { Candidate($0.name, $0.about) }
  }

  /// The words of 'dora config': what to do, which setting, and its value.
  private func config(_ value: String, _ words: [String]) -> [Candidate] {
    if value == "action" {
      return ConfigCommand.Action.allCases.map { Candidate($0.rawValue) }
    }
    if words.count == 1, words[0] != "list" { return Self.settings }
    guard words.count == 2, words[0] == "set", let name = SettingName(words[1])?.description,
      case .oneOf(let choices)? = KnownSetting.find(name)?.kind
    else { return [] }
    return choices.map { Candidate($0) }
  }

  private func note(
    _ option: KnownOptions.Option, _ value: String?, _ choice: inout ProgramChoice
  ) {
    if option.value == "package" { choice.package = value }
    if option.value == "module" { choice.mainModule = value }
  }

  /// Values by what the parser calls them.
  private func values(
    _ value: String, of name: String, _ choice: ProgramChoice, _ word: String
  ) throws -> [Candidate] {
    switch value {
    case "sig":
      let kinds: [String: CompleteVerb.Kind] = ["cancel": .live, "tail": .ran, "log": .ran]
      return try verb().sigs(kinds[name] ?? .any, beginning: word)
    case "grid",
      "name" where ["grid", "log", "report"].contains(name):
      return try verb().grids(choice)
    case "partition": return try verb().partitions()
    case "when": return ColorChoice.allCases.map { Candidate($0.rawValue) }
    case "part": return DiffVerb.Part.allCases.map { Candidate($0.rawValue) }
    case "job": return try verb().jobs()
    case "package": return try verb().packages()
    default: return []
    }
  }

  /// The training program's own options and their choices.
  private func program(
    _ choice: ProgramChoice, _ before: [String], _ word: String, onlyOverrides: Bool = false
  ) throws -> [Candidate] {
    let options = try verb().options(choice, after: before)
      .filter { !onlyOverrides || $0.isOverride }
    func option(_ name: Substring) -> ProgramOption? {
      options.first { $0.names.contains(String(name)) }
    }
    if let last = before.last, let option = option(last[...]), option.takesValue,
      !option.isOverride, !word.hasPrefix("-")
    {
      return option.choices.map { Candidate($0) }
    }
    if word.contains("=") {
      let name = word.prefix { $0 != "=" }
      return (option(name)?.choices ?? []).map { Candidate("\(name)=\($0)") }
    }
    return options.flatMap { option in
      option.names.map { Candidate($0 + (option.isOverride ? "=" : ""), option.about) }
    }
  }
}
