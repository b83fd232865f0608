import DoraModel

extension HistoryFile {
  /// Adds what a longer version of this history has more; false when it's another one, or isn't longer.
  package func extend(to entries: [JSON]) throws -> Bool {
    let known = try load()
    guard entries.count > known.count, zip(known, entries).allSatisfy(Self.isSame) else {
      return false
    }
    for entry in entries[known.count...] { try push(entry, isSupervised: true) }
    try render()
    return true
  }

  /// As they are printed: NaN is like itself here.
  private static func isSame(_ left: JSON, _ right: JSON) -> Bool {
    PythonJSON.bytes(left) == PythonJSON.bytes(right)
  }
}
