import DoraEngines
import DoraModel
import DoraStore

/// Brings what jobs have written of themselves into the store.
struct Fold {
  private let project: Project
  private let engine: LocalEngine

  init(_ project: Project) {
    self.project = project
    engine = project.engine
  }

  /// The rows with the states of this moment; runs that have ended since are recorded in one commit.
  func refreshed(_ rows: [StatusVerb.Row]) throws -> [StatusVerb.Row] {
    var rows = rows
    var ended: [(digest: Digest, run: Run)] = []
    for i in rows.indices {
      guard let run = rows[i].run, !run.state.isFinal else { continue }
      let now = try engine.refresh(run, folder: rows[i].folder)
      rows[i].summary.run = now
      guard now.state.isFinal else { continue }
      var last = now
      // Whatever the XP's next run makes of its history, this one's end is on record.
      let history = HistoryReader().read(rows[i].folder).read
      if history.count > 0 { last.metrics = history.last }
      ended.append((rows[i].digest, last))
    }
    if !ended.isEmpty { try record(ended) }
    return rows
  }

  /// Replaces runs by what became of them.
  func record(_ changed: [(digest: Digest, run: Run)]) throws {
    let what = changed.count == 1 ? "job \(changed[0].run.job)" : "\(changed.count) jobs"
    try project.store().commit("fold: \(what) ended", author: project.author) { transaction in
      for (digest, run) in changed {
        var runs = try transaction.runs(digest)
        guard let place = runs.all.firstIndex(where: { $0.id == run.id }) else { continue }
        // Another command may have been faster.
        if runs.all[place].state.isFinal { continue }
        runs.all[place].outcome = run.outcome
        runs.all[place].metrics = run.metrics
        try transaction.put(runs, of: digest)
      }
    }
  }
}

extension Project {
  /// The engine of this machine.
  package var engine: LocalEngine {
    LocalEngine(
      directory: storePath + "/local/" + context.host, host: context.host,
      launcher: context.launcher("dora-run"))
  }
}
