import DoraEngines
import DoraModel
import DoraStore

/// Ends runs that are pending or running.
package struct CancelVerb {
  private let project: Project
  /// How long a program may take to end by itself, in seconds; Slurm's KillWait.
  private static let grace = 30.0

  package init(_ project: Project) { self.project = project }

  /// Takes the last runs of the XPs named for lost, whose machines can't be asked and won't come back.
  package func giveUp(_ names: [String]) throws -> [StatusVerb.Row] {
    let status = StatusVerb(project)
    let rows = try status.status(of: names)
    var lost: [(digest: Digest, run: Run)] = []
    for row in rows where row.isLive {
      guard let run = row.run else { continue }
      let isElsewhere =
        run.engine == EngineKind.local.rawValue && run.host != project.engine.host
      guard row.isStale || isElsewhere else {
        throw VerbFailure.notLost(sig: row.sig.description, job: run.job)
      }
      lost.append((row.digest, run.takenForLost))
    }
    try Fold(project).record(lost)
    return try status.status(of: names)
  }

  /// Cancels the last runs of the XPs named; those that have ended stay as they are.
  @discardableResult
  package func cancel(_ names: [String]) throws -> [StatusVerb.Row] {
    let status = StatusVerb(project)
    let rows = try status.status(of: names)
    let foreign = try rows.first { try $0.isLive && project.isForeign($0.run) }
    if let foreign, let run = foreign.run {
      throw VerbFailure.elsewhere(sig: foreign.sig.description, job: run.job, host: run.host)
    }
    let live = rows.compactMap { row in
      row.run.flatMap { $0.state.isFinal ? nil : (run: $0, folder: row.folder) }
    }
    let isOnCluster = { (run: Run) in run.engine == EngineKind.slurm.rawValue }
    let onCluster = live.filter { isOnCluster($0.run) }
    if !onCluster.isEmpty {
      let ended = try project.slurm.cancel(onCluster)
      let places = Dictionary(
        rows.compactMap { row in row.run.map { ($0.id, row) } },
        uniquingKeysWith: { first, _ in first })
      let fold = Fold(project)
      try fold.record(
        ended.compactMap { run in
          places[run.id].map { ($0.digest, fold.last(run, $0.folder)) }
        })
    }
    try project.engine.cancel(live.filter { !isOnCluster($0.run) }, grace: Self.grace)
    return try status.status(of: names)
  }
}
