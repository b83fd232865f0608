/// What became of a job in the queue: one letter in its batch's first line.
enum Mark: UInt8 {
  /// On disk, but not yet to be started: its submitter is still recording it.
  case held = 0x68  // h
  /// The same, and it's to be run in its submitter's terminal.
  case heldHere = 0x66  // f
  /// To be started.
  case released = 0x72  // r
  /// Started.
  case taken = 0x74  // t
  /// Cancelled before it started.
  case cancelled = 0x78  // x
  /// Never recorded: it must not be started.
  case dropped = 0x64  // d

  /// Whether it's still to be decided what becomes of it.
  var isOpen: Bool { self == .held || self == .heldHere || self == .released }
}
