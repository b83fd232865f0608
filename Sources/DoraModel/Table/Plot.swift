/// Curves in a box of text: braille dots where there are colours to tell curves apart, else a letter each.
package struct Plot {
  /// One curve: a value at each place from 1 on, NaN where there is none.
  package struct Curve {
    package let name: String
    package let values: [Double]

    package init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// One letter of the box, and which curve it belongs to.
  package struct Cell: Hashable, Sendable {
    package var letter: Character
    package var curve: Int?
  }

  /// How values get their places on the axis: as they are, or by their logarithms.
  package struct Scale: Sendable {
    /// NaN for a value that has no place.
    let place: @Sendable (Double) -> Double
    let value: @Sendable (Double) -> Double

    package init(
      place: @escaping @Sendable (Double) -> Double, value: @escaping @Sendable (Double) -> Double
    ) {
      self.place = place
      self.value = value
    }

    package static let linear = Scale(place: { $0 }, value: { $0 })
  }

  private let curves: [Curve]
  private let scale: Scale
  private let width: Int
  private let height: Int

  /// Makes a box of `width` and `height` letters; the labels at its left come on top.
  package init(_ curves: [Curve], width: Int, height: Int, scale: Scale = .linear) {
    self.curves = curves
    self.scale = scale
    self.width = max(2, width)
    self.height = max(2, height)
  }

  /// The letter that stands for a curve where there are no colours.
  package static func letter(_ curve: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return letters[curve % letters.count]
  }

  /// The least and the greatest value, on the axis.
  private var range: (low: Double, high: Double)? {
    var low = Double.infinity
    var high = -Double.infinity
    for value in curves.flatMap(\.values).map(scale.place) where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    return low == high ? (low - 0.5, high + 0.5) : (low, high)
  }

  /// What stands at the axis: the greatest and the least value.
  package var labels: (top: String, bottom: String)? {
    range.map { range in
      let format = FormatSpec(".4g") ?? .plain
      func word(_ value: Double) -> String {
        format.show(.number(scale.value(value))).string
      }
      return (word(range.high), word(range.low))
    }
  }

  /// The box, line by line from the top.
  package func lines(braille: Bool) -> [[Cell]] {
    let (columns, rows) = braille ? (2, 4) : (1, 1)
    let size = (x: width * columns, y: height * rows)
    var dots = [[UInt8]](repeating: [UInt8](repeating: 0, count: width), count: height)
    var owner = [[Int?]](repeating: [Int?](repeating: nil, count: width), count: height)
    let length = curves.map(\.values.count).max() ?? 0
    guard let range, length > 0 else { return blank }
    func place(_ i: Int, _ value: Double) -> (x: Int, y: Int) {
      let x = length == 1 ? 0 : Double(i) * Double(size.x - 1) / Double(length - 1)
      // Halved, the range of the largest floats is finite too.
      let share = (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2)
      return (Int(x.rounded()), Int((Double(size.y - 1) * (1 - share)).rounded()))
    }
    func mark(_ x: Int, _ y: Int, _ curve: Int) {
      let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
      let bit = braille ? bits[y % rows][x % columns] : 1
      dots[y / rows][x / columns] |= bit
      owner[y / rows][x / columns] = curve
    }
    for (number, curve) in curves.enumerated() {
      var last: (x: Int, y: Int)?
      for (i, value) in curve.values.map(scale.place).enumerated() {
        guard value.isFinite else {
          last = nil
          continue
        }
        let here = place(i, value)
        let from = last ?? here
        let steps = max(abs(here.x - from.x), abs(here.y - from.y), 1)
        for step in 0...steps {
          mark(
            from.x + (here.x - from.x) * step / steps, from.y + (here.y - from.y) * step / steps,
            number)
        }
        last = here
      }
    }
    return zip(dots, owner).map { line, owners in
      zip(line, owners).map { bits, curve in
        guard bits != 0, let curve else { return Cell(letter: " ", curve: nil) }
        let point = Unicode.Scalar(0x2800 + UInt32(bits)).map(Character.init) ?? "*"
        return Cell(letter: braille ? point : Self.letter(curve), curve: curve)
      }
    }
  }

  private var blank: [[Cell]] {
    [[Cell]](
      repeating: [Cell](repeating: Cell(letter: " ", curve: nil), count: width), count: height)
  }
}
