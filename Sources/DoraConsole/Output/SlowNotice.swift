import DoraModel
import Glibc
import Synchronization

/// One line on stderr that says what goes on: on a terminal, once it has taken half a second, until it's over.
///
/// A timer's signal draws it, so that what takes the time needn't know; what counts its steps may `tell` of them.
struct SlowNotice: ~Copyable {
  /// The addresses of the line and of what it is about, as C has texts; 0 where there is none.
  private static let text = Atomic<UInt>(0)
  private static let title = Atomic<UInt>(0)
  private static let isDrawn = Atomic<Bool>(false)
  /// How many hundredths the line tells of, from 1; 0 when it tells of none.
  private static let shown = Atomic<Int>(0)
  private let isArmed: Bool

  init(_ what: String) {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    // One at a time: what goes on within something is that.
    isArmed =
      isatty(2) == 1 && terminal != "dumb" && Self.text.load(ordering: .relaxed) == 0
    guard isArmed else { return }
    // What a name of the user's holds isn't for the terminal as it is.
    let title = Text(what).oneLine.string
    Self.title.store(UInt(bitPattern: strdup(title)), ordering: .relaxed)
    Self.text.store(UInt(bitPattern: strdup("\r\(title)...\u{1B}[K")), ordering: .relaxed)
    Self.isDrawn.store(false, ordering: .relaxed)
    Self.shown.store(0, ordering: .relaxed)
    signal(SIGALRM) { _ in
      SlowNotice.draw()
      SlowNotice.isDrawn.store(true, ordering: .relaxed)
    }
    Self.arm(microseconds: 500_000)
  }

  /// So many of `all` are done; for what is so far as to be seen, at each hundredth.
  static func tell(_ done: Int, of all: Int) {
    let title = title.load(ordering: .relaxed)
    guard title != 0, all > 1, let words = UnsafePointer<CChar>(bitPattern: title) else { return }
    let hundredth = 100 * done / all
    guard shown.exchange(hundredth + 1, ordering: .relaxed) != hundredth + 1 else { return }
    let percent = String(repeating: " ", count: hundredth < 10 ? 2 : hundredth < 100 ? 1 : 0)
    let line = "\r\(String(cString: words)): \(percent)\(hundredth)% (\(done)/\(all))\u{1B}[K"
    // Before the signal it isn't drawn; after it nobody else does.
    let old = text.exchange(UInt(bitPattern: strdup(line)), ordering: .relaxed)
    free(UnsafeMutableRawPointer(bitPattern: old))
    if isDrawn.load(ordering: .relaxed) { draw() }
  }

  /// Also called from the signal's handler.
  private static func draw() {
    let address = text.load(ordering: .relaxed)
    guard let text = UnsafeMutablePointer<CChar>(bitPattern: address) else { return }
    let before = errno
    _ = write(2, text, strlen(text))
    errno = before
  }

  private static func arm(microseconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_usec = microseconds
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// It's over; so it is as well when an error is thrown.
  consuming func end() {}

  deinit {
    guard isArmed else { return }
    Self.arm(microseconds: 0)
    if Self.isDrawn.load(ordering: .relaxed) { _ = write(2, "\r\u{1B}[K", 4) }
    for place in [
      Self.text.exchange(0, ordering: .relaxed), Self.title.exchange(0, ordering: .relaxed),
    ] {
      free(UnsafeMutableRawPointer(bitPattern: place))
    }
  }
}
