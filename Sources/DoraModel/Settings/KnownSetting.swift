/// A setting that dora takes notice of: the one list that warnings, completions and the manual are held against.
package struct KnownSetting: Sendable {
  /// What its value may be.
  package enum Kind: Sendable {
    case text
    /// Bytes, as git writes them: `500k`, `10m`.
    case size
    /// A number and `s`, `m`, `h`, `d` or `w`.
    case time
    case oneOf([String])
    case bool
  }

  /// As people write it: `program.mainModule`; `*` stands for any name of the user's.
  package let name: String
  package let about: String
  package var kind = Kind.text
  /// Whether its value is run as a command by verbs that otherwise only look: then it's taken from a project that is
  /// trusted, or not at all.
  package var isProtected = false

  package static let all = [
    KnownSetting(name: "program.package", about: "The Python package that holds the program."),
    KnownSetting(name: "program.mainModule", about: "The module in it."),
    KnownSetting(name: "program.python", about: "The Python that runs it."),
    KnownSetting(name: "program.command", about: "The executable that is the program, with words."),
    KnownSetting(name: "program.dir", about: "The output folder of program.command."),
    KnownSetting(name: "program.exclude", about: "Names that program.command doesn't sign."),
    KnownSetting(name: "program.grids", about: "The folder of program.command's grids."),
    KnownSetting(
      name: "code.maxFileSize", about: "Larger files are left out of recorded code.", kind: .size),
    KnownSetting(
      name: "code.maxTotalSize", about: "How much uncommitted code is recorded.", kind: .size),
    KnownSetting(
      name: "code.gitSave", about: "Whether runs use a checkout of their code.", kind: .bool),
    KnownSetting(
      name: "code.requireClean", about: "Whether all must be committed to run.", kind: .bool),
    KnownSetting(name: "environment.record", about: "Variables to record with each run."),
    KnownSetting(
      name: "keep.grace", about: "For how long 'dora gc' keeps what was used.", kind: .time),
    KnownSetting(name: "share.remote", about: "What 'dora push' and 'dora pull' share with."),
    KnownSetting(
      name: "share.files", about: "Where they keep files, for a remote that has no folders."),
    KnownSetting(
      name: "color.ui", about: "Whether output is coloured.",
      kind: .oneOf(["auto", "always", "never"])),
    KnownSetting(
      name: "core.pager", about: "What long output is shown with.", isProtected: true),
    KnownSetting(
      name: "pager.*", about: "Whether a verb's output is paged, or with what.", isProtected: true),
    KnownSetting(
      name: "safe.project", about: "A project whose settings may run commands.", isProtected: true),
    KnownSetting(name: "alias.*", about: "What 'dora <name>' stands for."),
    KnownSetting(
      name: "submit.engine", about: "Where runs go.",
      kind: .oneOf(EngineKind.allCases.map(\.rawValue))),
    KnownSetting(name: "submit.profile", about: "The site profile that counts."),
    KnownSetting(name: "slurm.*", about: "What jobs ask of Slurm unless told otherwise."),
  ]

  /// What dora knows of a setting, by the name that git compares.
  package static func find(_ name: String) -> KnownSetting? {
    all.first { known in
      known.name.hasSuffix(".*")
        ? name.hasPrefix(known.name.dropLast()) : known.name.lowercased() == name
    }
  }

  /// The known setting that was probably meant.
  package static func nearest(to name: String) -> String? {
    let names = all.map(\.name).filter { !$0.hasSuffix("*") }
    let near = EditDistance.nearest(to: name, among: names.map { $0.lowercased() }, within: 3)
    if let near { return names.first { $0.lowercased() == near } }
    // A key in the wrong section, or in none of ours.
    let key = name.split(separator: ".").last.map(String.init) ?? name
    return names.first { $0.lowercased().hasSuffix("." + key) }
  }

  /// Whether this can be the setting's value; what was wanted, if not.
  package func refusal(of value: String) -> String? {
    switch kind {
    case .text: return nil
    case .time: return TimeSpan.seconds(value) == nil ? "a time such as 30d" : nil
    case .size:
      let digits =
        value.lowercased().last.map { "kmg".contains($0) } == true ? value.dropLast() : value[...]
      let isSize = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
      return isSize ? nil : "a size such as 500k, 10m or 1g"
    case .bool:
      let words = ["true", "yes", "on", "1", "false", "no", "off", "0", ""]
      return words.contains(value.lowercased()) ? nil : "true or false"
    case .oneOf(let words):
      return words.contains(value) ? nil : words.joined(separator: ", ")
    }
  }
}
