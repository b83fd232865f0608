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
}
