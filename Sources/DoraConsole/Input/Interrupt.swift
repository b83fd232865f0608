import Glibc
import Synchronization

/// Ctrl-C as something to ask about, for verbs that have to finish first.
struct Interrupt {
  private static let came = Atomic<Bool>(false)

  /// From now on Ctrl-C no longer ends this process.
  init() {
    signal(SIGINT) { _ in Interrupt.came.store(true, ordering: .relaxed) }
  }

  var hasCome: Bool { Self.came.load(ordering: .relaxed) }

  /// A second Ctrl-C ends this process as usual.
  func clear() {
    Self.came.store(false, ordering: .relaxed)
    signal(SIGINT, SIG_DFL)
  }
}
