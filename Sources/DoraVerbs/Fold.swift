import DoraEngines
import DoraModel
import DoraStore

/// Brings what jobs have written of themselves into the store.
struct Fold {
  private let project: Project
  private let facts = Facts()

  /// What runs that have ended left beside their states, by run.
  private final class Facts {
    var all: [String: RunFacts] = [:]
  }

  init(_ project: Project) { self.project = project }

  /// The rows with the states of this moment; runs that have ended since are recorded in one commit.
  func refreshed(_ rows: [StatusVerb.Row]) throws -> [StatusVerb.Row] {
    var rows = rows
    var changed: [(digest: Digest, run: Run)] = []
    var live: [Int] = []
    for i in rows.indices where rows[i].isLive {
      // Only the store that it was submitted in can ask: what is known of it is as old as the last exchange.
      rows[i].isStale = try project.isForeign(rows[i].run)
      if !rows[i].isStale { live.append(i) }
    }
    for i in live where rows[i].run?.engine != EngineKind.slurm.rawValue {
      guard let run = rows[i].run else { continue }
      let now = try project.engine.refresh(run, folder: rows[i].folder)
      rows[i].summary.run = now
      if now.state.isFinal { changed.append((rows[i].digest, last(now, rows[i].folder))) }
    }
    for i in rows.indices {
      guard let run = try heard(of: rows[i]) else { continue }
      rows[i].summary.run = run
      changed.append((rows[i].digest, last(run, rows[i].folder)))
    }
    let onCluster = live.filter { rows[$0].run?.engine == EngineKind.slurm.rawValue }
    if !onCluster.isEmpty {
      let sight = project.slurm.refresh(rows.runs(at: onCluster))
      changed += take(sight, at: onCluster, into: &rows)
    }
    do { try record(changed) } catch StoreFailure.system(let refusal) where refusal.isForbidden {
      // Who may only read the store sees them all the same.
    }
    return rows
  }

  /// A run that was taken for lost and isn't; nil: nothing was heard of it.
  private func heard(of row: StatusVerb.Row) throws -> Run? {
    guard var run = row.run, run.isTakenForLost, try !project.isForeign(run) else { return nil }
    run.state = run.started == nil ? .pending : .running
    run.ended = nil
    run.reason = nil
    if run.engine == EngineKind.slurm.rawValue {
      return SlurmEngine.lastWord(of: run, folder: row.folder)
    }
    let now = try project.engine.refresh(run, folder: row.folder)
    // Another machine's job that hasn't ended only said so at some time.
    return now.state.isFinal || run.host == project.engine.host ? now : nil
  }

  /// The same once every run on a cluster has the number of its job.
  func settled(_ rows: [StatusVerb.Row]) throws -> [StatusVerb.Row] {
    var rows = rows
    let open = try rows.indices.filter {
      try rows[$0].isLive && rows[$0].run?.number == nil && !project.isForeign(rows[$0].run)
    }
    if open.isEmpty { return rows }
    let sight = project.slurm.settled(rows.runs(at: open))
    try record(take(sight, at: open, into: &rows))
    return rows
  }

  /// Puts what a cluster said into the rows, and answers what the store has to learn of it.
  private func take(
    _ sight: SlurmEngine.Sight, at places: [Int], into rows: inout [StatusVerb.Row]
  ) -> [(digest: Digest, run: Run)] {
    project.tell(sight.trouble)
    var changed: [(digest: Digest, run: Run)] = []
    for (i, now) in zip(places, sight.runs) {
      if now.state.isFinal || now.job != rows[i].run?.job {
        changed.append((rows[i].digest, last(now, rows[i].folder)))
      }
      rows[i].summary.run = now
      rows[i].isStale = sight.trouble != nil && !now.state.isFinal
    }
    return changed
  }

  /// The run with where its history ends: whatever the XP's next run makes of that, this one's end is on record.
  func last(_ run: Run, _ folder: String) -> Run {
    guard run.state.isFinal else { return run }
    var run = run
    facts.all[run.id] = RunFacts(of: run, in: folder)
    let history = HistoryReader().read(folder).read
    if history.count > 0 { run.metrics = history.last }
    return run
  }

  /// Replaces runs by what became of them.
  func record(_ changed: [(digest: Digest, run: Run)]) throws {
    if changed.isEmpty { return }
    let what = changed.count == 1 ? "job \(changed[0].run.job)" : "\(changed.count) jobs"
    let verb = changed.contains { $0.run.state.isFinal } ? "ended" : "found"
    try project.store().commit("fold: \(what) \(verb)", author: project.author) { transaction in
      for (digest, run) in changed {
        var runs = try transaction.runs(digest)
        guard let place = runs.all.firstIndex(where: { $0.id == run.id }) else { continue }
        // Another command may have been faster.
        if runs.all[place].state.isFinal, !runs.all[place].isTakenForLost { continue }
        runs.all[place].outcome = run.outcome
        runs.all[place].metrics = run.metrics
        runs.all[place].job = run.job
        if let facts = facts.all[run.id] { try transaction.note(facts, in: &runs.all[place]) }
        try transaction.put(runs, of: digest)
      }
    }
    project.cluster?.letGo()
  }
}

extension [StatusVerb.Row] {
  /// The runs of some rows, each with its XP's folder.
  func runs(at places: [Int]) -> [(run: Run, folder: String)] {
    places.compactMap { i in self[i].run.map { ($0, self[i].folder) } }
  }
}
