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
    let near = suggestion(for: key, among: names)
    if names.contains(key) {
      return "'\(override.string)' sets a key that isn't there: to add it, write '+' before it"
    }
    return
      "there is no key '\(key)' to override\(near.isEmpty ? ": to add it, write '+' before it" : near)"
  }

  private static func collect(_ table: HydraTable, above: String, into names: inout [String]) {
    for (key, node) in zip(table.keys, table.nodes) {
      let name = above + key.string
      names.append(name)
      if case .table(let inner) = node { collect(inner, above: name + ".", into: &names) }
    }
  }
}
