/// Names cut to what tells them apart.
enum ShortNames {
  /// The shortest beginnings, a character at least, that are all different; names that repeat stay as they are.
  static func of(_ names: [Text]) -> [Text] {
    guard Set(names).count == names.count else { return names }
    let points = names.map(\.codePoints)
    var lengths = [Int](repeating: 1, count: names.count)
    while true {
      var buckets: [[UInt32]: [Int]] = [:]
      for (i, name) in points.enumerated() {
        buckets[Array(name.prefix(lengths[i])), default: []].append(i)
      }
      let clashes = buckets.values.filter { $0.count > 1 }
      if clashes.isEmpty { break }
      for i in clashes.joined() { lengths[i] += 1 }
    }
    return zip(points, lengths).map { name, length in
      var short = Text(bytes: [])
      for point in name.prefix(length) { short.append(codePoint: point) }
      return short
    }
  }
}
