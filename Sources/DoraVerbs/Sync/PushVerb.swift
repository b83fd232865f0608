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
    package let code: CarriedCode
    package let files: Int
  }

  package func push(to word: String?) throws -> Done {
    let project = sharing.project
    let store = try project.store()
    try recordStates()
    var sync = try sharing.sync(word)
    _ = try HistoryExchange(project).capture()
    var (code, isNews) = (CarriedCode(), false)
    if try !sync.isDone(.push) {
      try sharing.checkRelation(sync)
      // Code first: no record is ever seen without it. Whatever is recorded meanwhile goes with the next push.
      let view = try store.view()
      code = try sync.pushPins(try view.commits())
      isNews = try sync.pushStore(
        view, "push: united with another store", author: project.author)
      if code.gaps.isEmpty { try sync.remember(.push, of: view) }
    }
    let files = try sharing.copyFiles(.push, sync)
    return Done(remote: sync.remote.shown, isNews: isNews, code: code, files: files)
  }

  /// Records what has ended, and how it stands with what hasn't: here that is asked each time, and there nobody can ask.
  private func recordStates() throws {
    let project = sharing.project
    let live = try StatusVerb(project).status(of: nil).compactMap { row in
      row.isLive && !row.isStale ? row.run.map { (digest: row.digest, run: $0) } : nil
    }
    if live.isEmpty { return }
    let now = project.context.now()
    let what = live.count == 1 ? "1 run has" : "\(live.count) runs have"
    try project.store().commit("push: \(what) not ended", author: project.author) { transaction in
      for (digest, run) in live {
        var runs = try transaction.runs(digest)
        guard let place = runs.all.firstIndex(where: { $0.id == run.id }),
          !runs.all[place].state.isFinal
        else { continue }
        runs.all[place].outcome = run.outcome
        runs.all[place].seen = now
        try transaction.put(runs, of: digest)
      }
    }
  }
}
