/// A curve in a line of text.
package enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█").map { String($0) }

  /// One block for each value, from the least to the greatest; NaN is a gap.
  ///
  /// More values than `width` are averaged, as many for each block as needed; infinity is beyond the ends of the scale.
  package static func text(_ values: [Double], width: Int = .max) -> String {
    let points = values.count > width ? averaged(values, to: max(width, 1)) : values
    let finite = points.filter(\.isFinite)
    let low = finite.min() ?? 0
    let high = finite.max() ?? 0
    // Halved, the range of the largest floats is finite too.
    let range = high / 2 - low / 2
    return points.map { point in
      if point.isNaN { return " " }
      if !point.isFinite { return point < 0 ? blocks[0] : blocks[7] }
      guard range > 0 else { return blocks[3] }
      let share = (point / 2 - low / 2) / range
      return blocks[min(Int(share * 8), 7)]
    }.joined()
  }

  private static func averaged(_ values: [Double], to width: Int) -> [Double] {
    (0..<width).map { i in
      let slice = values[(i * values.count / width)..<((i + 1) * values.count / width)]
      let known = slice.filter { !$0.isNaN }
      let count = Double(known.count)
      return known.isEmpty ? .nan : known.reduce(0) { $0 + $1 / count }
    }
  }
}
