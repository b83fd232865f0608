/// Signs the argument lists of one Hydra program: its config files are read once, its compositions kept.
package final class HydraComposer {
  private let setting: HydraSetting
  let environment: HydraEnvironment
  let rules: Result<HydraRules, HydraStop>
  let files: HydraFiles?
  /// By the choices, one behind the other.
  private var compositions: [Text: Result<HydraComposition, HydraStop>] = [:]
  private var known: [Text: Bool] = [:]
  private let exclude: [Text]

  package init(_ setting: HydraSetting, _ source: HydraSource, environment: [Text: Text]) {
    self.setting = setting
    self.environment = HydraEnvironment(environment, changed: setting.environment)
    exclude = setting.exclude + ["dora.*", "slurm.*"]
    do throws(HydraStop) {
      if let reason = setting.unsure { throw .unsure(reason) }
      let rules = try HydraRules(setting)
      self.rules = .success(rules)
      files = HydraFiles(source, rules, foreign: setting.foreign)
    } catch {
      rules = .failure(error)
      files = nil
    }
  }

  /// Everything that the answers so far depended on.
  package var reads: HydraReads {
    var reads = files?.reads ?? HydraReads()
    reads.environment = environment.seen
    return reads
  }

  /// The configuration that no argument changes.
  var usual: HydraComposition {
    get throws(HydraStop) {
      _ = try rules.get()
      return try composition([])
    }
  }

  /// The config groups of the program's own directory, or nil when only Hydra can tell.
  package var groups: [Text]? { setting.foreign.isEmpty ? files?.groups().map { Text($0) } : nil }

  /// The delta of an argument list, as a fresh process of the Python tool computes it.
  package func answer(_ argv: [Text]) -> HydraAnswer {
    do throws(HydraStop) {
      let argv = try HydraArguments.simplified(argv)
      return .delta(try delta(argv), argv: argv)
    } catch {
      switch error {
      case .refused, .unknownKey: return .refused(error.words)
      case .unsure(let reason): return .unsure(reason)
      }
    }
  }

  private func delta(_ argv: [Text]) throws(HydraStop) -> Delta {
    let rules = try rules.get()
    // These turn warnings into errors, or change what Hydra does in other ways.
    for name in ["SELF_WARNING_AS_ERROR", "HYDRA_DEPRECATION_WARNINGS_AS_ERRORS"] as [Text]
    where try environment.setting(name) != nil {
      throw .unsure("the environment variable \(name.string)")
    }
    guard setting.replacedResolvers.isEmpty else { throw .unsure("resolvers that are replaced") }
    let usual = try composition([])
    var choices: [HydraOverride] = []
    var values: [HydraOverride] = []
    var kept: [HydraOverride] = []
    var entries: [JSON.Member] = []
    for word in argv {
      let override = try HydraOverrideParser.parse(word, rules)
      let isGroup = try isGroup(override.key)
      if !isGroup || override.value.table != nil {
        values.append(override)
      } else {
        choices.append(override)
      }
      if isGroup, override.kind == .change, override.package == nil,
        files?.hasOptions(override.key.string) == true
      {
        kept.append(override)
        let value = Text(bytes: word.bytes.dropFirst(override.key.bytes.count + 1))
        entries.append(JSON.Member(override.key, .text(value)))
      }
    }
    var base = usual.tree
    if !kept.isEmpty {
      base = try composition(kept.filter { $0.value.table == nil }).tree
      try apply(kept.filter { $0.value.table != nil }, to: &base)
    }
    var config = choices.isEmpty ? usual.tree : try composition(choices).tree
    try apply(values, to: &config)
    entries += try HydraComparison.differences(base, config, environment)
    entries.removeAll { entry in exclude.contains { Fnmatch.matches(entry.name, $0) } }
    let delta = Delta(entries)
    for (entry, next) in zip(delta.entries, delta.entries.dropFirst())
    where entry.name == next.name {
      throw .unsure("two values named '\(entry.name.string)'")
    }
    return delta
  }

  private func apply(
    _ overrides: [HydraOverride], to tree: inout HydraTable
  ) throws(HydraStop) {
    let update = HydraUpdate(try rules.get(), environment)
    for override in overrides {
      do throws(HydraStop) { try update.apply(override, to: &tree) } catch {
        guard case .unknownKey(let key, let word) = error else { throw error }
        throw .refused(
          HydraMisspelling.sentence(key, word, in: tree, groups: files?.groups() ?? []))
      }
    }
  }

  func isGroup(_ key: Text) throws(HydraStop) -> Bool {
    if let isGroup = known[key] { return isGroup }
    let first = key.bytes.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "/") }
    guard Text(bytes: first) != "hydra" else { throw .unsure("an override of Hydra itself") }
    guard let files else { return false }
    let isGroup = try files.isGroup(key.string)
    known[key] = isGroup
    return isGroup
  }

  /// The configuration for these choices; Hydra's own section must be one that is known to compose.
  func composition(_ choices: [HydraOverride]) throws(HydraStop) -> HydraComposition {
    var key = Text(bytes: [])
    for choice in choices { key.bytes += choice.text.bytes + [0] }
    let result: Result<HydraComposition, HydraStop>
    if let known = compositions[key] {
      result = known
    } else {
      do throws(HydraStop) {
        result = .success(try compose(choices))
      } catch {
        result = .failure(error)
      }
      compositions[key] = result
    }
    return try result.get()
  }

  private func compose(_ choices: [HydraOverride]) throws(HydraStop) -> HydraComposition {
    guard let files else { throw .unsure("an unknown version of Hydra") }
    let composed = try HydraComposition(
      setting.configName.string, choices, files, try rules.get())
    // The program started with its usual configuration, so that one's section is right.
    if !choices.isEmpty {
      let usual = try composition([])
      guard composed.own == usual.own else {
        throw .unsure("choices that change Hydra's own configuration")
      }
    }
    return composed
  }
}
