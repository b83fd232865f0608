/// The environment of the program, and which of it was looked at.
final class HydraEnvironment {
  private let variables: [Text: Text]
  private(set) var seen: Set<Text> = []

  init(_ variables: [Text: Text]) { self.variables = variables }

  subscript(_ name: Text) -> Text? {
    seen.insert(name)
    return variables[name]
  }
}
