import DoraModel
import DoraStore

/// Gives everything that this store has to another.
package struct PushVerb {
  private let sharing: Sharing

  package init(_ project: Project, options: Sharing.Options = Sharing.Options()) {
    sharing = Sharing(project, options: options)
  }

  /// What went over.
  package struct Done: Sendable {
    package let remote: String
    /// Whether the other store lacked anything.
    package let isNews: Bool
    package let pins: Int
    package let files: Int
  }

  package func push(to word: String?) throws -> Done {
    let project = sharing.project
    let store = try project.store()
    try recordStates()
    let sync = try sharing.sync(word)
    _ = try HistoryExchange(project).capture()
    // Code first: no record is ever seen without it.
    let pins = try sync.pushPins(try store.view().commits())
    let isNews = try sync.pushStore("push: united with another store", author: project.author)
    let files = try sharing.copyFiles(.push, sync)
    return Done(remote: sync.remote.shown, isNews: isNews, pins: pins, files: files)
  }

  /// Records what has ended and what runs by now: here that is asked each time, and there nobody can ask.
  private func recordStates() throws {
    let project = sharing.project
    let running = try StatusVerb(project).status(of: nil).compactMap { row in
      try row.run?.state == .running && !project.isForeign(row.run)
        ? row.run.map { (digest: row.digest, run: $0) } : nil
    }
    if running.isEmpty { return }
    let what = running.count == 1 ? "1 run is" : "\(running.count) runs are"
    try project.store().commit("push: \(what) running", author: project.author) { transaction in
      for (digest, run) in running {
        var runs = try transaction.runs(digest)
        guard let place = runs.all.firstIndex(where: { $0.id == run.id }),
          runs.all[place].state == .pending
        else { continue }
        runs.all[place].outcome = run.outcome
        try transaction.put(runs, of: digest)
      }
    }
  }
}
