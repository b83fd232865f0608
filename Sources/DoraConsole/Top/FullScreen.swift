import DoraSystem
import Glibc

/// The whole terminal, to draw on; what was there before comes back when this goes.
final class FullScreen {
  /// A key, or a letter.
  enum Key: Hashable {
    case letter(Character)
    case up, down, pageUp, pageDown, home, end, enter, escape, backspace
  }

  private let console: Console
  private var before = termios()
  private var pending: [UInt8] = []

  /// nil where stdin or stdout isn't a terminal that can be drawn on.
  init?(_ console: Console) {
    guard console.isTerminal, isatty(0) == 1, tcgetattr(0, &before) == 0 else { return nil }
    self.console = console
    enter()
  }

  private func enter() {
    var settings = before
    // Ctrl-C and Ctrl-Z are read as keys, so that the screen is given back first.
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    settings.c_iflag &= ~tcflag_t(ICRNL | IXON)
    tcsetattr(0, TCSANOW, &settings)
    // A window that changes its size ends the waiting for keys.
    signal(SIGWINCH) { _ in }
    write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l")
  }

  private func leave() {
    write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
    tcsetattr(0, TCSANOW, &before)
  }

  deinit { leave() }

  /// Gives the terminal back, stops as the shell expects, and takes it again.
  func suspend() {
    leave()
    kill(getpid(), SIGSTOP)
    enter()
  }

  private func write(_ text: String) {
    try? console.output.data(text.utf8)
    try? console.output.flush()
  }

  /// Draws lines from the top, and clears what is left below.
  func draw(_ lines: [String]) {
    let height = console.screen.height
    // Cleared before it's written: behind a full line the cursor still stands on its last letter.
    let shown = lines.prefix(height).map { "\u{1B}[K\($0)\u{1B}[0m" }.joined(separator: "\r\n")
    write("\u{1B}[H\(shown)" + (lines.count < height ? "\r\n\u{1B}[J" : ""))
  }

  /// The next key, if one is pressed within so many seconds; nil as well when the window has another size.
  func key(within seconds: Double) -> Key? {
    if pending.isEmpty {
      var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      guard poll(&input, 1, Int32(max(0, seconds) * 1000)) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = read(0, &bytes, bytes.count)
      // A terminal that has gone away is no reason to go on for ever.
      guard count > 0 else { return .letter("q") }
      pending = Array(bytes[..<count])
    }
    return next()
  }

  private static let sequences: [(bytes: [UInt8], key: Key)] = {
    let named: [(text: String, key: Key)] = [
      ("[A", .up), ("[B", .down), ("OA", .up), ("OB", .down), ("[5~", .pageUp),
      ("[6~", .pageDown), ("[H", .home), ("[F", .end), ("[1~", .home), ("[4~", .end),
      ("OH", .home), ("OF", .end),
    ]
    return named.map { (Array($0.text.utf8), $0.key) }
  }()

  /// Takes one key off what was read.
  private func next() -> Key? {
    let first = pending.removeFirst()
    if first == 0x1B {
      for (bytes, key) in Self.sequences where pending.starts(with: bytes) {
        pending.removeFirst(bytes.count)
        return key
      }
      // A sequence that we don't know is none of our keys, in one piece.
      let isSequence = pending.first == UInt8(ascii: "[") || pending.first == UInt8(ascii: "O")
      pending = isSequence ? [] : pending
      return isSequence ? nil : .escape
    }
    switch first {
    case 0x0D, 0x0A: return .enter
    case 0x7F, 0x08: return .backspace
    case 0x03: return .letter("q")
    case 0x1A:
      suspend()
      return nil
    case ..<0x20: return nil
    case ..<0x80: return .letter(Character(Unicode.Scalar(first)))
    default:
      // The rest of a letter of UTF-8 came with its first byte.
      let length = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
      let bytes = [first] + pending.prefix(length)
      pending.removeFirst(min(length, pending.count))
      return String(decoding: bytes, as: UTF8.self).first.map { .letter($0) }
    }
  }
}
