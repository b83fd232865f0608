import Glibc

/// Single keys from the terminal, as they're pressed; its settings come back when this goes.
final class Keys {
  /// A key that means something to who looks through pages.
  enum Key {
    case next, back, quit, other
  }

  private var before = termios()
  private let isRaw: Bool

  /// Takes over the terminal on stdin, if there is one.
  init() {
    guard isatty(0) == 1, tcgetattr(0, &before) == 0 else {
      isRaw = false
      return
    }
    var settings = before
    // Ctrl-C and Ctrl-Z stay what they are.
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    isRaw = tcsetattr(0, TCSANOW, &settings) == 0
  }

  deinit { if isRaw { tcsetattr(0, TCSANOW, &before) } }

  /// The key that is pressed within so many seconds; a signal ends the waiting as well.
  func wait(_ seconds: Double) -> Key? {
    let milliseconds = Int32(max(0, min(seconds, 3600)) * 1000)
    var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&input, isRaw ? 1 : 0, milliseconds) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(0, &bytes, bytes.count)
    guard count > 0 else { return .quit }
    switch String(decoding: bytes[..<count], as: UTF8.self) {
    case " ", "n", "f", "j", "\u{1B}[6~", "\u{1B}[B": return .next
    case "b", "p", "k", "\u{1B}[5~", "\u{1B}[A": return .back
    case "q", "\u{04}": return .quit
    default: return .other
    }
  }
}
