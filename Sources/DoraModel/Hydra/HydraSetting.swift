/// What a Hydra program's description says of it.
package struct HydraSetting: Hashable, Sendable {
  /// The `version_base` argument of the decorator.
  package enum VersionBase: Hashable, Sendable {
    case unspecified
    /// None: the version of Hydra itself.
    case current
    case version(String)
  }

  /// The releases that the program imports.
  package struct Versions: Hashable, Sendable {
    package var hydra: String
    package var omegaConf: String
    package var pyYAML: String

    package init(hydra: String, omegaConf: String, pyYAML: String) {
      self.hydra = hydra
      self.omegaConf = omegaConf
      self.pyYAML = pyYAML
    }
  }

  package var configName: Text
  package var versionBase: VersionBase
  package var versions: Versions
  /// `dora.exclude` of the program's configuration; `dora.*` and `slurm.*` are always excluded too.
  package var exclude: [Text]
  /// First components of config names that something else offers: ConfigStore entries, plugins' search paths.
  ///
  /// A look-up of such a name is Hydra's. `hydra` needn't be named.
  package var foreign: Set<Text> = []
  /// Names of OmegaConf's own resolvers that the program replaced.
  package var replacedResolvers: Set<Text> = []
  /// Environment variables that the program's import changes: what Python sees of them isn't what we see.
  ///
  /// nil: it isn't known which.
  package var environment: Set<Text>? = []
  /// Why nothing of this program may be answered here.
  package var unsure: String?

  package init(
    configName: Text, versionBase: VersionBase, versions: Versions, exclude: [Text] = []
  ) {
    self.configName = configName
    self.versionBase = versionBase
    self.versions = versions
    self.exclude = exclude
  }
}

extension HydraSetting {
  /// Reads the `hydra` entry of a program's description.
  package init(json: JSON) throws(RecordFailure) {
    guard let name = json["config_name"]?.text, let versions = json["versions"],
      let lists = Self.lists(json)
    else { throw RecordFailure("'hydra' isn't a description of a configuration") }
    let base: VersionBase
    switch json["version_base"] {
    case nil: base = .unspecified
    case .null: base = .current
    case .some(let value):
      // Hydra takes a version or a string.
      guard let text = value.string else { throw RecordFailure("'version_base' isn't a string") }
      base = .version(text)
    }
    self.init(
      configName: name, versionBase: base,
      versions: Versions(
        hydra: try versions.need("hydra"), omegaConf: try versions.need("omegaconf"),
        pyYAML: try versions.need("pyyaml")),
      exclude: lists.exclude)
    foreign = Set(lists.foreign)
    replacedResolvers = Set(lists.replaced)
    environment = lists.environment.map { Set($0) }
    switch json["unsure"] {
    case nil, .null: unsure = nil
    case .some(let value): unsure = value.string ?? "something that the client found"
    }
  }

  /// The lists of names; nil when one of them isn't there, which an older client's description would be.
  private static func lists(
    _ json: JSON
  ) -> (exclude: [Text], foreign: [Text], replaced: [Text], environment: [Text]?)? {
    guard let exclude = json["exclude"]?.texts, let foreign = json["foreign"]?.texts,
      let replaced = json["replaced_resolvers"]?.texts, let environment = json["environment"],
      environment.isNull || environment.texts != nil
    else { return nil }
    return (exclude, foreign, replaced, environment.texts)
  }
}
