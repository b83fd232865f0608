import DoraModel
import Testing

/// Which XPs go as one array.
@Suite struct SlurmArrayTests {
  private func candidate(
    gpus: Int = 1, array: SlurmArray = .auto, group: Int? = nil, dependents: Int = 0
  ) -> SlurmArray.Candidate {
    var resources = SlurmResources()
    resources.gpus = gpus
    resources.array = array
    resources.dependents = dependents
    return SlurmArray.Candidate(resources, group: group)
  }

  @Test func `equal resources go together, in the order of their first XP`() {
    let jobs = SlurmArray.jobs(
      of: [1, 2, 1, 3, 2, 1].map { candidate(gpus: $0) }, limit: 1001)
    #expect(jobs == [[0, 2, 5], [1, 4], [3]])
  }

  @Test func `an array is split at the cluster's limit`() {
    let jobs = SlurmArray.jobs(of: Array(repeating: candidate(), count: 2500), limit: 1001)
    #expect(jobs.map(\.count) == [1001, 1001, 498])
    #expect(jobs.flatMap { $0 } == Array(0..<2500))
    #expect(SlurmArray.jobs(of: [candidate(), candidate()], limit: 0).count == 2)
  }

  @Test func `a size bounds arrays, never leaves those of a grid file alone`() {
    #expect(
      SlurmArray.jobs(of: Array(repeating: candidate(array: .size(3)), count: 7), limit: 1001)
        .map(\.count) == [3, 3, 1])
    let jobs = SlurmArray.jobs(
      of: [
        candidate(array: .never), candidate(array: .never, group: 4), candidate(array: .never),
        candidate(array: .never, group: 4),
      ], limit: 1001)
    #expect(jobs == [[0], [1, 3], [2]])
  }

  @Test func `a chain is never part of an array`() {
    let jobs = SlurmArray.jobs(
      of: [candidate(dependents: 1), candidate(dependents: 1)], limit: 1001)
    #expect(jobs == [[0], [1]])
  }

  @Test func `no XPs are no jobs`() { #expect(SlurmArray.jobs(of: [], limit: 9).isEmpty) }
}
