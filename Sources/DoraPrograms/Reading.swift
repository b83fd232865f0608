import DoraModel

/// A description as it's used: who signs by it, and whether it's still true.
struct Reading {
  let description: JSON
  /// The config directory of a Hydra program.
  let tree: ConfigTree?
  let signer: any NativeSigner

  init(_ entry: DescriptionCache.Entry, environment: [String: String]) {
    description = entry.description
    tree = description["hydra"]?["config_dir"]?.string.map(ConfigTree.init)
    signer = Self.signer(description, tree, environment: environment)
  }

  /// A description that isn't kept yet.
  init(_ description: JSON, _ place: PythonProgram.Place) {
    self.init(
      DescriptionCache.Entry(description: description, standing: nil),
      environment: place.wholeEnvironment)
  }

  private static func signer(
    _ description: JSON, _ tree: ConfigTree?, environment: [String: String]
  ) -> any NativeSigner {
    if let tree, let hydra = description["hydra"] {
      guard let setting = try? HydraSetting(json: hydra) else {
        return NoNativeSigner(reason: "its description isn't understood")
      }
      let variables = environment.map { (Text($0), Text($1)) }
      return HydraComposer(
        setting, tree.source, environment: Dictionary(variables) { first, _ in first })
    }
    if let parser = description["parser"].flatMap(ArgumentParserDescription.init(json:)) {
      return parser
    }
    let reason = description["parser"]?["reason"]?.string
    return NoNativeSigner(reason: reason ?? "this version of Python's argparse isn't known here")
  }

  /// Whether nobody but its source was asked.
  var isBySource: Bool { description["by_source"] != nil }

  /// Why the description isn't true any more; nil when it is.
  ///
  /// Config files may change as they like while what the program takes of them by being imported stays as it was,
  /// `standing`.
  func firstChange(since standing: String?) -> String? {
    guard let imported = Fingerprint(description: description) else {
      return "its description isn't understood"
    }
    if let change = imported.firstChange() { return change }
    guard tree != nil else { return nil }
    if let standing, composed == standing { return nil }
    if isBySource { return "its configuration has changed" }
    guard let config = Fingerprint(configOf: description) else {
      return "its description isn't understood"
    }
    return config.firstChange()
  }

  /// What a new description's program takes of its usual configuration; nil when that isn't certain.
  func standing() -> String? {
    guard let composed else { return nil }
    return isBySource || Fingerprint(configOf: description)?.isCurrent() == true ? composed : nil
  }

  /// What is composed here and now, when the program itself doesn't look into it.
  private var composed: String? {
    guard isBySource || description["config"]?["is_read"] == .bool(false) else { return nil }
    return (signer as? HydraComposer)?.standing
  }

  /// What of a program isn't as its source says, as far as signatures and folders go; nil for nothing.
  func difference(from whole: Reading) -> String? {
    for name in ["backend", "dir", "exclude"] as [Text]
    where description[name] != whole.description[name] {
      return name.string
    }
    let ours = description["hydra"]
    let theirs = whole.description["hydra"]
    for name in [
      "config_dir", "config_name", "version_base", "versions", "foreign", "replaced_resolvers",
      "unsure",
    ] as [Text] where ours?[name] != theirs?[name] {
      let found = (theirs?[name]).map { PythonJSON.string($0) } ?? "none"
      return "\(name.string) is \(found)"
    }
    return nil
  }
}
