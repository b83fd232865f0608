/// Which XPs of a submission go as one job array.
package enum SlurmArray: Hashable, Sendable {
  /// All that ask for the same.
  case auto
  /// None but those that a grid file put in one.
  case never
  /// As `auto`, with at most this many tasks an array.
  case size(Int)

  package init?(_ text: String) {
    switch text {
    case "auto", "true": self = .auto
    case "never", "false": self = .never
    default:
      guard let size = Int(text), size > 0 else { return nil }
      self = size == 1 ? .never : .size(size)
    }
  }

  package var description: String {
    switch self {
    case .auto: "auto"
    case .never: "never"
    case .size(let size): String(size)
    }
  }

  /// One XP of a submission, as far as arrays go.
  package struct Candidate: Hashable, Sendable {
    package let resources: SlurmResources
    /// The `job_array()` of a grid file that it's in.
    package let group: Int?

    package init(_ resources: SlurmResources, group: Int? = nil) {
      self.resources = resources
      self.group = group
    }
  }

  /// The places of `candidates`, job by job: one for a job by itself, several for an array.
  ///
  /// `limit` is the cluster's MaxArraySize, one more than the greatest index. Jobs come in the order of their first XP.
  package static func jobs(of candidates: [Candidate], limit: Int) -> [[Int]] {
    var order: [Candidate] = []
    var members: [Candidate: [Int]] = [:]
    for (place, candidate) in candidates.enumerated() {
      if members[candidate] == nil { order.append(candidate) }
      members[candidate, default: []].append(place)
    }
    var jobs: [[Int]] = []
    for candidate in order {
      let size = size(for: candidate, limit: limit)
      var rest = (members[candidate] ?? [])[...]
      while !rest.isEmpty {
        jobs.append(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
    }
    return jobs.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  private static func size(for candidate: Candidate, limit: Int) -> Int {
    // A chain is a chain of whole jobs, and tasks of an array have no successors of their own.
    if candidate.resources.dependents > 0 { return 1 }
    return switch candidate.resources.array {
    case .auto: max(1, limit)
    case .never: candidate.group == nil ? 1 : max(1, limit)
    case .size(let size): max(1, min(size, limit))
    }
  }
}
