import DoraModel
import DoraSystem

extension GridBoard {
  /// What the table shows at this moment.
  package struct Picture {
    package let table: Table
    /// The part of the names that all XPs share.
    package let base: String
    package let states: StateSummary
    package let colors: [String]
    /// What isn't as it should be, a sentence each.
    package let warnings: [String]
  }

  /// The table as of the last `refresh`.
  package func picture() -> Picture {
    var lines: [JSON] = rows.enumerated().map { i, row in
      GridRow.row(
        index: i, name: names[i], sig: row.sig, state: row.run?.state, job: row.run?.number,
        metrics: metrics[i])
    }
    var meta = made.look.meta ?? GridRow.meta
    if !isCodeChanged.isEmpty {
      meta.append(.leaf("code"))
      for i in lines.indices {
        lines[i].set("code", isCodeChanged.contains(i) ? "changed" : "", below: "Meta")
      }
    }
    var columns = made.look.metrics ?? Metrics.columns(of: metrics)
    if !curves.isEmpty {
      columns.append(.group("curve", curves.map { .leaf(Text($0)) }))
      for i in lines.indices {
        for curve in curves {
          let path = curve.split(separator: ".").map { Text(String($0)) }
          let series = Metrics.series(path, in: reads[i].entries.prefix(length ?? .max))
          lines[i].set(Text(curve), JSON(Sparkline.text(series, width: 20)), below: "curve")
        }
      }
    }
    return Picture(
      table: Table(
        GridRow.head(meta: meta, metrics: columns), rows: lines),
      base: base,
      states: StateSummary(rows.map { $0.run?.state }),
      colors: made.look.colors ?? Table.colors, warnings: warnings)
  }

  /// Some rows of the table with how long the logs of those that run haven't moved, at `now` in seconds since 1970.
  ///
  /// Not part of the picture: it's another each second, and only of the rows on the screen.
  package func aged(_ table: Table, now: Double) -> Table {
    guard rows.contains(where: { $0.run?.state == .running }) else { return table }
    var table = table
    for i in table.rows.indices {
      guard let place = Table.value(table.rows[i], at: ["Meta", "index"])?.int,
        rows.indices.contains(place), let seconds = quiet(rows[place], now)
      else { continue }
      table.rows[i].set("quiet", JSON(TimeSpan.words(seconds)), below: "Meta")
    }
    table.columns.groups?[0].groups?.append(.leaf("quiet", align: .right))
    return table
  }

  private var warnings: [String] {
    guard let (place, reason) = raised.min(by: { $0.key < $1.key }) else { return [] }
    let others = raised.count > 1 ? " and \(raised.count - 1) more" : ""
    return ["the grid file failed over the history of \(rows[place].sig)\(others): \(reason)"]
  }

  /// How long the log of a running XP hasn't moved, in seconds.
  private func quiet(_ row: StatusVerb.Row, _ now: Double) -> Double? {
    guard let run = row.run, run.state == .running, let log = File.status(run.log) else {
      return nil
    }
    return max(0, now - Double(log.modified) / 1e9)
  }
}
