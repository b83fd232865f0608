import DoraModel
import DoraStore

/// What a project's configuration says of jobs on Slurm: defaults, and profiles of sites.
///
///     [slurm]
///         account = speech
///     [slurm "jean-zay"]
///         host = jean-zay*
///         partition = gpu_p13
///         setup = module load cuda
struct SlurmSite {
  private let configuration: Configuration
  private static let section = "slurm"

  init(_ configuration: Configuration) { self.configuration = configuration }

  /// The resources that count where nothing else says otherwise: those of the section, then those of a profile.
  ///
  /// The profile is the one named, or the first with a pattern that `host` matches.
  func resources(profile asked: String?, host: String) throws -> JSON {
    let known = configuration.subsections(of: Self.section)
    var profile = asked
    if let asked {
      guard known.contains(asked) else { throw VerbFailure.noProfile(asked, known: known) }
    } else {
      profile = known.first { name in
        hosts(of: name).contains { Fnmatch.matches(Text(host), Text($0)) }
      }
    }
    let own = Self.json(configuration.settings(of: Self.section))
    guard let profile else { return own }
    return Self.merged(own, Self.json(configuration.settings(of: Self.section, profile)))
  }

  private func hosts(of profile: String) -> [String] {
    configuration.settings(of: Self.section, profile).first { $0.key == "host" }?.values ?? []
  }

  private static func json(_ settings: [(key: String, values: [String])]) -> JSON {
    .object(
      settings.filter { $0.key != "host" }.map { key, values in
        let name = Text(key)
        if SlurmResources.isList(key) { return JSON.Member(name, .array(values.map { JSON($0) })) }
        let last = values.last ?? ""
        // A key alone is git's way to say true, and an option without a value.
        return JSON.Member(name, last == "true" ? true : JSON(last))
      })
  }

  private static func merged(_ old: JSON, _ new: JSON) -> JSON { old.merging(new.members ?? []) }
}
