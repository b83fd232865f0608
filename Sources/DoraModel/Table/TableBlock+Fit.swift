extension TableBlock {
  /// Words are cut to no less than this to make a table fit.
  private static let narrowest = 12

  /// Makes the table at most `target` columns wide: cuts the widest words first, then leaves the last columns out.
  ///
  /// Numbers are never cut. One column always stays. Returns the names of the columns left out.
  func fit(_ target: Int) -> [String] {
    var hidden: [String] = []
    while width > target {
      if shrink(to: target) { break }
      guard leafCount > 1, let name = dropLast() else { break }
      hidden.insert(name, at: 0)
      release()
    }
    return hidden
  }

  private var leafCount: Int {
    column.groups == nil ? 1 : children.reduce(0) { $0 + $1.leafCount }
  }

  /// Narrows the widest columns of words, a step at a time, until all fits; false when that isn't enough.
  private func shrink(to target: Int) -> Bool {
    while width > target {
      let widths = wordWidths().sorted(by: >)
      guard let widest = widths.first, widest > Self.narrowest else { return false }
      let next = widths.first { $0 < widest } ?? Self.narrowest
      let count = widths.prefix { $0 == widest }.count
      let step = max(1, min(widest - max(next, Self.narrowest), (width - target) / count))
      limitWords(to: widest - step)
      measure()
    }
    return true
  }

  private func wordWidths() -> [Int] {
    if column.groups == nil { return isText ? [width] : [] }
    return children.flatMap { $0.wordWidths() }
  }

  private func limitWords(to limit: Int) {
    if column.groups == nil {
      if isText, width > limit { self.limit = limit }
      measure()
    }
    for i in children.indices { children[i].limitWords(to: limit) }
  }

  private func release() {
    limit = nil
    for i in children.indices { children[i].release() }
    measure()
  }

  /// Removes the last leaf; the groups that held nothing else go with it.
  private func dropLast() -> String? {
    guard let last = children.indices.last else { return nil }
    let name: String?
    if children[last].column.groups == nil {
      name = children[last].path.map(\.string).joined(separator: ".")
      children.removeLast()
    } else {
      name = children[last].dropLast()
      if children[last].children.isEmpty { children.removeLast() }
    }
    return name
  }
}
