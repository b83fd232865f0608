/// What a Hydra program's description says of it.
package struct HydraSetting: Hashable, Sendable {
  /// The `version_base` argument of the decorator.
  package enum VersionBase: Hashable, Sendable {
    case unspecified
    /// None: the version of Hydra itself.
    case current
    case version(String)
  }

  package var configName: Text
  package var versionBase: VersionBase
  /// The versions of hydra-core and omegaconf that the program imports.
  package var hydra: String
  package var omegaConf: String
  /// `dora.exclude` of the program's configuration; `dora.*` and `slurm.*` are always excluded too.
  package var exclude: [Text]
  /// First components of config names that something else offers: ConfigStore entries, plugins' search paths.
  ///
  /// A look-up of such a name is Hydra's. `hydra` needn't be named.
  package var foreign: Set<Text>
  /// Names of OmegaConf's own resolvers that the program replaced.
  package var replacedResolvers: Set<Text>

  package init(
    configName: Text, versionBase: VersionBase, hydra: String, omegaConf: String,
    exclude: [Text] = [], foreign: Set<Text> = [], replacedResolvers: Set<Text> = []
  ) {
    self.configName = configName
    self.versionBase = versionBase
    self.hydra = hydra
    self.omegaConf = omegaConf
    self.exclude = exclude
    self.foreign = foreign
    self.replacedResolvers = replacedResolvers
  }
}
