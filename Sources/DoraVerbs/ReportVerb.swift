import DoraModel
import DoraStore

/// All that a report tells of a set of XPs.
package struct ReportVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// The XPs of a grid, as it was last made.
  package func sigs(of grid: String) throws -> [String] {
    let view = try project.store().view()
    let name = try GridName(grid)
    guard let record = try view.grid(name) else {
      throw VerbFailure.noRecordedGrid(grid, known: try view.gridNames().map(\.description))
    }
    return record.entries.map(\.sig.description)
  }

  /// What the page is made of: title, states, and each XP with its arguments, last metrics and histories.
  package func data(of names: [String]?, title: String, time: String) throws -> JSON {
    let status = StatusVerb(project)
    let rows = try status.status(of: names)
    let details = try status.details(of: rows)
    let (base, short) = Names.names(of: details.map(\.xp.delta))
    let histories = try HistoryVerb(project, patterns: [])
      .histories(rows.map(\.sig.description), last: nil)
    let leaves = Table(.table(Metrics.columns(of: histories.flatMap(\.entries))), rows: [])
      .columns.leaves
    let xps = details.indices.map { place -> JSON in
      let xp = details[place].xp
      let entries = histories[place].entries
      let series = leaves.compactMap { leaf -> JSON.Member? in
        let values = Metrics.series(leaf.path, in: entries)
        guard values.contains(where: \.isFinite) else { return nil }
        return JSON.Member(
          Text(leaf.name), .array(values.map { $0.isFinite ? .number($0) : .null }))
      }
      return [
        "index": JSON(place), "sig": JSON(xp.sig.description),
        "name": JSON(short[place].isEmpty ? "default" : short[place]),
        "state": JSON(rows[place].run?.state.rawValue ?? RunState.none),
        "job": JSON(rows[place].run?.job), "argv": JSON(ArgumentLine.quoted(xp.argv)),
        "delta": .object(xp.delta.entries.map { JSON.Member($0.name, Self.plain($0.value)) }),
        "last": last(entries, leaves), "history": .object(series),
      ]
    }
    return [
      "version": 1, "title": JSON(title), "time": JSON(time), "base": JSON(base),
      "states": JSON(StateSummary(rows.map { $0.run?.state }).line), "xps": .array(xps),
    ]
  }

  /// The number of entries, and the last value of each metric by its dotted name.
  private func last(_ entries: [JSON], _ leaves: [Column.Leaf]) -> JSON {
    if entries.isEmpty { return [:] }
    let last = Metrics.last(of: entries)
    var members = [JSON.Member("epoch", JSON(entries.count))]
    for leaf in leaves where leaf.name != "epoch" {
      guard let value = Table.value(last, at: leaf.path) else { continue }
      members.append(JSON.Member(Text(leaf.name), Self.plain(value)))
    }
    return .object(members)
  }

  /// A value that JSON has, strictly: what isn't finite becomes a text.
  private static func plain(_ value: JSON) -> JSON {
    switch value {
    case .number(let number) where !number.isFinite: JSON(PythonJSON.repr(number))
    case .array(let items): .array(items.map(plain))
    case .object(let members): .object(members.map { JSON.Member($0.name, plain($0.value)) })
    case .null, .bool, .integer, .number, .text: value
    }
  }
}
