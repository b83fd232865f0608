import DoraEngines
import DoraModel
import DoraStore

/// What XPs' programs pushed, entry by entry.
package struct HistoryVerb {
  /// One XP's history, or its end.
  package struct History {
    package let row: StatusVerb.Row
    /// The number of the first entry, from 1.
    package let first: Int
    package let entries: [JSON]
  }

  private let project: Project
  private let patterns: [String]

  /// Only metrics whose dotted name matches one of the shell patterns; all, when there are none.
  package init(_ project: Project, patterns: [String]) {
    self.project = project
    self.patterns = patterns
  }

  /// The histories of the XPs named, or the last `count` entries of each.
  package func histories(_ names: [String], last count: Int?) throws -> [History] {
    let rows = try StatusVerb(project).status(of: names)
    return try rows.enumerated().map { place, row in
      project.context.progress(place, rows.count)
      let all = try HistoryFile(folder: row.folder).load()
      let entries = count.map { all.suffix($0) } ?? all[...]
      return History(
        row: row, first: all.count - entries.count + 1,
        entries: patterns.isEmpty ? Array(entries) : entries.map { chosen($0, below: "") })
    }
  }

  /// An entry's metrics that were asked for.
  private func chosen(_ entry: JSON, below prefix: String) -> JSON {
    guard let members = entry.members else { return entry }
    return .object(
      members.compactMap { member in
        let name = prefix + member.name.string
        if matches(name) { return member }
        guard member.value.members != nil else { return nil }
        let inner = chosen(member.value, below: name + ".")
        return inner.members?.isEmpty == true ? nil : JSON.Member(member.name, inner)
      })
  }

  private func matches(_ name: String) -> Bool {
    patterns.contains { Fnmatch.matches(Text(name), Text($0)) }
  }

  /// A row for each entry: its XP, its number, and its metrics.
  package static func table(of histories: [History]) -> Table {
    let all = histories.flatMap(\.entries)
    let columns = Metrics.columns(of: all).filter { !["sig", "entry"].contains($0.key) }
    let rows = histories.flatMap { history in
      history.entries.enumerated().map { place, entry in
        JSON.object([
          JSON.Member("sig", JSON(history.row.sig.description)),
          JSON.Member("entry", JSON(history.first + place)),
        ]).merging(
          (entry.members ?? []).filter { $0.name != "sig" && $0.name != "entry" })
      }
    }
    return Table(
      .table([.leaf("sig"), .leaf("entry", align: .right)] + columns), rows: rows)
  }

  /// The dotted names of all metrics that are numbers, each with a curve for each XP that has it.
  package static func curves(of histories: [History]) -> [(metric: String, curves: [Plot.Curve])] {
    let leaves = Table(.table(Metrics.columns(of: histories.flatMap(\.entries))), rows: [])
      .columns.leaves
    return leaves.compactMap { leaf in
      let curves = histories.compactMap { history -> Plot.Curve? in
        let values = Metrics.series(leaf.path, in: history.entries)
        guard values.contains(where: \.isFinite) else { return nil }
        let name = "\(history.row.sig) \(history.row.summary.name)"
        return Plot.Curve(name: name, values: values)
      }
      return curves.isEmpty ? nil : (leaf.name, curves)
    }
  }
}
