import ArgumentParser
import DoraModel
import DoraVerbs

/// `dora config`: settings of all levels.
struct ConfigCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "dora config", abstract: "Get and set settings, and say where they're from.",
    usage: """
      dora config list [<level>] [--show-origin] [--json | -z]
      dora config get [<level>] [--all] [--show-origin] [--json | -z] <name>
      dora config set [<level>] [--add] <name> <value>
      dora config unset [<level>] <name>
      """)

  /// What is done.
  enum Action: String, ExpressibleByArgument, CaseIterable {
    case get, set, unset, list
  }

  /// The level; for changes, the project's unless said otherwise.
  enum Level: String, EnumerableFlag {
    case system, global, project, store

    static func help(for level: Level) -> ArgumentHelp? {
      switch level {
      case .system: "The settings of this machine, /etc/doraconfig."
      case .global: "Your own, ~/.config/dora/config."
      case .project: "The project's, .doraconfig; what is changed unless told otherwise."
      case .store: "Those of this copy of the project, .dora/config."
      }
    }

    var scope: Setting.Scope {
      switch self {
      case .system: .system
      case .global: .global
      case .project: .project
      case .store: .store
      }
    }
  }

  @Flag(exclusivity: .exclusive) var level: Level?

  @Flag(help: "With get: print every value, not only the one that counts.")
  var all = false

  @Flag(help: "With set: add a value to those that there are.")
  var add = false

  @Flag(help: "Print before each setting the file that it's from.")
  var showOrigin = false

  @OptionGroup var format: FormatOptions

  @Argument(help: "get, set, unset or list.") var action: Action
  @Argument(help: "The name of a setting, and the value to set.") var setting: [String] = []

  func validate() throws {
    let count: ClosedRange<Int> =
      switch action {
      case .list: 0...0
      case .get, .unset: 1...1
      case .set: 2...2
      }
    if !count.contains(setting.count) {
      let wanted =
        switch action {
        case .list: "no words"
        case .get, .unset: "the name of one setting"
        case .set: "a name and a value"
        }
      throw ValidationError("'dora config \(action.rawValue)' takes \(wanted)")
    }
    if all, action != .get { throw ValidationError("--all is for 'dora config get'") }
    if add, action != .set { throw ValidationError("--add is for 'dora config set'") }
  }

  func execute(_ console: Console) throws -> Int32 {
    // What is wrong with settings is told of below, once.
    let project = try console.project(isWarning: action == .list)
    let verb = ConfigVerb(project)
    switch action {
    case .list:
      for setting in verb.settings(level?.scope) {
        try print(setting, "\(setting.name)=\(setting.value)", console)
      }
    case .get:
      let found = try verb.values(setting[0], level?.scope)
      for setting in all ? found[...] : found.suffix(1) {
        try print(setting, setting.value, console)
      }
      if found.isEmpty { return missing(console) }
    case .set:
      try verb.set(setting[0], to: setting[1], at: scope, adding: add)
      warnIfUnknown(console)
    case .unset:
      if try !verb.unset(setting[0], at: scope) { return missing(console) }
    }
    return Exit.done.rawValue
  }

  /// As with git, nothing is said of a setting that isn't set; but of one that can't be.
  private func missing(_ console: Console) -> Int32 {
    warnIfUnknown(console)
    return Exit.no.rawValue
  }

  private func warnIfUnknown(_ console: Console) {
    guard let name = SettingName(setting[0])?.description, KnownSetting.find(name) == nil else {
      return
    }
    // What is in git's own sections of the store isn't ours to judge.
    guard name.prefix(while: { $0 != "." }) != "core" || action == .set else { return }
    console.warn(unknown: setting[0], nearest: KnownSetting.nearest(to: name))
  }

  private var scope: Setting.Scope { level?.scope ?? .project }

  private func print(_ setting: Setting, _ text: String, _ console: Console) throws {
    let fields = showOrigin ? [setting.origin, text] : [text]
    try console.output.data(
      format.records.bytes(
        fields: fields.map { Text($0) },
        json: [
          "version": 1, "name": JSON(setting.name), "value": JSON(setting.value),
          "scope": JSON(setting.scope.rawValue), "path": JSON(setting.path),
        ]))
  }
}
