/// What differs between the versions that are answered here.
struct HydraRules: Hashable, Sendable {
  /// Whether `version_base` is at least 1.2.
  let isBase12: Bool
  /// Dashes in keys and words: Hydra 1.3.
  let hasDashes: Bool
  /// A bar in unquoted values: Hydra 1.2.
  let hasPipe: Bool
  /// OmegaConf 2.1 keeps containers that are None.
  let isOmegaConf21: Bool

  init(_ setting: HydraSetting) throws(HydraStop) {
    let versions = setting.versions
    try HydraVersions.check(
      hydra: versions.hydra, omegaConf: versions.omegaConf, pyYAML: versions.pyYAML)
    guard let hydra = Self.version(versions.hydra), let omega = Self.version(versions.omegaConf)
    else { throw .unsure("Hydra \(versions.hydra)") }
    hasDashes = hydra.minor >= 3
    hasPipe = hydra.minor >= 2
    isOmegaConf21 = omega.minor == 1
    switch setting.versionBase {
    case .unspecified: isBase12 = false
    case .current: isBase12 = hydra.minor >= 2
    case .version(let text):
      guard hydra.minor >= 2, let base = Self.version(text), base.major == 1,
        (1...3).contains(base.minor)
      else { throw .unsure("version_base \(text) in Hydra \(versions.hydra)") }
      isBase12 = base.minor >= 2
    }
  }

  /// The first two numbers of a released version; a pre-release is none.
  private static func version(_ text: String) -> (major: Int, minor: Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(parts.count), let major = parts[0], let minor = parts[1],
      parts.count == 2 || parts[2] != nil
    else { return nil }
    return (major, minor)
  }
}
