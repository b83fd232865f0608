import DoraModel
import DoraStore
import DoraSystem

extension Project {
  /// The file of a level of configuration; none for the command line, nor for a level that is turned off.
  static func file(
    of scope: Setting.Scope, root: String, storePath: String, environment: [String: String]
  ) -> String? {
    func given(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    switch scope {
    case .system:
      if let off = given("DORA_CONFIG_NOSYSTEM"), !["0", "false", "no"].contains(off) {
        return nil
      }
      return given("DORA_CONFIG_SYSTEM") ?? "/etc/doraconfig"
    case .global:
      if let path = given("DORA_CONFIG_GLOBAL") { return path }
      if let folder = given("XDG_CONFIG_HOME") { return Path.join(folder, "dora/config") }
      return given("HOME").map { Path.join($0, ".config/dora/config") }
    case .project: return Path.join(root, ".doraconfig")
    case .store: return Path.join(storePath, "config")
    case .command: return nil
    }
  }

  /// The settings of all levels, those that count most last.
  static func configuration(
    root: String, storePath: String, environment: [String: String]
  ) throws -> Configuration {
    var all = Configuration()
    for scope in Setting.Scope.allCases {
      let path = file(of: scope, root: root, storePath: storePath, environment: environment)
      if let path { all.add(try Configuration.read(path, as: scope)) }
    }
    for setting in try given(environment) { all.add(setting) }
    return all
  }

  /// Settings in the environment, as git has them too: DORA_CONFIG_COUNT, and a KEY and a VALUE for each.
  private static func given(_ environment: [String: String]) throws -> [Setting] {
    guard let text = environment["DORA_CONFIG_COUNT"], !text.isEmpty else { return [] }
    guard let count = Int(text), (0...10_000).contains(count) else {
      throw VerbFailure.badVariable("DORA_CONFIG_COUNT", wanted: "how many settings follow")
    }
    return try (0..<count).map { number in
      guard let key = environment["DORA_CONFIG_KEY_\(number)"],
        let value = environment["DORA_CONFIG_VALUE_\(number)"]
      else {
        throw VerbFailure.badVariable(
          "DORA_CONFIG_COUNT", wanted: "a KEY and a VALUE for each, from 0")
      }
      guard let name = SettingName(key) else { throw VerbFailure.noSettingName(key) }
      return Setting(name: name.description, value: value, scope: .command, path: nil)
    }
  }

  /// Whether the user has said that what came with this project may run commands.
  package var isTrusted: Bool {
    let here = Path.real(root) ?? root
    return configuration.all(of: "safe.project").filter(\.scope.isOwn).contains { setting in
      if setting.value == "*" { return true }
      var path = setting.value
      if path.hasPrefix("~/"), let home = context.environment["HOME"] {
        path = Path.join(home, String(path.dropFirst(2)))
      }
      if path.hasSuffix("/*") {
        let folder = String(path.dropLast(2))
        return here.hasPrefix((Path.real(folder) ?? folder) + "/")
      }
      return (Path.real(path) ?? path) == here
    }
  }

  /// The value of a setting that runs a command: of the user's own levels, or of a project that is trusted.
  ///
  /// What is passed over is told of, with the command that lets it count.
  package func protected(_ name: String, where isCommand: (String) -> Bool = { _ in true })
    -> String?
  {
    let all = configuration.all(of: name)
    guard let last = all.last else { return nil }
    if last.scope.isOwn || !isCommand(last.value) || isTrusted { return last.value }
    context.notice(
      """
      '\(name)' of '\(last.path ?? "")' runs a command and this project isn't trusted, so it's ignored
      hint: to trust it: dora config set --global --add safe.project '\(root)'
      """)
    return all.last { $0.scope.isOwn || !isCommand($0.value) }?.value
  }

  /// Settings that nothing takes notice of, each with the one that was probably meant.
  package var unknownSettings: [(setting: Setting, nearest: String?)] {
    configuration.settings.compactMap { setting in
      guard KnownSetting.find(setting.name) == nil else { return nil }
      // The store's own file is git's as well, with sections that git alone knows, and core.
      let section = setting.name.prefix { $0 != "." } + "."
      let isOurs = section != "core." && KnownSetting.all.contains { $0.name.hasPrefix(section) }
      if setting.scope == .store, !isOurs { return nil }
      return (setting, KnownSetting.nearest(to: setting.name))
    }
  }
}
