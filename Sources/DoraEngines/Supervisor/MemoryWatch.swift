import DoraSystem

/// Whether the kernel has killed anything for want of memory in the last seconds.
///
/// It doesn't say whom; but a process that died by a SIGKILL that we didn't send, seconds after its count of such kills
/// rose, was most likely it. What was killed takes a while to give its memory back, hence seconds.
struct MemoryWatch {
  private var counts = [Machine.memoryKills]
  private var lastLook = 0.0

  /// Remembers the count of this moment, once a second.
  mutating func look(at now: Double) {
    guard (now - lastLook).magnitude >= 1 else { return }
    lastLook = now
    counts.append(Machine.memoryKills)
    if counts.count > 10 { counts.removeFirst() }
  }

  var hasKilled: Bool { Machine.memoryKills > counts[0] }
}
