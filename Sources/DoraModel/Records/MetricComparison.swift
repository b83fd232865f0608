/// Two sets of final metrics, side by side.
package struct MetricComparison: Hashable, Sendable {
  /// One metric that isn't the same in both.
  package struct Difference: Hashable, Sendable {
    /// With dots between the levels: `valid.loss`.
    package let name: String
    package let then: JSON?
    package let now: JSON?

    /// For people: `valid.loss: 0.5, now 0.25`.
    package var shown: String { "\(name): \(Self.shown(then)), now \(Self.shown(now))" }

    private static func shown(_ value: JSON?) -> String {
      value.map(PythonJSON.string) ?? "none"
    }
  }

  package private(set) var differences: [Difference] = []
  /// How many were compared.
  package private(set) var count = 0

  /// Compares numbers up to `tolerance` times the larger of the two, all else exactly; names that match a pattern of
  /// `ignoring` don't count.
  package init(_ then: JSON, _ now: JSON, tolerance: Double, ignoring patterns: [String] = []) {
    let (old, new) = (Self.flat(then), Self.flat(now))
    var values: [String: JSON] = [:]
    for (name, value) in new { values[name] = value }
    var seen: Set<String> = []
    for (name, value) in old + new {
      guard seen.insert(name).inserted else { continue }
      if patterns.contains(where: { Fnmatch.matches(Text(name), Text($0)) }) { continue }
      count += 1
      let isOld = seen.count <= old.count
      let before: JSON? = isOld ? .some(value) : .none
      if let before, let after = values[name], Self.isSame(before, after, tolerance) { continue }
      differences.append(Difference(name: name, then: before, now: values[name]))
    }
  }

  private static func flat(_ metrics: JSON, below prefix: String = "") -> [(String, JSON)] {
    (metrics.members ?? []).flatMap { member in
      let name = prefix + member.name.string
      return member.value.members == nil
        ? [(name, member.value)] : flat(member.value, below: name + ".")
    }
  }

  private static func isSame(_ then: JSON, _ now: JSON, _ tolerance: Double) -> Bool {
    guard let old = then.double, let new = now.double else { return then == now }
    if old == new || (old.isNaN && new.isNaN) { return true }
    return (old - new).magnitude <= tolerance * max(old.magnitude, new.magnitude)
      && old.isFinite && new.isFinite
  }
}
