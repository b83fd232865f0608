/// What parsing has put where; the rest is still as the parser's defaults have it.
struct ArgumentNamespace {
  private let initial: [HeldValue?]
  private var places: [Int32]
  private var changed: [HeldValue] = []

  init(_ initial: [HeldValue?]) {
    self.initial = initial
    places = [Int32](repeating: -1, count: initial.count)
  }

  subscript(slot: Int) -> HeldValue? {
    let place = Int(places[slot])
    return place < 0 ? initial[slot] : changed[place]
  }

  mutating func set(_ slot: Int, _ value: HeldValue) {
    let place = Int(places[slot])
    if place < 0 {
      places[slot] = Int32(changed.count)
      changed.append(value)
    } else {
      changed[place] = value
    }
  }

  /// Takes over all that `other` holds, its defaults too.
  mutating func take(_ other: ArgumentNamespace) {
    for slot in places.indices {
      if let value = other[slot] { set(slot, value) }
    }
  }

  func isChanged(_ slot: Int) -> Bool { places[slot] >= 0 }
  var hasChanges: Bool { !changed.isEmpty }
}
