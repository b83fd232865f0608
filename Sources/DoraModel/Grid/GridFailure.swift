/// Why a grid can't be named, chosen from, or planned.
package enum GridFailure: Failure, Equatable {
  case invalidName(String)
  /// An index among the patterns that no XP has.
  case noIndex(Int, of: Int)
  /// No grid of this name was ever made.
  case neverMade(String, known: [String])
  /// The grid file made no XP, though the grid had some.
  case empty(String, had: Int, unfinished: Int)

  package var message: String {
    switch self {
    case .invalidName(let name): "invalid grid name '\(name)'"
    case .noIndex(let index, let count): "no XP with index \(index) among \(GridWords.xps(count))"
    case .neverMade(let name, _): "grid '\(name)' was never made"
    case .empty(let name, let had, let unfinished):
      unfinished == 0
        ? "grid '\(name)' has no XPs any more; it had \(had)"
        : "grid '\(name)' has no XPs any more; \(unfinished) of its \(had) would be cancelled"
    }
  }

  package var hint: String? {
    switch self {
    case .invalidName: "a name is that of a file in the grids' folder, with dots for sub-folders"
    case .noIndex: "list the XPs that the patterns select with 'dora-grid'"
    case .neverMade(_, let known):
      known.isEmpty
        ? "'dora grid' makes grids" : "grids are: \(known.joined(separator: ", "))"
    case .empty: "if that's what you want, add '--allow-empty'"
    }
  }
}
