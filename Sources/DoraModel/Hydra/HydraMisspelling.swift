/// What somebody meant who wrote a key or an option that isn't there.
enum HydraMisspelling {
  /// `; did you mean 'x'?`, or nothing when no word is near.
  static func suggestion(for word: String, among words: some Sequence<String>) -> String {
    EditDistance.nearest(to: word, among: words, within: (word.utf8.count + 2) / 3)
      .map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Why an override of a `key` that isn't in `config` is refused.
  static func sentence(
    _ key: Text, _ override: Text, in config: HydraTable, groups: some Sequence<String>
  ) -> String {
    let key = key.string
    var names: [String] = Array(groups)
    collect(config, above: "", into: &names)
    if names.contains(key) {
      return "'\(override.string)' sets a key that isn't there: to add it, write '+' before it"
    }
    let missing = "there is no key '\(key)' to override"
    guard let near = nearest(to: key, among: names) else {
      return "\(missing): to add it, write '+' before it"
    }
    return "\(missing); did you mean '\(near)'? (to add it, write '+' before it)"
  }

  /// The key that was meant: what both have in front is no evidence that `optim.eps` means `optim.lr`.
  private static func nearest(to key: String, among names: [String]) -> String? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    var best: (distance: Int, name: String)?
    for name in names {
      let others = name.split(separator: ".", omittingEmptySubsequences: false)
      let shared = zip(parts, others).prefix { $0 == $1 }.count
      let rest = parts.dropFirst(shared).joined(separator: ".")
      let other = others.dropFirst(shared).joined(separator: ".")
      let distance = EditDistance.between(rest, other)
      guard distance <= (rest.utf8.count + 2) / 3, distance < rest.count else { continue }
      if best.map({ (distance, name) < ($0.distance, $0.name) }) ?? true {
        best = (distance, name)
      }
    }
    return best?.name
  }

  private static func collect(_ table: HydraTable, above: String, into names: inout [String]) {
    for (key, node) in zip(table.keys, table.nodes) {
      let name = above + key.string
      names.append(name)
      if case .table(let inner) = node { collect(inner, above: name + ".", into: &names) }
    }
  }
}
