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
    package let newXPs: [XP]
    package let newRuns: Int
    package let pins: Int
    package let histories: Int
    package let files: Int
  }

  package func pull(from word: String?) throws -> Done {
    let project = sharing.project
    let store = try project.writableStore()
    _ = try StatusVerb(project).status(of: nil)
    let sync = try sharing.sync(word)
    guard let theirs = try sync.fetchStore() else { throw SyncFailure.noStore(sync.remote.shown) }
    // Code first: no record is ever seen without it.
    let pins = try sync.fetchPins(try store.view(of: theirs).commits())
    let report = try store.unite(
      with: theirs, "pull: \(sync.remote.shown)", author: project.author)
    try move(report.renamed)
    let histories = try HistoryExchange(project).deliver(from: sync.remote.folder)
    let files = try sharing.copyFiles(.pull, sync)
    return Done(
      remote: sync.remote.shown, newXPs: report.newXPs.sorted { $0.sig < $1.sig },
      newRuns: report.newRuns, pins: pins, histories: histories, files: files)
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
