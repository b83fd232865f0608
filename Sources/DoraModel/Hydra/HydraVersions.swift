/// The versions whose every answer the differential tests have seen equal to ours; any other is Python's to ask.
package enum HydraVersions {
  /// A release of hydra-core with the releases of omegaconf beside which it was compared.
  private static let pairs: [String: Set<String>] = [
    "1.1.1": ["2.1.1", "2.1.2"],
    "1.1.2": ["2.1.1", "2.1.2"],
    "1.2.0": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.0": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.1": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.2": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.3": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.4": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.5": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.6": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.7": ["2.2.3", "2.3.0", "2.3.1"],
    "1.3.8": ["2.2.3", "2.3.0", "2.3.1"],
  ]

  /// The releases of PyYAML, whose part is only to read texts.
  private static let yaml: Set<String> = ["5.4.1", "6.0", "6.0.1", "6.0.2", "6.0.3", "6.0.4"]

  /// Throws the doubt when this combination hasn't been compared.
  static func check(hydra: String, omegaConf: String, pyYAML: String) throws(HydraStop) {
    guard let beside = pairs[hydra] else { throw .unsure("Hydra \(hydra)") }
    guard beside.contains(omegaConf) else {
      throw .unsure("OmegaConf \(omegaConf) with Hydra \(hydra)")
    }
    guard yaml.contains(pyYAML) else { throw .unsure("PyYAML \(pyYAML)") }
  }
}
