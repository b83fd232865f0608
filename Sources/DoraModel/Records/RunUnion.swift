/// The runs that two stores have of one XP, united by their ids.
///
/// Records are JSON here and stay whole: members that a later version of this program wrote are kept.
package struct RunUnion {
  /// Oldest first.
  package private(set) var runs: [JSON]
  /// How many of them weren't ours.
  package private(set) var newCount = 0

  package init(ours: JSON, theirs: JSON, base: JSON?) {
    func list(_ record: JSON?) -> [JSON] { record?["runs"]?.array ?? [] }
    var places: [String: Int] = [:]
    runs = list(ours)
    for (place, run) in runs.enumerated() { places[run["id"]?.string ?? ""] = place }
    var common: [String: JSON] = [:]
    for run in list(base) { common[run["id"]?.string ?? ""] = run }
    for run in list(theirs) {
      let id = run["id"]?.string ?? ""
      if let place = places[id] {
        runs[place] = Self.better(runs[place], run, base: common[id])
      } else {
        places[id] = runs.count
        runs.append(run)
        newCount += 1
      }
    }
    runs.sort { left, right in
      let (a, b) = (left["submitted"]?.double ?? 0, right["submitted"]?.double ?? 0)
      return a == b ? (left["id"]?.string ?? "") < (right["id"]?.string ?? "") : a < b
    }
  }

  /// The version of a run that knows more, and the same one whoever asks.
  private static func better(_ left: JSON, _ right: JSON, base: JSON?) -> JSON {
    if left == right { return left }
    if left == base { return right }
    if right == base { return left }
    let (a, b) = (rank(left), rank(right))
    if a != b { return b < a ? left : right }
    return PythonJSON.bytes(left).lexicographicallyPrecedes(PythonJSON.bytes(right)) ? right : left
  }

  /// What has ended is newer than what runs, and that newer than what waits; then when it ended or was last seen.
  private static func rank(_ run: JSON) -> (state: Int, time: Double) {
    let seen = max(0, run["seen"]?.double ?? 0)
    return switch run["state"]?.string.flatMap(RunState.init(rawValue:)) {
    case nil: (-1, seen)
    case .pending: (0, seen)
    case .running: (1, seen)
    default: (2, max(0, run["ended"]?.double ?? 0))
    }
  }
}
