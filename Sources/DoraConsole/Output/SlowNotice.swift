import DoraModel
import Glibc
import Synchronization

/// One line on stderr that says what goes on: on a terminal, once it has taken half a second, until it's over.
///
/// A timer's signal draws it, so that what takes the time needn't know.
struct SlowNotice: ~Copyable {
  /// The address of the line, as C has texts; 0 where there is none.
  private static let text = Atomic<UInt>(0)
  private static let isDrawn = Atomic<Bool>(false)
  private let isArmed: Bool

  init(_ what: String) {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    // One at a time: what goes on within something is that.
    isArmed =
      isatty(2) == 1 && terminal != "dumb" && Self.text.load(ordering: .relaxed) == 0
    guard isArmed else { return }
    // What a name of the user's holds isn't for the terminal as it is.
    let line = strdup("\r\(Text(what).printable.string)...\u{1B}[K")
    Self.text.store(UInt(bitPattern: line), ordering: .relaxed)
    Self.isDrawn.store(false, ordering: .relaxed)
    signal(SIGALRM) { _ in
      let address = SlowNotice.text.load(ordering: .relaxed)
      guard let text = UnsafeMutablePointer<CChar>(bitPattern: address) else { return }
      let before = errno
      _ = write(2, text, strlen(text))
      errno = before
      SlowNotice.isDrawn.store(true, ordering: .relaxed)
    }
    Self.arm(microseconds: 500_000)
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
    free(UnsafeMutableRawPointer(bitPattern: Self.text.exchange(0, ordering: .relaxed)))
  }
}
