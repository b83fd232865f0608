import DoraModel
import DoraSystem

/// Lines on a terminal that are drawn over those before.
struct Frame {
  private let console: Console
  private var height = 0
  private var screen: Screen?

  init(_ console: Console) { self.console = console }

  /// Draws a table between lines of text; what doesn't fit on the screen's width is cut by the terminal.
  mutating func draw(
    above: [String], _ layout: TableLayout, colors: [String], below: [String], on screen: Screen
  ) throws(SystemFailure) {
    let body = layout.text(colors: console.hasColor ? colors : []).bytes
    var lines = above.map { Text($0).oneLine.bytes }
    lines += body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      Array($0)
    }
    lines += below.map { Text($0).oneLine.bytes }
    // The cursor stands below the last line; so one line of the screen is always its own.
    lines = Array(lines.prefix(max(1, screen.height - 1)))
    var bytes = Array("\u{1B}[?7l".utf8)
    if height > 0 {
      // Lines that another width has broken can't be counted any more.
      let isResized = self.screen != screen
      bytes += Array((isResized ? "\u{1B}[H\u{1B}[2J" : "\u{1B}[\(height)A\r").utf8)
    }
    // Cleared before it's written: behind a full line the cursor still stands on its last letter.
    for line in lines { bytes += Array("\u{1B}[K".utf8) + line + Array("\u{1B}[0m\n".utf8) }
    bytes += Array("\u{1B}[J\u{1B}[?7h".utf8)
    height = lines.count
    self.screen = screen
    try console.output.data(bytes)
    try console.output.flush()
  }
}
