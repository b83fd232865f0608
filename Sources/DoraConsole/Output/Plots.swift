import DoraModel
import DoraSystem
import DoraVerbs
import Glibc

/// Curves of metrics on the terminal, a box for each metric.
struct Plots {
  private let console: Console
  private let paint: Paint
  private static let colors = ["34", "31", "32", "35", "36", "33"]

  init(_ console: Console, _ paint: Paint) {
    self.console = console
    self.paint = paint
  }

  /// What isn't positive has no logarithm, so no place.
  private static let logarithmic = Plot.Scale(
    place: { $0 > 0 ? log10($0) : .nan }, value: { pow(10, $0) })

  func show(_ histories: [HistoryVerb.History], isLog: Bool) throws(SystemFailure) {
    let metrics = HistoryVerb.curves(of: histories)
    if metrics.isEmpty { try console.output.line("no metrics yet") }
    for (place, (metric, curves)) in metrics.enumerated() {
      if place > 0 { try console.output.line("") }
      try show(metric, curves, isLog: isLog)
    }
  }

  private func show(
    _ metric: String, _ curves: [Plot.Curve], isLog: Bool
  ) throws(SystemFailure) {
    let screen = console.screen
    let height = min(16, max(6, screen.height - curves.count - 6))
    // Curves that colours don't tell apart are letters; so are all where dots can't be shown.
    let isBraille = console.isUnicode && (paint.isOn || curves.count == 1)
    let scale = isLog ? Self.logarithmic : .linear
    var plot = Plot(curves, width: min(100, screen.width) - 12, height: height, scale: scale)
    guard let labels = plot.labels else {
      return try console.output.line("\(metric): nothing to draw")
    }
    let margin = max(labels.top.count, labels.bottom.count)
    plot = Plot(
      curves, width: min(100, screen.width) - margin - 3, height: height, scale: scale)
    try console.output.line(paint(metric, .strong) + (isLog ? " (log)" : ""))
    let bar = console.isUnicode ? "┤" : "|"
    let lines = plot.lines(braille: isBraille)
    for (number, line) in lines.enumerated() {
      let label = number == 0 ? labels.top : number == lines.count - 1 ? labels.bottom : ""
      let pad = String(repeating: " ", count: margin - label.count)
      try console.output.line("\(pad)\(label) \(bar)\(Self.text(line, colored: paint.isOn))")
    }
    let length = curves.map(\.values.count).max() ?? 0
    let end = String(length)
    let gap = max(1, (lines.first?.count ?? 0) - 1 - end.count)
    try console.output.line(
      String(repeating: " ", count: margin + 2) + "1" + String(repeating: " ", count: gap) + end)
    for (number, curve) in curves.enumerated() {
      let mark = isBraille ? "⠒⠒" : String(Plot.letter(number))
      let code = Self.colors[number % Self.colors.count]
      let shown = paint.isOn ? "\u{1B}[\(code)m\(mark)\u{1B}[0m" : mark
      let pad = String(repeating: " ", count: margin + 2)
      try console.output.line("\(pad)\(shown) \(Text(curve.name).oneLine.string)")
    }
  }

  /// A line of the box; neighbours of one colour share an escape.
  private static func text(_ line: [Plot.Cell], colored: Bool) -> String {
    var text = ""
    var open: Int?
    var cells = line[...]
    while cells.last?.letter == " " { cells = cells.dropLast() }
    for cell in cells {
      if colored, cell.curve != open {
        text += "\u{1B}[0m"
        if let curve = cell.curve { text += "\u{1B}[\(colors[curve % colors.count])m" }
        open = cell.curve
      }
      text.append(cell.letter)
    }
    return open == nil ? text : text + "\u{1B}[0m"
  }
}

extension Console {
  /// Whether the locale has more letters than ASCII.
  var isUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { variable($0) }
      .first { !$0.isEmpty }
    return locale?.lowercased().filter { $0 != "-" }.contains("utf8") == true
  }
}
