import DoraModel
import DoraSystem

extension SlurmEngine {
  /// More words than this go in another scancel: the kernel bounds a command line.
  private static let words = 4000
  /// Slurm waits this long between SIGTERM and SIGKILL unless its administrator said otherwise.
  private static let patience = 60.0

  /// Ends runs with one scancel, and returns when all of them have ended.
  package func cancel(_ runs: [(run: Run, folder: String)]) throws -> [Run] {
    pace.reset()
    var sight = settled(runs)
    if let trouble = sight.trouble { throw trouble }
    var ids: [SlurmJobID] = []
    for run in sight.runs where !run.state.isFinal {
      guard SlurmBatch.intent(run.job) == nil else {
        throw SlurmFailure.notEnding([run.job])
      }
      ids += Self.ids(run)
    }
    if ids.isEmpty { return sight.runs }
    var rest = SlurmJobID.words(of: ids)[...]
    while !rest.isEmpty {
      do throws(SlurmFailure) {
        try commands.run("scancel", Array(rest.prefix(Self.words)))
      } catch {
        // One that has ended meanwhile is no failure.
        guard case .refused(_, _, let said) = error, said.contains("Invalid job id") else {
          throw error
        }
      }
      rest = rest.dropFirst(Self.words)
    }
    let ended = Set(sight.runs.map(\.id))
    var waited = 0.0
    var pause = 0.1
    while true {
      pace.reset()
      sight = refresh(zip(sight.runs, runs).map { ($0, $1.folder) }, cancelled: ended)
      let left = sight.runs.filter { !$0.state.isFinal }
      if left.isEmpty { return sight.runs }
      if waited > Self.patience {
        throw sight.trouble ?? SlurmFailure.notEnding(left.map(\.job))
      }
      Pause.seconds(pause)
      waited += pause
      pause = min(2, pause * 1.5)
    }
  }
}
