extension SlurmResources {
  /// What a run records of its resources; only what isn't as by default, but for the GPUs.
  package var json: JSON {
    let defaults = SlurmResources()
    var members = [JSON.Member("gpus", JSON(gpus))]
    func add<Value: Equatable>(
      _ name: Text, _ path: KeyPath<SlurmResources, Value>, _ json: (Value) -> JSON
    ) {
      if self[keyPath: path] != defaults[keyPath: path] {
        members.append(JSON.Member(name, json(self[keyPath: path])))
      }
    }
    add("gpus_per_node", \.gpusPerNode) { JSON($0) }
    add("mem_per_gpu", \.memPerGPU) { .number($0) }
    add("time", \.time) { JSON($0) }
    add("cpus_per_gpu", \.cpusPerGPU) { JSON($0) }
    add("cpus_per_task", \.cpusPerTask) { JSON($0) }
    add("partition", \.partition) { JSON($0) }
    add("comment", \.comment) { JSON($0) }
    add("setup", \.setup) { .array($0.map { JSON($0) }) }
    add("max_num_timeout", \.maxNumTimeout) { JSON($0) }
    add("constraint", \.constraint) { JSON($0) }
    add("one_task_per_node", \.oneTaskPerNode) { .bool($0) }
    add("array_parallelism", \.arrayParallelism) { JSON($0) }
    add("exclude", \.exclude) { JSON($0) }
    add("nodelist", \.nodelist) { JSON($0) }
    add("qos", \.qos) { JSON($0) }
    add("account", \.account) { JSON($0) }
    add("dependents", \.dependents) { JSON($0) }
    add("srun_args", \.srunArgs) { .array($0.map { JSON($0) }) }
    add("python", \.python) { JSON($0) }
    add("container_chdir", \.containerChdir) { .bool($0) }
    add("array", \.array) { JSON($0.description) }
    for option in extra {
      members.append(JSON.Member(Text(option.name), option.value.map { JSON($0) } ?? .bool(true)))
    }
    return .object(members)
  }

  /// These resources with what an object of a grid file or a record says.
  package func adding(_ json: JSON) throws(SlurmOptionFailure) -> SlurmResources {
    var resources = self
    for member in json.members ?? [] {
      if case .bool(let isSet) = member.value, resources.isExtra(member.name.string) {
        // An option that takes no value is given, or isn't.
        if isSet {
          try resources.set(member.name.string, String?.none)
        } else {
          try resources.set(member.name.string, JSON.null)
        }
      } else {
        try resources.set(member.name.string, member.value)
      }
    }
    return resources
  }

  /// Whether a key is no key of ours, but an option of sbatch.
  private func isExtra(_ key: String) -> Bool {
    var copy = self
    copy.extra.removeAll()
    guard (try? copy.set(key, String?.none)) != nil else { return false }
    return !copy.extra.isEmpty
  }
}
