import DoraEngines
import DoraModel
import DoraStore
import DoraSystem

/// One XP with all its runs, and where its files are.
package struct WholeXP {
  package let xp: XP
  package let folder: String
  /// Oldest first; what hasn't ended is as of now.
  package let runs: [Run]
  /// How many entries its history has, and the last value of each metric.
  package let history: HistoryReader.Read
  /// The grids that it's in.
  package let grids: [String]
  /// The runs that haven't ended as far as is known here, and that only another store can ask about.
  let foreign: Set<String>
  /// Why it's kept, if somebody has starred it.
  package let star: Star?
  /// Where its folder is, if it was cleared away and can be brought back.
  package let trash: String?
  /// The notes of what its runs found around them.
  package let environments: [Digest: JSON]

  package var name: String { Names.name(of: xp.delta) }

  /// A run with its number, from 1.
  package struct Numbered {
    package let number: Int
    package let run: Run
    /// The XP's metrics when it had ended, or as they are now while nothing has followed it.
    package let metrics: JSON?
    /// What it found around it; nil when that isn't known.
    package let surroundings: JSON?
    /// The number of the run that it repeats.
    package let original: Int?
    /// Whether its state is the one last known: only another store can ask.
    package let isStale: Bool
  }

  /// The run of this number; the newest without one, and nil when there is none.
  package func numbered(_ number: Int?) throws(VerbFailure) -> Numbered? {
    guard let number else { return numbered.last { $0.run.reproduces == nil } }
    guard runs.indices.contains(number - 1) else {
      throw .noSuchRun(sig: xp.sig.description, number: number, count: runs.count)
    }
    return numbered[number - 1]
  }

  package var numbered: [Numbered] {
    let newest = runs.lastIndex { $0.reproduces == nil }
    return runs.enumerated().map { place, run in
      // Runs of before metrics were recorded have none; the newest one's are the history's.
      let isNewest = place == newest
      let now = isNewest && history.count > 0 ? history.last : nil
      let metrics = run.state.isFinal ? run.metrics ?? now : now
      let original = run.reproduces.flatMap { id in runs.firstIndex { $0.id == id } }
      return Numbered(
        number: place + 1, run: run, metrics: metrics,
        surroundings: run.environmentID.flatMap { environments[$0] },
        original: original.map { $0 + 1 }, isStale: foreign.contains(run.id))
    }
  }
}

extension WholeXP {
  /// Looks an XP up by a sig or a prefix of it.
  package static func find(_ name: String, in project: Project) throws -> WholeXP {
    try of(try Naming(project).xp(name), in: project, withGrids: true)
  }

  static func of(_ xp: XP, in project: Project, withGrids: Bool = false) throws -> WholeXP {
    let row = try StatusVerb(project).row(of: xp)
    let view = try project.store().view()
    var runs = try view.runs(xp.digest).all
    // A run that hasn't ended is newer in its row than in the store.
    if let now = row.run, let place = runs.lastIndex(where: { $0.id == now.id }) {
      runs[place].outcome = now.outcome
      runs[place].job = now.job
    }
    var environments: [Digest: JSON] = [:]
    for id in Set(runs.compactMap(\.environmentID)) where withGrids {
      environments[id] = try view.note(.environments, id)?.json
    }
    var grids: [String] = []
    if withGrids {
      for name in try view.gridNames() {
        let record = try view.grid(name)
        if record?.entries.contains(where: { $0.digest == xp.digest }) == true {
          grids.append(name.description)
        }
      }
    }
    var trash: String?
    if withGrids, File.status(row.folder) == nil {
      trash =
        Trash(outputs: project.outputs(of: xp.program)).entries().last {
          $0.kind == .xps && $0.name == xp.sig.description
        }?.path
    }
    let foreign = try runs.filter { try !$0.state.isFinal && project.isForeign($0) }
    return WholeXP(
      xp: xp, folder: row.folder, runs: runs, history: HistoryReader().read(row.folder).read,
      grids: grids, foreign: Set(foreign.map(\.id)),
      star: try view.star(xp.digest).flatMap { $0.isSet ? $0 : nil }, trash: trash,
      environments: environments)
  }
}
