import DoraModel
import DoraStore
import DoraSystem

/// Settings, level by level.
package struct ConfigVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// The settings of one level, or of all in the order in which they count.
  package func settings(_ scope: Setting.Scope?) -> [Setting] {
    project.configuration.settings.filter { scope == nil || $0.scope == scope }
  }

  /// What a name is set to, the value that counts last.
  package func values(_ name: String, _ scope: Setting.Scope?) throws -> [Setting] {
    let name = try checked(name).description
    return settings(scope).filter { $0.name == name }
  }

  /// Sets a name at one level; a value that nothing could be made of is refused.
  package func set(
    _ name: String, to value: String, at scope: Setting.Scope, adding: Bool
  ) throws {
    let checked = try checked(name)
    if let wanted = KnownSetting.find(checked.description)?.refusal(of: value) {
      throw StoreFailure.badSetting(name: name, value: value, wanted: wanted)
    }
    try file(scope).set(checked, to: value, adding: adding)
  }

  /// Takes a name out of one level; false when it isn't there.
  package func unset(_ name: String, at scope: Setting.Scope) throws -> Bool {
    try file(scope).unset(try checked(name))
  }

  private func checked(_ name: String) throws(VerbFailure) -> SettingName {
    guard let checked = SettingName(name) else { throw .noSettingName(name) }
    return checked
  }

  private func file(_ scope: Setting.Scope) throws -> ConfigurationFile {
    // Without a store there's no place for what belongs to it.
    if scope == .store { _ = try project.store() }
    let path = Project.file(
      of: scope, root: project.root, storePath: project.storePath,
      environment: project.context.environment)
    guard let path else { throw VerbFailure.noLevel(scope.rawValue) }
    return ConfigurationFile(path)
  }
}
