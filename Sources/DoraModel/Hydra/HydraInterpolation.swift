/// A string with `${…}`, taken apart.
package final class HydraInterpolation: Sendable {
  package let text: Text
  let parts: [Part]

  enum Part: Sendable {
    case literal(Text)
    case reference(Reference)
    case call(Call)
  }

  /// `${a.b}`, `${.a}`, `${a[0].${b}}`.
  struct Reference: Sendable {
    /// How many containers to go up, counted as the dots are: none means from the root.
    let dots: Int
    let keys: [Key]
  }

  enum Key: Sendable {
    case text(Text)
    /// An interpolation that names the key.
    case nested(Part)
  }

  /// `${oc.env:HOME,here}`.
  struct Call: Sendable {
    let name: Text
    let arguments: [Argument]
  }

  enum Argument: Sendable {
    case value(JSON)
    /// Pieces whose strings are joined, or a lone interpolation that keeps its type.
    case parts([Part], isText: Bool)
  }

  init(_ text: Text) throws(HydraStop) {
    self.text = text
    var parser = HydraInterpolationParser(text)
    parts = try parser.parse()
  }

  /// Whether OmegaConf would take `text` for an interpolation.
  static func isNeeded(in text: Text) -> Bool {
    var wasDollar = false
    for byte in text.bytes {
      if wasDollar, byte == UInt8(ascii: "{") { return true }
      wasDollar = byte == UInt8(ascii: "$")
    }
    return false
  }

  /// The part when it's the whole string: its value then keeps its type.
  var alone: Part? {
    guard parts.count == 1, let part = parts.first else { return nil }
    if case .literal = part { return nil }
    return part
  }
}
