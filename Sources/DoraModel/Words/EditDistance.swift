/// How far two words are apart, for what was probably misspelt.
package enum EditDistance {
  /// How many letters must be changed, added or dropped to make one word of the other.
  package static func between(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var row = Array(0...right.count)
    for i in left.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for k in right.indices {
        let changed = diagonal + (left[i] == right[k] ? 0 : 1)
        diagonal = row[k + 1]
        row[k + 1] = min(changed, row[k] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }

  /// The word nearest to `word`, if one is within `limit` letters of it and not just as short.
  package static func nearest(
    to word: String, among words: some Sequence<String>, within limit: Int
  ) -> String? {
    let near = words.map { (word: $0, distance: between($0, word)) }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let near, near.distance <= limit, near.distance < word.count else { return nil }
    return near.word
  }
}
