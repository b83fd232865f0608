import DoraEngines
import DoraModel
import DoraPrograms
import DoraStore
import DoraSystem

/// The table of a grid, kept up with what its XPs do.
///
/// Each `refresh` looks at every XP's state and at the status of its files; a history is read, and Python asked, only
/// where those have changed.
package final class GridBoard {
  /// To which epoch histories are cut.
  package enum Trim: Sendable {
    /// That of the XP with this index.
    case like(Int)
    /// That of the XP which has come least far.
    case least
  }

  private let project: Project
  let made: MadeGrid
  private let xps: [XP]
  private let trim: Trim?
  let curves: [String]
  private let reader: HistoryReader
  let base: String
  let names: [String]

  package private(set) var rows: [StatusVerb.Row]
  private(set) var metrics: [JSON]
  /// Which rows' last runs used other code than today's.
  private(set) var isCodeChanged: Set<Int> = []
  /// What each row was made of.
  private var seen: [Seen?]
  private(set) var reads: [HistoryReader.Read] = []
  private var version: String?
  /// Exceptions that the grid file raised over histories, by XP.
  private(set) var raised: [Int: String] = [:]

  private struct Seen: Equatable {
    let run: Run?
    let length: Int?
  }

  /// The board of the XPs selected by a plan; `curves` names metrics that are drawn as sparklines.
  package init(
    _ project: Project, _ planned: GridVerb.Planned, trim: Trim? = nil, curves: [String] = []
  ) throws(GridFailure) {
    self.project = project
    made = planned.made
    rows = planned.selected
    let byDigest = made.byDigest
    xps = rows.compactMap { byDigest[$0.digest] }
    if case .like(let index) = trim, !rows.indices.contains(index) {
      throw .noIndex(index, of: rows.count)
    }
    self.trim = trim
    self.curves = curves
    reader = HistoryReader(keepsEntries: trim != nil || !curves.isEmpty)
    (base, names) = Names.names(of: xps.map(\.delta))
    metrics = Array(repeating: [:], count: xps.count)
    seen = Array(repeating: nil, count: xps.count)
  }

  /// Looks at everything again; whether anything has changed.
  package func refresh() throws -> Bool {
    var isChanged = reads.isEmpty
    let before = rows.map(\.run)
    try refreshRuns()
    for i in rows.indices where rows[i].run?.state != before[i]?.state { isChanged = true }
    var fresh: [Int] = []
    var found: [HistoryReader.Read] = []
    found.reserveCapacity(rows.count)
    for (i, row) in rows.enumerated() {
      let (read, isNew) = reader.read(row.folder)
      found.append(read)
      if isNew { fresh.append(i) }
    }
    reads = found
    let length = length
    var due = Set(fresh)
    for i in rows.indices where seen[i] != Seen(run: key(i), length: length) { due.insert(i) }
    if !due.isEmpty { try make(due.sorted(), length) }
    return isChanged || !due.isEmpty
  }

  /// What of an XP's run its row depends on.
  private func key(_ i: Int) -> Run? { made.look.processes ? rows[i].run : nil }

  /// The length that histories are cut to.
  var length: Int? {
    switch trim {
    case nil: nil
    case .like(let index): reads[index].count
    case .least: reads.map(\.count).min()
    }
  }

  private func refreshRuns() throws {
    let store = try project.existingStore()
    let now = try store?.version
    if let store, now != version {
      // Somebody, if only we, may have submitted or replaced runs.
      let places = Dictionary(
        rows.enumerated().map { ($1.digest, $0) }, uniquingKeysWith: { first, _ in first })
      for summary in try store.overview() {
        if let place = places[summary.digest] { rows[place].summary = summary }
      }
    }
    rows = try Fold(project).refreshed(rows)
    let marked = try StatusVerb(project).marked(rows)
    isCodeChanged = Set(rows.indices.filter { marked[$0].isCodeChanged == true })
    version = try store?.version
  }

  private func make(_ due: [Int], _ length: Int?) throws {
    if made.look.processes {
      let questions = due.map { i in
        GridQuestion(sig: rows[i].sig, argv: xps[i].argv, run: rows[i].run, length: length)
      }
      for (i, answer) in zip(due, try made.grids.metrics(questions)) {
        raised[i] = nil
        switch answer {
        case .row(let row): metrics[i] = row
        case .raised(let reason):
          metrics[i] = [:]
          raised[i] = reason
        }
      }
    } else {
      for i in due {
        metrics[i] = length.map { Metrics.last(of: reads[i].entries.prefix($0)) } ?? reads[i].last
      }
    }
    for i in due { seen[i] = Seen(run: key(i), length: length) }
  }
}
