/// Names of XPs for people, made of their deltas.
package enum Names {
  /// The name of one XP, for display: its delta's parts, with a space between them; `default` when there are none.
  package static func name(of delta: Delta) -> String {
    let name = fullName(of: delta)
    return name.isEmpty ? "default" : name
  }

  /// The name that a grid's patterns are matched with: all parts of the delta, empty when there are none.
  package static func fullName(of delta: Delta) -> String {
    parts(of: delta).joined(separator: " ")
  }

  /// The names of a set of XPs, and as base the parts that all share; an XP that has no part of its own has no name.
  ///
  /// The one name of a set of one is thus empty. The base shows a value as the first XP has it: 1 and 1.0 are equal.
  package static func names(of deltas: [Delta]) -> (base: String, names: [String]) {
    let all = deltas.map(entries(of:))
    var shared = all.first ?? []
    for entries in all.dropFirst() where !shared.isEmpty {
      shared.removeAll { part in
        guard let other = entries.first(where: { $0.name == part.name }) else { return true }
        return !PythonEquality.equal(part.value, other.value)
      }
    }
    let factored = Set(shared.map(\.name))
    let names = all.map { entries in
      entries.filter { !factored.contains($0.name) }.map(part).joined(separator: " ")
    }
    return (shared.map(part).joined(separator: " "), names)
  }

  /// One part for each entry: `key=value`, or the key alone when the value is True.
  package static func parts(of delta: Delta) -> [String] {
    entries(of: delta).map(part)
  }

  /// The delta's entries; of a repeated name the last value, in the first place.
  private static func entries(of delta: Delta) -> [JSON.Member] {
    var entries: [JSON.Member] = []
    for entry in delta.entries {
      // A delta is sorted by name, so a repetition follows at once.
      if entries.last?.name == entry.name { entries.removeLast() }
      entries.append(entry)
    }
    return entries
  }

  private static func part(_ entry: JSON.Member) -> String {
    let key = short(entry.name.string)
    return entry.value == .bool(true) ? key : "\(key)=\(PythonText.str(entry.value))"
  }

  /// A dotted key with every component but the last cut to 3 code points.
  private static func short(_ key: String) -> String {
    let components = key.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
    return
      (components.dropLast().map { String($0.prefix(3)) } + components.suffix(1).map { String($0) })
      .joined(separator: ".")
  }
}
