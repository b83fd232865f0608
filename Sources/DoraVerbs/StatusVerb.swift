import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// The states of XPs, as of now.
package struct StatusVerb {
  let project: Project

  package init(_ project: Project) { self.project = project }

  /// The states of the XPs named, in that order; of all XPs in the store, by sig, when none is named.
  package func status(of names: [String]?) throws -> [Row] {
    try Fold(project).refreshed(names.map(named) ?? all())
  }

  /// The same rows, those marked whose last run used other code than today's.
  package func marked(_ rows: [Row]) throws -> [Row] {
    let code = ChangedCode(project)
    return try rows.map { row in
      var row = row
      row.isCodeChanged = try code.isChanged(row.summary)
      return row
    }
  }

  /// The state of one XP.
  package func row(of xp: XP) throws -> Row {
    try Fold(project).refreshed([row(xp, in: project.existingStore()?.view())])[0]
  }

  /// Returns true when no run of these XPs is pending or running, or false when the time is over; what another store
  /// has submitted isn't waited for.
  ///
  /// `tell` gets a sentence about what is waited for, now and then.
  @discardableResult
  package func wait(
    for names: [String]?, seconds: Double? = nil, tell: (String) -> Void = { _ in }
  ) throws -> Bool {
    var rows = try names.map(named) ?? all()
    let end = seconds.map { project.context.now() + $0 }
    // Most XPs take minutes; half a second is soon enough, and cheap for thousands.
    var pause = 0.02
    while true {
      rows = try Fold(project).refreshed(rows).filter {
        try $0.isLive && !project.isForeign($0.run)
      }
      if rows.isEmpty { return true }
      if let end, project.context.now() >= end { return false }
      tell("waiting for " + StateSummary(rows.map { $0.run?.state }).line)
      Pause.seconds(end.map { max(0.001, min(pause, $0 - project.context.now())) } ?? pause)
      pause = min(0.5, pause * 1.5)
    }
  }

  private func named(_ names: [String]) throws -> [Row] {
    let naming = Naming(project)
    // Read once for many; a few are cheaper to look up one by one than the whole store.
    var known: [String: Summary] = [:]
    if names.count > 64, let store = try project.existingStore() {
      for summary in try store.overview() { known[summary.sig.description] = summary }
    }
    var view = try project.existingStore()?.view()
    return try names.map { name in
      if let summary = known[name] { return try row(summary) }
      let xp = try naming.xp(name)
      // Adopting a folder of the Python tool makes the store.
      if view == nil { view = try project.existingStore()?.view() }
      return try row(xp, in: view)
    }
  }

  private func all() throws -> [Row] {
    try project.store().overview().map(row)
  }

  private func row(_ summary: Summary) throws -> Row {
    Row(summary: summary, folder: try project.folder(sig: summary.sig, program: summary.program))
  }

  private func row(_ xp: XP, in view: View?) throws -> Row {
    try row(Summary(of: xp, run: view?.runs(xp.digest).last))
  }
}
