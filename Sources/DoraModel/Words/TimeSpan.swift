/// Spans of time for people.
package enum TimeSpan {
  /// `7s`, `12m`, `3h05`, `2d`.
  package static func words(_ seconds: Double) -> String {
    // Whatever the clock says, it isn't beyond what an integer holds.
    let whole = Int(min(max(seconds, 0), 1e12))
    switch whole {
    case ..<60: return "\(whole)s"
    case ..<3600: return "\(whole / 60)m"
    case ..<86_400:
      let minutes = whole / 60 % 60
      return "\(whole / 3600)h\(minutes < 10 ? "0" : "")\(minutes)"
    default: return "\(whole / 86_400)d"
    }
  }

  /// The seconds that `30d`, `2w`, `12h`, `5m`, `90s` or a bare number of days stand for; nil for anything else.
  package static func seconds(_ words: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let last = words.last else { return nil }
    let unit = units[last]
    let digits = unit == nil ? words[...] : words.dropLast()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Double(digits), count < 1e9
    else { return nil }
    return count * (unit ?? 86_400)
  }
}
