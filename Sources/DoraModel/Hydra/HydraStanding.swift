/// What a program takes of its usual configuration by being imported, whatever else changes in its files.
///
/// As long as this is the same, a description that another state of the files gave is true of this one too: the client
/// itself looks at nothing but the sections `dora` and `slurm`, and Hydra's own section composes as it did.
extension HydraComposer {
  /// A digest of it, or nil when only Hydra can tell what the usual configuration is.
  package var standing: String? {
    do throws(HydraStop) {
      let usual = try usual
      let sections = [try section("dora", of: usual), try section("slurm", of: usual)]
      return SHA1.digest(PythonJSON.bytes([.array(sections), .array(usual.ownContents)])).hex
    } catch {
      return nil
    }
  }

  /// The sections `dora` and `slurm` of the usual configuration, null where there is none.
  ///
  /// Throws why only Hydra can tell what they are, or what Hydra's own section is.
  package func sections() throws(HydraStop) -> (dora: JSON, slurm: JSON) {
    let usual = try usual
    guard usual.own.isEmpty else { throw .unsure("a configuration of Hydra itself") }
    return (try section("dora", of: usual), try section("slurm", of: usual))
  }

  private func section(_ name: Text, of usual: HydraComposition) throws(HydraStop) -> JSON {
    let resolver = HydraResolver(root: .table(usual.tree), environment: environment)
    return try usual.tree[name].map { (node) throws(HydraStop) in
      try resolver.plain(node, in: [], at: .key(name))
    } ?? .null
  }
}

extension HydraResolver {
  /// A node as a program sees it that resolves all of it.
  fileprivate func plain(
    _ node: HydraNode, in path: HydraPath, at step: HydraStep, depth: Int = 0
  ) throws(HydraStop) -> JSON {
    guard depth < 64 else { throw .unsure("a configuration that contains itself") }
    let own = path + [step]
    switch node {
    case .scalar(let value): return value
    case .missing: return node.json
    case .list(let nodes):
      var values: [JSON] = []
      for (index, node) in nodes.enumerated() {
        values.append(try plain(node, in: own, at: .index(index), depth: depth + 1))
      }
      return .array(values)
    case .table(let table):
      var members: [JSON.Member] = []
      for (key, node) in zip(table.keys, table.nodes) {
        members.append(
          JSON.Member(key, try plain(node, in: own, at: .key(key), depth: depth + 1)))
      }
      return .object(members)
    case .interpolation(let interpolation):
      switch try value(of: interpolation, in: path) {
      case .scalar(let value): return value
      case .made(let values): return .array(values)
      case .container(let target, let node):
        guard let last = target.last else { throw .unsure("the whole configuration in a section") }
        return try plain(node, in: Array(target.dropLast()), at: last, depth: depth + 1)
      }
    }
  }
}
