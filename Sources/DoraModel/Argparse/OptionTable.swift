/// The option strings of a parser, found by their bytes.
struct OptionTable: Sendable {
  struct Option: Sendable {
    let text: Text
    let action: Int
    /// `--no-…` of an option that is on or off.
    let isNegation: Bool
    /// Its second character is a prefix too.
    let isLong: Bool
  }

  let options: [Option]
  /// Whether `=` may be part of an option, so that a word must be looked up whole.
  let hasEquals: Bool
  private let mask: Int
  private let places: [Int32]

  init(_ options: [Option]) {
    self.options = options
    hasEquals = options.contains { $0.text.bytes.contains(UInt8(ascii: "=")) }
    var size = 8
    while size < options.count * 2 { size *= 2 }
    mask = size - 1
    var places = [Int32](repeating: -1, count: size)
    for (place, option) in options.enumerated() {
      var at = option.text.bytes.withUnsafeBufferPointer { Self.hash($0[...]) } & mask
      while places[at] >= 0 { at = (at + 1) & mask }
      places[at] = Int32(place)
    }
    self.places = places
  }

  /// The place of the option that is exactly these bytes.
  func find(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Int? {
    var at = Self.hash(bytes) & mask
    while true {
      let place = Int(places[at])
      if place < 0 { return nil }
      if options[place].text.bytes.elementsEqual(bytes) { return place }
      at = (at + 1) & mask
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash ^ hash >> 15)
  }
}
