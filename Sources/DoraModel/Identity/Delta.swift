/// The arguments that differ from a program's defaults and are not excluded, sorted by name.
package struct Delta: Hashable, Sendable {
  package let entries: [JSON.Member]

  /// Sorts the entries by name, in code-point order, as Python's `sorted` does.
  package init(_ entries: [JSON.Member]) {
    self.entries = entries.sorted { $0.name < $1.name }
  }

  /// Takes entries that are sorted by name already.
  init(sorted entries: [JSON.Member]) { self.entries = entries }

  /// The list of `[name, value]` pairs that is signed.
  package var json: JSON {
    .array(entries.map { .array([.text($0.name), $0.value]) })
  }

  /// Reads what `json` wrote, or nil when it isn't a list of pairs.
  package init?(json: JSON) {
    guard let pairs = json.array else { return nil }
    var entries: [JSON.Member] = []
    for pair in pairs {
      guard let pair = pair.array, pair.count == 2, let name = pair[0].text else { return nil }
      entries.append(JSON.Member(name, pair[1]))
    }
    self.init(entries)
  }

  /// The whole digest; the XP's sig is its first digits.
  package var digest: Digest { SHA1.digest(PythonJSON.bytes(json)) }
}
