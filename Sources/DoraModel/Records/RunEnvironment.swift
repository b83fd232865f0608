/// What a run found around it, as far as it may change what comes of it: machine, interpreter, packages, variables.
package struct RunEnvironment: Hashable, Sendable {
  /// Host, system, CPU, GPUs, driver.
  package var machine: [JSON.Member]
  /// Interpreter, its version, packages; nothing for a program that isn't Python's.
  package var program: [JSON.Member]
  /// Those of `variables` that are set.
  package var variables: [JSON.Member]

  package init(machine: [JSON.Member], program: [JSON.Member], variables: [JSON.Member]) {
    self.machine = machine
    self.program = program
    self.variables = variables
  }

  /// The variables that are recorded; one that ends in `*` stands for all that begin so.
  ///
  /// Each changes numbers or speed, and none is a place for secrets.
  package static let variables = [
    "CONDA_DEFAULT_ENV", "CUBLAS_WORKSPACE_CONFIG", "CUDA_DEVICE_MAX_CONNECTIONS",
    "CUDA_DEVICE_ORDER", "CUDA_LAUNCH_BLOCKING", "CUDA_VISIBLE_DEVICES", "CUDNN_*",
    "HIP_VISIBLE_DEVICES", "JAX_*", "KMP_*", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "LD_PRELOAD",
    "MALLOC_*", "MKL_*", "NCCL_*", "NUMBA_*", "NUMEXPR_*", "NVIDIA_TF32_OVERRIDE", "OMP_*",
    "OPENBLAS_*", "PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTHONPATH", "PYTORCH_*",
    "ROCR_VISIBLE_DEVICES", "TF_*", "TORCH_*", "TZ", "VIRTUAL_ENV", "XLA_*",
  ]

  /// What a name says that is no business of a record's, whoever asks for it.
  private static let secret = ["KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH"]

  /// Whether a variable is recorded; `more` are a project's own patterns.
  package static func records(_ name: String, more: [String]) -> Bool {
    let upper = name.uppercased()
    if secret.contains(where: { upper.contains($0) }) { return false }
    return (variables + more).contains { pattern in
      pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }
  }

  /// Those of `environment` that are recorded, by name.
  package static func recorded(
    of environment: [String: String], more: [String] = []
  ) -> [JSON.Member] {
    environment.keys.filter { records($0, more: more) }.sorted().map {
      JSON.Member(Text($0), JSON(environment[$0]))
    }
  }

  package var json: JSON {
    .object(
      [JSON.Member("version", 1)] + machine + program
        + [JSON.Member("variables", .object(variables))])
  }

  package var note: Note { Note(.environments, json) }
}

extension RunEnvironment {
  /// One thing that two environments have unlike.
  package struct Difference: Hashable, Sendable {
    /// `python`, `package numpy`, `variable OMP_NUM_THREADS`.
    package let what: String
    /// What it was, and what it is; nil where it isn't there.
    package let then: String?
    package let now: String?

    /// For people: `package numpy: 1.26.4, now 2.0.0`.
    package var shown: String { "\(what): \(then ?? "none"), now \(now ?? "none")" }
  }

  /// What of two records differs, in the order of the first, then what only the second has.
  package static func differences(_ then: JSON, _ now: JSON) -> [Difference] {
    let groups: [Text: String] = [
      "packages": "package ", "editable": "editable package ", "conda": "conda ",
      "variables": "variable ",
    ]
    return differences(then, now, ignoring: ["version"]) { name, old, new in
      guard let prefix = groups[name] else {
        return [Difference(what: name.string, then: old.map(shown), now: new.map(shown))]
      }
      return differences(old ?? [:], new ?? [:], ignoring: []) { inner, old, new in
        [Difference(what: prefix + inner.string, then: old.map(shown), now: new.map(shown))]
      }
    }
  }

  private static func differences(
    _ then: JSON, _ now: JSON, ignoring: Set<Text>,
    _ tell: (Text, JSON?, JSON?) -> [Difference]
  ) -> [Difference] {
    var found: [Difference] = []
    let (old, new) = (then.members ?? [], now.members ?? [])
    var later: [Text: JSON] = [:]
    for member in new { later[member.name] = member.value }
    var seen = ignoring
    for member in old where seen.insert(member.name).inserted {
      let value = later[member.name]
      if value != member.value { found += tell(member.name, member.value, value) }
    }
    for member in new where seen.insert(member.name).inserted {
      found += tell(member.name, nil, member.value)
    }
    return found
  }

  private static func shown(_ value: JSON) -> String {
    value.string ?? value.texts.map { $0.map(\.string).joined(separator: ", ") }
      ?? PythonJSON.string(value)
  }
}
