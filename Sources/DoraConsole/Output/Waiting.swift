import DoraModel
import Glibc

/// One line on stderr that says what is waited for, on a terminal and after half a second.
final class Waiting {
  private let console: Console
  private let start: Double
  private var shown = ""
  private var last = 0.0
  private let isShown: Bool

  init(_ console: Console) {
    self.console = console
    start = console.now
    isShown = isatty(2) == 1 && (getenv("TERM").map { String(cString: $0) } ?? "dumb") != "dumb"
  }

  /// Says it in place of what was said before; at most ten times a second.
  func tell(_ text: @autoclosure () -> String) {
    guard isShown, console.now - start > 0.5, console.now - last > 0.1 else { return }
    let text = text()
    last = console.now
    guard text != shown else { return }
    shown = text
    console.output.draw("\r\(text)\u{1B}[K")
  }

  /// Takes the line away.
  func end() {
    if !shown.isEmpty { console.output.draw("\r\u{1B}[K") }
    shown = ""
  }

  deinit { end() }
}
