/// The environment of the program, and which of it was looked at.
final class HydraEnvironment {
  private let variables: [Text: Text]
  /// What Python sees otherwise: what the program's import changes, and what its start sets.
  private let changed: Set<Text>
  /// Whether it's known what the program's import changes.
  private let isKnown: Bool
  private(set) var seen: Set<Text> = []

  init(_ variables: [Text: Text], changed: Set<Text>? = []) {
    self.variables = variables
    self.changed = (changed ?? []).union(["PYTHONPATH", "PYTHONUNBUFFERED", "LC_CTYPE"])
    isKnown = changed != nil
  }

  /// The value of a variable, nil when it isn't set.
  func value(of name: Text) throws(HydraStop) -> Text? {
    guard isKnown else {
      throw .unsure("the environment variable \(name.string), which the program may change")
    }
    return try setting(name)
  }

  /// The value of a variable that is Hydra's own, and that no program sets.
  func setting(_ name: Text) throws(HydraStop) -> Text? {
    guard !changed.contains(name) else {
      throw .unsure("the environment variable \(name.string), which the program changes")
    }
    seen.insert(name)
    return variables[name]
  }
}
