/// When the scheduler may be asked again, by one process that keeps asking.
///
/// Jobs say themselves how they are; what only Slurm knows, such as a job that was cancelled while it waited, may take
/// a while to be seen. A controller serves everybody.
struct SlurmPace {
  private var next = -Double.infinity
  private var interval = 2.0
  private static let longest = 30.0

  /// Whether it's time to ask.
  func isDue(_ now: Double) -> Bool { now >= next || next > now + Self.longest }

  /// An answer came; when it was news, the next may be as well.
  mutating func asked(_ now: Double, isNews: Bool) {
    interval = isNews ? 2 : min(Self.longest, interval * 1.5)
    next = now + interval
  }

  /// Something was done that changes the answer.
  mutating func reset() {
    next = -.infinity
    interval = 2
  }
}
