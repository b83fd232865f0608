import Glibc
import Synchronization

/// Ctrl-C as something to ask about, for verbs that have to finish first.
struct Interrupt {
  private static let came = Atomic<Bool>(false)

  /// From now on Ctrl-C no longer ends this process, nor does any other of these signals.
  init(_ signals: [Int32] = [SIGINT]) {
    for number in signals where number == SIGINT || !Self.isIgnored(number) {
      signal(number) { _ in Interrupt.came.store(true, ordering: .relaxed) }
    }
  }

  /// Whether who started us wants us to outlive it, as `nohup` does.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  var hasCome: Bool { Self.came.load(ordering: .relaxed) }

  /// A second Ctrl-C ends this process as usual; a terminal that closes may say so twice.
  func clear() {
    Self.came.store(false, ordering: .relaxed)
    signal(SIGINT, SIG_DFL)
  }
}
