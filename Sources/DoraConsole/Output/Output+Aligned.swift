import DoraModel
import DoraSystem

extension Output {
  /// Adds rows whose fields stand below each other, two blanks apart; on a terminal they're cut to its width.
  func aligned(_ rows: [[String]], fitting console: Console) throws(SystemFailure) {
    let rows = rows.map { $0.map { Text($0).printable } }
    var widths: [Int] = []
    for row in rows {
      for (place, field) in row.enumerated() {
        if place == widths.count { widths.append(0) }
        widths[place] = max(widths[place], field.columns)
      }
    }
    let limit = console.isTerminal ? console.screen.width : Int.max
    for row in rows {
      var line = Text(bytes: [])
      for (place, field) in row.enumerated() {
        line.bytes += field.bytes
        if place == row.count - 1 { break }
        line.bytes += [UInt8](repeating: 0x20, count: widths[place] - field.columns + 2)
      }
      while line.bytes.last == 0x20 { line.bytes.removeLast() }
      try data((limit == .max ? line : line.truncated(to: limit)).bytes)
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
          + Text(text).printable.string)
    }
  }
}
