import DoraModel
import DoraStore
import DoraSystem
import Glibc

/// Takes over everything that another store has; nothing of it is run.
package struct PullVerb {
  private let sharing: Sharing

  package init(_ project: Project, options: Sharing.Options = Sharing.Options()) {
    sharing = Sharing(project, options: options)
  }

  /// What came.
  package struct Done {
    package let remote: String
    package var newXPs: [XP] = []
    package var newRuns = 0
    /// Whether any record came: stars and grids are some too.
    package var isNews = false
    package var code = CarriedCode()
    package var histories = 0
    package var files = 0
  }

  package func pull(from word: String?) throws -> Done {
    let project = sharing.project
    let store = try project.writableStore()
    let sync = try sharing.sync(word)
    var done = Done(remote: sync.remote.shown)
    let isKnown = try sync.isDone(.pull)
    if !isKnown {
      try sharing.checkRelation(sync)
      _ = try StatusVerb(project).status(of: nil)
      guard let theirs = try sync.fetchStore() else { throw SyncFailure.noStore(sync.remote.shown) }
      // Code first: no record is ever seen without it.
      done.code = try sync.fetchPins(try store.view(of: theirs).commits())
      let report = try store.unite(
        with: theirs, "pull: \(sync.remote.shown)", author: project.author)
      done.isNews = report.isNews
      try move(report.renamed)
      done.newXPs = report.newXPs.sorted { $0.sig < $1.sig }
      done.newRuns = report.newRuns
    }
    // Another project's folder has them as they are written, whatever is recorded.
    if !isKnown || sync.remote.files != nil {
      let delivery = try deliver(sync)
      done.histories = delivery.count
      if done.code.gaps.isEmpty, !isKnown || delivery.count > 0 {
        try sync.remember(.pull, of: store.view(), folders: delivery.folders)
      }
    }
    done.files = try sharing.copyFiles(.pull, sync)
    return done
  }

  /// Gives folders their histories; those of a project on another host are fetched first, as they are now.
  private func deliver(_ sync: Sync) throws -> HistoryExchange.Delivery {
    let exchange = HistoryExchange(sharing.project)
    guard sync.remote.folder == nil, let address = sync.remote.files else {
      return try exchange.deliver(from: sync.remote.folder)
    }
    let scratch = Path.join(
      sharing.project.storePath, "cache/pulled-\(sharing.project.context.newID())")
    defer { try? File.removeAll(scratch) }
    // Without rsync there are those that were pushed.
    try? sync.files().copy(files: exchange.foreignFiles(), from: address, to: scratch)
    return try exchange.deliver(from: scratch)
  }

  /// Two XPs of one sig have got more digits each, and their folders go by those.
  private func move(_ renamed: [(xp: XP, old: Sig)]) throws {
    let project = sharing.project
    for (xp, old) in renamed where xp.sig != old {
      let before = try project.folder(sig: old, program: xp.program)
      let after = try project.folder(of: xp)
      guard File.status(before) != nil, File.status(after) == nil else { continue }
      guard rename(before, after) == 0 else { throw SystemFailure("move", before) }
      project.context.notice("XP '\(old)' is '\(xp.sig)' now: another one has these digits too")
    }
  }
}
