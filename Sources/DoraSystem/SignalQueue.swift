import Glibc

/// Signals that are waited for, one by one, instead of interrupting.
package final class SignalQueue {
  private var set = sigset_t()
  private var before = sigset_t()

  /// From now on these signals wait here; children start with none of them blocked.
  package init(_ signals: [Int32]) {
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    sigprocmask(SIG_BLOCK, &set, &before)
  }

  deinit { sigprocmask(SIG_SETMASK, &before, nil) }

  /// A signal that came, and from whom.
  package struct Arrival: Sendable {
    package let signal: Int32
    /// Whether a process sent it to us alone; the terminal sends its keys to the whole group.
    package let isFromProcess: Bool
  }

  /// The next signal, or nil when none comes within `seconds`.
  @discardableResult
  package func next(within seconds: Double) -> Arrival? {
    var span = timespec(seconds: seconds)
    var about = siginfo_t()
    let signal = sigtimedwait(&set, &about, &span)
    return signal > 0 ? Arrival(signal: signal, isFromProcess: about.si_code <= 0) : nil
  }
}

extension timespec {
  /// A span of time; negative is none.
  init(seconds: Double) {
    let seconds = min(max(0, seconds), 1e9)
    self.init(tv_sec: Int(seconds), tv_nsec: Int((seconds - seconds.rounded(.down)) * 1e9))
  }
}
