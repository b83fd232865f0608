import DoraModel
import DoraSystem

extension Output {
  /// Adds rows whose fields stand below each other, two blanks apart; on a terminal they're cut to its width.
  func aligned(
    _ rows: [[String]], fitting console: Console, paint: Paint = Paint(isOn: false),
    styles: [[Paint.Style]] = []
  ) throws(SystemFailure) {
    let rows = rows.map { $0.map { Text($0).oneLine } }
    var widths: [Int] = []
    for row in rows {
      for (place, field) in row.enumerated() {
        if place == widths.count { widths.append(0) }
        widths[place] = max(widths[place], field.columns)
      }
    }
    let limit = console.isTerminal ? console.screen.width : Int.max
    for (number, row) in rows.enumerated() {
      let last = row.lastIndex { !$0.bytes.isEmpty } ?? -1
      var column = 0
      for (place, field) in row.prefix(last + 1).enumerated() where column < limit {
        let shown = limit == .max ? field : field.truncated(to: limit - column)
        let style = styles.indices.contains(number) ? styles[number].dropFirst(place).first : nil
        try data(paint(shown.string, style ?? .plain).utf8)
        if place == last { break }
        let gap = widths[place] - field.columns + 2
        column += field.columns + gap
        if column < limit { try data([UInt8](repeating: 0x20, count: gap)) }
      }
      try data([UInt8(ascii: "\n")])
    }
  }

  /// Adds labelled lines, their texts below each other.
  func labelled(
    _ lines: [(label: String, text: String)], indent: Int = 0
  ) throws(SystemFailure) {
    for (label, text) in lines {
      let room = String(repeating: " ", count: max(1, 11 - label.utf8.count))
      try line(
        String(repeating: " ", count: indent) + "\(label):\(room)"
          + Text(text).oneLine.string)
    }
  }
}
