import DoraModel
import DoraPrograms
import DoraStore

/// Makes a grid, plans what is to be done about its XPs, and does it.
package struct GridVerb {
  let project: Project
  let choice: ProgramChoice

  package init(_ project: Project, _ choice: ProgramChoice = ProgramChoice()) {
    self.project = project
    self.choice = choice
  }

  /// What a command line asks for.
  package struct Request: Sendable {
    package var plan: GridPlan.Request
    /// What jobs need that the grid file doesn't say otherwise, key by key.
    package var resources: JSON
    /// XPs as lines, in the place of a grid file.
    package var lines: [UInt8]?
    /// Whether it matters which XPs ran with other code than today's.
    package var looksAtCode = false
    package var submit: SubmitVerb.Options

    package init(
      plan: GridPlan.Request = GridPlan.Request(), resources: JSON = [:], lines: [UInt8]? = nil,
      submit: SubmitVerb.Options = SubmitVerb.Options()
    ) {
      self.plan = plan
      self.resources = resources
      self.lines = lines
      self.submit = submit
    }
  }

  /// A grid with the plan for it, and the states that the plan is made from.
  package struct Planned {
    package let made: MadeGrid
    package let plan: GridPlan
    /// The grid as it was stored when this was planned.
    let previous: GridRecord?
    let rows: [Digest: StatusVerb.Row]

    /// The selected XPs with their states, in the plan's order.
    package var selected: [StatusVerb.Row] { plan.steps.compactMap { rows[$0.entry.digest] } }
    /// The arguments of the grid's XPs.
    package var argvs: [Digest: [Text]] { made.byDigest.mapValues(\.argv) }
    /// The selected XPs that ran with other code than today's: index, XP, and the files that differ.
    package func stale(
      in project: Project
    ) throws -> [(index: Int, entry: GridRecord.Entry, files: [String])] {
      let code = ChangedCode(project)
      return try plan.steps.compactMap { step in
        guard let index = step.index, plan.stale.contains(step.entry.digest), let run = step.run
        else { return nil }
        let files = try code.files(of: run, made.program.program) ?? []
        return (index, step.entry, files)
      }
    }
    /// The XPs that left the grid, in the plan's order.
    package var left: [StatusVerb.Row] { plan.left.compactMap { rows[$0.entry.digest] } }
  }

  /// The names of all grids.
  package func names() throws -> [String] {
    try project.grids(of: project.program(choice)).names()
  }

  /// Runs the grid file and plans; nothing is stored.
  package func plan(_ name: String, _ request: Request) throws -> Planned {
    let made = try GridMaker(project: project, choice: choice).make(
      try GridName(name), resources: request.resources, lines: request.lines)
    return try plan(made, request)
  }

  /// Plans for XPs that a grid file has made already.
  func plan(_ made: MadeGrid, _ request: Request) throws -> Planned {
    let view = try project.existingStore()?.view()
    let previous = try view?.grid(made.name)
    let members = Set(made.entries.map(\.digest))
    let old = ((previous?.entries ?? []) + (previous?.left ?? []))
      .filter { !members.contains($0.digest) }
    let rows = try rows(of: made, and: old)
    var runs: [Digest: Run] = [:]
    for (digest, row) in rows { runs[digest] = row.run }
    let left = old.filter { runs[$0.digest]?.state.isFinal == false }
    var stale: Set<Digest> = []
    if request.looksAtCode || request.plan.rules.retryStale {
      let code = ChangedCode(project)
      for (digest, row) in rows where try code.isChanged(row.summary) == true {
        stale.insert(digest)
      }
    }
    let plan = try GridPlan(
      made.name, wanted: made.entries, previous: previous, runs: runs,
      elsewhere: left.isEmpty ? [:] : elsewhere(left, besides: made.name, view),
      stale: stale, request: request.plan)
    return Planned(made: made, plan: plan, previous: previous, rows: rows)
  }

  private func rows(
    of made: MadeGrid, and old: [GridRecord.Entry]
  ) throws -> [Digest: StatusVerb.Row] {
    var known: [Digest: Summary] = [:]
    for summary in try project.existingStore()?.overview() ?? [] { known[summary.digest] = summary }
    var rows = try made.xps.map { xp in
      StatusVerb.Row(
        summary: known[xp.digest] ?? Summary(of: xp, run: nil), folder: try project.folder(of: xp))
    }
    for entry in old {
      guard let summary = known[entry.digest] else { continue }
      rows.append(
        StatusVerb.Row(
          summary: summary, folder: try project.folder(sig: summary.sig, program: summary.program)))
    }
    var found: [Digest: StatusVerb.Row] = [:]
    for row in try Fold(project).refreshed(rows) { found[row.digest] = row }
    return found
  }

  /// Which other grid still has an XP that left this one.
  private func elsewhere(
    _ left: [GridRecord.Entry], besides name: GridName, _ view: View?
  ) throws -> [Digest: String] {
    let wanted = Set(left.map(\.digest))
    var found: [Digest: String] = [:]
    for other in try view?.gridNames() ?? [] where other != name {
      for entry in try view?.grid(other)?.entries ?? [] where wanted.contains(entry.digest) {
        found[entry.digest] = found[entry.digest] ?? other.description
      }
    }
    return found
  }
}
