extension SlurmResources {
  /// Options of sbatch by which a job would get lost to us.
  private static let reserved: Set<String> = [
    "array", "open-mode", "output", "error", "parsable", "wait", "wrap", "test-only", "requeue",
    "no-requeue", "signal", "job-name", "dependency", "kill-on-invalid-dep", "chdir", "help",
    "version", "usage", "clusters", "cluster", "export-file",
  ]

  /// Whether a key takes several values, each a line or word of its own.
  package static func isList(_ key: String) -> Bool { ["setup", "srunargs"].contains(plain(key)) }

  /// Sets one key as a grid file or a project's configuration gives it.
  package mutating func set(_ key: String, _ value: JSON) throws(SlurmOptionFailure) {
    switch value {
    case .array(let items):
      let words = items.map(Self.word)
      switch Self.plain(key) {
      case "setup": setup = words
      case "srunargs": srunArgs = words
      default: try set(key, words.joined(separator: ","))
      }
    case .null: try unset(key)
    default: try set(key, Self.word(value))
    }
  }

  /// Sets one key as a command line or a configuration file gives it: `partition`, `gpu`; any spelling with `_` or `-`.
  ///
  /// `setup` and `srun_args` add a word; anything that isn't ours is an option of sbatch.
  package mutating func set(_ key: String, _ value: String?) throws(SlurmOptionFailure) {
    switch Self.plain(key) {
    case "gpus": gpus = try Self.count(key, value)
    case "gpuspernode": gpusPerNode = max(1, try Self.count(key, value))
    case "mempergpu": memPerGPU = try Self.gigabytes(key, value)
    case "time": time = try Self.minutes(key, value)
    case "cpuspergpu": cpusPerGPU = max(1, try Self.count(key, value))
    case "cpuspertask": cpusPerTask = max(1, try Self.count(key, value))
    case "partition": partition = Self.filled(value)
    case "devpartition": devPartition = value ?? ""
    case "dev": if try Self.flag(key, value) { partition = Self.filled(devPartition) }
    case "comment": comment = Self.filled(value)
    case "setup": setup.append(value ?? "")
    case "maxnumtimeout": maxNumTimeout = try Self.count(key, value)
    case "constraint": constraint = Self.filled(value)
    case "onetaskpernode": oneTaskPerNode = try Self.flag(key, value)
    case "arrayparallelism": arrayParallelism = max(1, try Self.count(key, value))
    case "exclude": exclude = Self.filled(value)
    case "nodelist": nodelist = Self.filled(value)
    case "qos": qos = Self.filled(value)
    case "account": account = Self.filled(value)
    case "dependents": dependents = try Self.count(key, value)
    case "srunargs": srunArgs.append(value ?? "")
    case "python": python = Self.filled(value)
    case "containerchdir", "forcechdir": containerChdir = try Self.flag(key, value)
    case "array":
      guard let choice = SlurmArray(value ?? "auto") else {
        throw .badValue(key: key, value: value ?? "", wanted: "auto, never or a number")
      }
      array = choice
    default: try setExtra(key, value)
    }
  }

  /// None in a grid file: the key as if it had never been set.
  private mutating func unset(_ key: String) throws(SlurmOptionFailure) {
    let defaults = SlurmResources()
    switch Self.plain(key) {
    case "mempergpu": memPerGPU = 0
    case "cpuspertask": cpusPerTask = nil
    case "partition", "comment", "constraint", "exclude", "nodelist", "qos", "account", "python":
      try set(key, "")
    case "setup": setup = []
    case "srunargs": srunArgs = []
    case "containerchdir", "forcechdir": break
    case "gpus": gpus = defaults.gpus
    case "time": time = defaults.time
    default:
      let name = Self.dashed(key)
      extra.removeAll { $0.name == name }
    }
  }

  private mutating func setExtra(_ key: String, _ value: String?) throws(SlurmOptionFailure) {
    let name = Self.dashed(key)
    let isName =
      name.utf8.first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } == true
      && name.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || $0 == UInt8(ascii: "-")
      }
    guard isName else { throw .unknownKey(key) }
    if Self.reserved.contains(name) { throw .reserved(name) }
    extra.removeAll { $0.name == name }
    extra.append(Option(name, value))
  }

  private static func dashed(_ key: String) -> String {
    String(key.map { $0 == "_" ? "-" : $0 })
  }

  private static func plain(_ key: String) -> String {
    String(key.filter { $0 != "_" && $0 != "-" }).lowercased()
  }

  private static func filled(_ value: String?) -> String? { value?.isEmpty == false ? value : nil }

  private static func word(_ value: JSON) -> String {
    switch value {
    case .text(let text): text.string
    case .bool(let bool): bool ? "true" : "false"
    case .integer(let digits): digits
    // 40.0 of a grid file is 40 for Slurm.
    case .number(let number):
      Double(Int(exactly: number) ?? 0) == number ? String(Int(number)) : PythonJSON.repr(number)
    case .null: ""
    case .array, .object: PythonJSON.string(value)
    }
  }

  private static func count(_ key: String, _ value: String?) throws(SlurmOptionFailure) -> Int {
    guard let value, let count = Int(value), count >= 0, count < 1_000_000_000 else {
      throw .badValue(key: key, value: value ?? "", wanted: "0 or a positive number")
    }
    return count
  }

  private static func flag(_ key: String, _ value: String?) throws(SlurmOptionFailure) -> Bool {
    switch value?.lowercased() {
    case nil, "true", "yes", "on", "1": return true
    case "false", "no", "off", "0", "": return false
    default: throw .badValue(key: key, value: value ?? "", wanted: "true or false")
    }
  }

  /// `40`, `37.5`, or with Slurm's units: `82G`, `500M`, `1T`.
  private static func gigabytes(_ key: String, _ value: String?) throws(SlurmOptionFailure)
    -> Double
  {
    var text = (value ?? "").uppercased()[...]
    if text.hasSuffix("B") { text = text.dropLast() }
    var factor = 1.0
    switch text.last {
    case "K": factor = 1 / 1_048_576
    case "M": factor = 1 / 1024
    case "T": factor = 1024
    default: break
    }
    if let last = text.last, "KMGT".contains(last) { text = text.dropLast() }
    guard let number = Double(text), number >= 0, number < 1e9 else {
      throw .badValue(key: key, value: value ?? "", wanted: "gigabytes")
    }
    return number * factor
  }

  /// Minutes, or any of Slurm's forms: `1:30:00`, `2-12`, `90:30`; 0 for `UNLIMITED`.
  private static func minutes(_ key: String, _ value: String?) throws(SlurmOptionFailure) -> Int {
    let failure = SlurmOptionFailure.badValue(
      key: key, value: value ?? "", wanted: "minutes or [days-]hours:minutes:seconds")
    let halves = (value ?? "").split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count) else { throw failure }
    if ["unlimited", "infinite"].contains((value ?? "").lowercased()) { return 0 }
    var parts: [Double] = []
    for part in halves[halves.count - 1].split(separator: ":", omittingEmptySubsequences: false) {
      guard let number = Double(part), number >= 0, number < 1e8 else { throw failure }
      parts.append(number)
    }
    guard (1...3).contains(parts.count) else { throw failure }
    let minutes: Double
    if halves.count == 2 {
      guard let days = Double(halves[0]), days >= 0, days < 1e5 else { throw failure }
      parts += [0, 0]
      minutes = days * 1440 + parts[0] * 60 + parts[1] + parts[2] / 60
    } else if parts.count == 3 {
      minutes = parts[0] * 60 + parts[1] + parts[2] / 60
    } else {
      minutes = parts[0] + (parts.count > 1 ? parts[1] / 60 : 0)
    }
    // Slurm counts whole minutes, and rounds up as well.
    let whole = Int(minutes)
    return Double(whole) < minutes ? whole + 1 : whole
  }
}
