/// The groups that Hydra's own defaults list has: every program's configuration begins with them.
enum HydraBuiltIns {
  private static let groups = [
    "output", "launcher", "sweeper", "help", "hydra_help", "hydra_logging", "job_logging",
    "callbacks", "env",
  ]

  /// The configs that Hydra has as classes; of the others it asks the program's directory last.
  private static let structured = [
    ("hydra", "config"), ("hydra/launcher", "basic"), ("hydra/sweeper", "basic"),
  ]

  /// Marks the overrides of Hydra's own groups as used.
  ///
  /// What they choose changes only the section that isn't part of an XP; `HydraComposition` sees that it's known to
  /// compose.
  static func use(_ choices: inout HydraChoices, _ files: HydraFiles) throws(HydraStop) {
    for (group, name) in structured where files.options(group)?.contains(name) == true {
      throw .unsure("the config '\(group)/\(name)' of Hydra itself")
    }
    for group in groups { _ = choices.use("hydra/\(group)") }
  }

  /// The overrides of Hydra's groups, as words that tell two compositions apart.
  static func chosen(_ choices: HydraChoices) -> [String] {
    choices.overrides.filter { $0.key.hasPrefix("hydra") }
      .map { "\($0.key)=\($0.value.choice)" }.sorted()
  }
}
