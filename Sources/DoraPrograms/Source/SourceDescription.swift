import DoraModel
import DoraSystem

/// A Hydra program's description by its source alone: what Python would say of it, without the time that its imports take.
///
/// It's only made where nothing that the project or anything installed for it does can change the answer; a doubt is
/// Python's to settle. What isn't part of signatures it doesn't hold: the versions of Python and of what is installed,
/// and what a process loads.
struct SourceDescription {
  /// Higher with every change of what counts as harmless: a description of an older one isn't used.
  static let version = 2

  let description: JSON

  init(of place: PythonProgram.Place) throws(SourceDoubt) {
    guard place.seemsOfHydra else { throw SourceDoubt("no Hydra program", isOfHydra: false) }
    let reads = SourceReads()
    let taken = Int(place.now() * 1e9)
    let path = try ImportPath(
      place.interpreter, root: place.root, client: place.client, environment: place.environment,
      reads)
    let distributions = try Distributions(in: path.installed[0], reads)
    var closure = ImportClosure(
      path, distributions, reads, root: place.root, entry: "\(place.package).\(place.mainModule)")
    let (entry, file) = try closure.read()
    let versions: JSON = [
      "hydra": JSON(
        try distributions.version(of: "hydra-core", by: "hydra/__init__.py", "__version__")),
      "omegaconf": JSON(
        try distributions.version(of: "omegaconf", by: "omegaconf/version.py", "__version__")),
      "pyyaml": JSON(
        try distributions.version(of: "pyyaml", by: "yaml/__init__.py", "__version__")),
    ]
    var hydra: [JSON.Member] = [
      JSON.Member("config_dir", JSON(try Self.folder(entry.configPath, beside: file))),
      JSON.Member("config_name", JSON(entry.configName)), JSON.Member("versions", versions),
      JSON.Member("exclude", ["dora.*", "slurm.*"]), JSON.Member("foreign", []),
      JSON.Member("replaced_resolvers", []), JSON.Member("environment", .null),
    ]
    switch entry.versionBase {
    case .unspecified: break
    case .current: hydra.append(JSON.Member("version_base", .null))
    case .version(let text): hydra.append(JSON.Member("version_base", JSON(text)))
    }
    hydra.append(JSON.Member("unsure", .null))
    let (dora, slurm) = try Self.sections(.object(hydra), place)
    let settings = try SourceSettings(dora: dora, slurm: slurm, root: place.root)
    let exclude = JSON.array(settings.exclude.map { JSON($0) } + ["dora.*", "slurm.*"])
    description = .object(
      [
        JSON.Member("by_source", JSON(Self.version)), JSON.Member("backend", "hydra"),
        JSON.Member("exclude", exclude), JSON.Member("taken_ns", JSON(taken)),
        JSON.Member("hydra", JSON.object(hydra).merging([JSON.Member("exclude", exclude)])),
      ] + settings.members + reads.record)
  }

  /// The config directory, as the client names it.
  private static func folder(
    _ path: String?, beside file: String
  ) throws(SourceDoubt) -> String {
    guard let parent = Path.real(Path.parent(file)) else { throw SourceDoubt("'\(file)' is gone") }
    let parts = (path ?? "").split(separator: "/").filter { $0 != "." }
    if path?.hasPrefix("/") == true { return "/" + parts.joined(separator: "/") }
    return ([parent] + parts.map(String.init)).joined(separator: "/")
  }

  private static func sections(
    _ hydra: JSON, _ place: PythonProgram.Place
  ) throws(SourceDoubt) -> (dora: JSON, slurm: JSON) {
    let entry = DescriptionCache.Entry(description: ["hydra": hydra], standing: nil)
    guard
      let composer = Reading(entry, environment: place.wholeEnvironment).signer as? HydraComposer
    else { throw SourceDoubt("its configuration isn't understood") }
    do throws(HydraStop) {
      return try composer.sections()
    } catch {
      throw SourceDoubt("its configuration: \(error.words)")
    }
  }
}

extension PythonProgram.Place {
  /// Whether the main module mentions Hydra's decorator; of others the source isn't read.
  fileprivate var seemsOfHydra: Bool {
    let parts = (package + "." + mainModule).split(separator: ".").joined(separator: "/")
    let path = Path.join(root, parts)
    let mark = Array("hydra_main".utf8)
    return [path + ".py", path + "/__init__.py"].contains { file in
      (try? File.contents(file))?.firstPlace(of: mark) != nil
    }
  }
}

/// What the sections `dora` and `slurm` of a configuration set, as the client takes them.
private struct SourceSettings {
  let members: [JSON.Member]
  let exclude: [String]

  init(dora: JSON, slurm: JSON, root: String) throws(SourceDoubt) {
    guard let root = Path.real(root) else { throw SourceDoubt("'\(root)' is gone") }
    var set: [Text: JSON] = [:]
    for member in try Self.members(dora, "dora") where member.name != "shep" {
      guard Self.known.contains(member.name) else {
        throw SourceDoubt("the setting 'dora.\(member.name.string)'")
      }
      set[member.name] = member.value
    }
    func bool(_ name: Text) throws(SourceDoubt) -> JSON {
      let value = set[name] ?? .bool(false)
      guard value.bool != nil else { throw SourceDoubt("the setting 'dora.\(name.string)'") }
      return value
    }
    func texts(_ name: Text) throws(SourceDoubt) -> [Text] {
      guard let texts = (set[name] ?? []).texts else {
        throw SourceDoubt("the setting 'dora.\(name.string)'")
      }
      return texts
    }
    exclude = try texts("exclude").map(\.string)
    let package = set["grid_package"] ?? .null
    guard package.isNull || package.text != nil else {
      throw SourceDoubt("the setting 'dora.grid_package'")
    }
    let dir = try Self.path(set["dir"] ?? "./outputs", "dora.dir", root)
    let shared = set["shared"] ?? .null
    members = [
      JSON.Member("dir", JSON(Self.shown(dir, root))),
      JSON.Member(
        "shared", shared.isNull ? .null : JSON(try Self.path(shared, "dora.shared", root))),
      JSON.Member("git_save", try bool("git_save")), JSON.Member("grid_package", package),
      JSON.Member("slurm", try Self.slurm(slurm)),
      JSON.Member("require_clean", try bool("require_clean")),
      JSON.Member(
        "post_git_save_commands",
        .array(try texts("post_git_save_commands").map { .text($0) })),
    ]
  }

  private static let known: Set<Text> = [
    "dir", "exclude", "git_save", "require_clean", "post_git_save_commands", "local_code", "shared",
    "grid_package", "history", "xps", "rendezvous_file", "use_rendezvous",
  ]

  private static func members(_ section: JSON, _ name: String) throws(SourceDoubt) -> [JSON.Member]
  {
    if section.isNull { return [] }
    guard let members = section.members else { throw SourceDoubt("the section '\(name)'") }
    return members
  }

  /// An absolute path, without anything that would lead up from where it is.
  private static func path(
    _ value: JSON, _ name: String, _ root: String
  ) throws(SourceDoubt) -> String {
    guard let text = value.string, !text.isEmpty else { throw SourceDoubt("the setting '\(name)'") }
    let parts = text.split(separator: "/").filter { $0 != "." }
    guard !parts.contains(".."), !text.hasPrefix("~"), !text.hasPrefix("//") else {
      throw SourceDoubt("the setting '\(name)'")
    }
    let rest = parts.joined(separator: "/")
    if text.hasPrefix("/") { return "/" + rest }
    return rest.isEmpty ? root : Path.join(root, rest)
  }

  /// Relative to the project if it's inside: a project can be moved with its store.
  private static func shown(_ dir: String, _ root: String) -> String {
    if dir == root { return "./." }
    let folder = root == "/" ? root : root + "/"
    return dir.hasPrefix(folder) ? "./" + dir.dropFirst(folder.count) : dir
  }

  /// The resources of a job as the client knows them, in its order.
  private static let resources: [JSON.Member] = [
    JSON.Member("gpus", 1), JSON.Member("gpus_per_node", 8), JSON.Member("mem_per_gpu", 40),
    JSON.Member("time", 1200), JSON.Member("cpus_per_gpu", 10), JSON.Member("cpus_per_task", nil),
    JSON.Member("partition", nil), JSON.Member("comment", nil), JSON.Member("setup", []),
    JSON.Member("max_num_timeout", 20), JSON.Member("constraint", ""),
    JSON.Member("one_task_per_node", false), JSON.Member("array", "auto"),
    JSON.Member("array_parallelism", 256), JSON.Member("exclude", nil), JSON.Member("qos", nil),
    JSON.Member("account", nil), JSON.Member("dependents", 0),
    JSON.Member("container_chdir", false), JSON.Member("force_chdir", nil),
    JSON.Member("srun_args", []), JSON.Member("python", nil), JSON.Member("nodelist", nil),
  ]

  private static func slurm(_ section: JSON) throws(SourceDoubt) -> JSON {
    let set = try members(section, "slurm").filter { $0.name != "shep" }
    let names = Set(resources.map(\.name))
    for member in set where !names.contains(member.name) {
      throw SourceDoubt("the setting 'slurm.\(member.name.string)'")
    }
    return JSON.object(resources).merging(set)
  }
}
