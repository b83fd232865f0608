import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// Follows the logs of XPs' last runs until their jobs end.
package final class TailVerb {
  private let project: Project
  private let naming: Naming
  private var rows: [StatusVerb.Row]
  private let follower = LogFollower()

  /// Looks the XPs up; one that never ran has nothing to follow.
  ///
  /// What another store has submitted can be read where its log is, and followed only there.
  package init(_ project: Project, names: [String], isFollowing: Bool = true) throws {
    self.project = project
    naming = Naming(project)
    var seen: Set<Digest> = []
    rows = try StatusVerb(project).status(of: names).filter { seen.insert($0.digest).inserted }
    for i in rows.indices {
      let row = rows[i]
      guard let run = row.run else { throw VerbFailure.noRun(row.sig.description) }
      if try project.isForeign(run) {
        guard run.state.isFinal || !isFollowing, let log = Self.log(of: run, row) else {
          throw VerbFailure.elsewhere(sig: row.sig.description, job: run.job, host: run.host)
        }
        rows[i].summary.run?.log = log
      }
      if run.log.isEmpty { throw VerbFailure.noLog(sig: row.sig.description, job: run.job) }
    }
  }

  /// The log of another store's run, in a copy of its folder or where it wrote itself.
  private static func log(of run: Run, _ row: StatusVerb.Row) -> String? {
    run.log.isEmpty
      ? "" : run.log(in: row.folder) ?? run.log(in: Path.parent(Path.parent(run.log)))
  }

  /// How many XPs are followed.
  package var count: Int { rows.count }

  /// Hands each line to `emit` as it's written, and calls `pause` whenever there is nothing to read.
  ///
  /// A run that is replaced or requeued while we follow is followed on in its new log. Returns the XPs whose last run
  /// ended otherwise than COMPLETED.
  package func follow(
    isFollowing: Bool, emit: (_ sig: Sig, _ line: [UInt8]) throws -> Void, pause: () throws -> Void
  ) throws -> [StatusVerb.Row] {
    var live = Array(rows.indices)
    for i in live { follower.add(i, path: rows[i].run?.log ?? "") }
    var wait = 0.02
    while true {
      // States first: what a job wrote before it ended is then read before we believe that it ended.
      if isFollowing { try refresh(live) }
      let count = try follower.read { try emit(rows[$0].sig, $1) }
      try pause()
      wait = count > 0 ? 0.02 : min(0.25, wait * 1.3)
      live = try live.filter { i in
        if isFollowing, rows[i].run?.state.isFinal != true { return true }
        if isFollowing, try moveOn(i) { return true }
        try follower.finish(i) { try emit(rows[$0].sig, $1) }
        return false
      }
      try pause()
      if live.isEmpty { break }
      Pause.seconds(wait)
    }
    return rows.filter { isFollowing && $0.run?.state != .completed }
  }

  private func refresh(_ live: [Int]) throws {
    let now = try Fold(project).refreshed(live.map { rows[$0] })
    for (i, row) in zip(live, now) { rows[i] = row }
  }

  /// Turns to the XP's newer run, if it has got one.
  private func moveOn(_ i: Int) throws -> Bool {
    guard let last = try project.store().view().runs(rows[i].digest).last,
      last.id != rows[i].run?.id
    else { return false }
    rows[i].summary.run = last
    follower.add(i, path: last.log)
    return true
  }
}
