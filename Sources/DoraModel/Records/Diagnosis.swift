/// Why a run is where it is, in a sentence, and what to type next.
package struct Diagnosis: Hashable, Sendable {
  /// What went wrong, as far as state and log tell; nil when nothing did.
  package var cause: String?
  /// The next command to try.
  package var hint: String?

  /// Reads a run's state and the last lines of its log; `run` is nil for an XP that never ran.
  package init(_ sig: Sig, _ run: Run?, log: [String]) {
    guard let run else {
      self.init(cause: nil, hint: "submit it: dora-submit \(sig)")
      return
    }
    switch run.state {
    case .completed: self.init(cause: nil, hint: nil)
    case .running: self.init(cause: nil, hint: "follow it: dora-tail \(sig)")
    case .pending: self.init(cause: run.reason, hint: Self.hint(pending: run, sig))
    case .cancelled, .nodeFail, .preempted:
      self.init(cause: run.reason, hint: "run it again: dora-submit -r \(sig)")
    case .timeout:
      self.init(
        cause: run.reason ?? "its time was over",
        hint: "go on from its last checkpoint: dora-submit -r \(sig)")
    case .outOfMemory:
      self.init(
        cause: run.reason ?? "it took more memory than it may",
        hint: "ask for more memory, or for a smaller batch; run it again: dora-submit -r \(sig)")
    case .failed: self.init(failed: run, sig, log)
    }
  }

  /// What can be done about a run that waits, by Slurm's word for why it does.
  private static func hint(pending run: Run, _ sig: Sig) -> String {
    let reason = run.reason ?? ""
    if reason.lowercased().contains("held") { return "let it go: scontrol release \(run.job)" }
    let ending = "cancel it: dora cancel \(sig)"
    return ["PartitionTimeLimit", "PartitionNodeLimit", "PartitionConfig"].contains(reason)
      ? "'sinfo -o \"%P %l %D\"' lists what partitions allow; \(ending)" : ending
  }

  private init(cause: String?, hint: String?) {
    self.cause = cause
    self.hint = hint
  }

  private init(failed run: Run, _ sig: Sig, _ log: [String]) {
    let again = "run it again: dora-submit -r \(sig)"
    let said = Self.exception(in: log)
    cause = said ?? run.reason ?? Self.ending(of: run)
    guard let said else {
      hint =
        run.signal == Self.kill
        ? "a kill that nobody asked for is mostly the kernel's, for want of memory; \(again)"
        : log.isEmpty
          ? "no output of it was kept; run it here to see: dora run -f \(sig)"
          : "its whole log: dora info -l -f \(sig); \(again)"
      return
    }
    let kind = said.prefix { $0 != ":" }
    if said.contains("out of memory") || kind == "MemoryError" {
      hint = "a smaller batch or a larger GPU may do; \(again)"
    } else if kind == "ModuleNotFoundError" || kind == "ImportError" {
      hint = "install it for the Python that runs the program; \(again)"
    } else {
      hint = "mend it, then \(again)"
    }
  }

  private static let kill = 9

  private static func ending(of run: Run) -> String? {
    if let signal = run.signal, signal != 0 { return "it was killed by signal \(signal)" }
    if let exit = run.exit, exit != 0 { return "it ended with status \(exit)" }
    return nil
  }

  /// The last exception that Python tells of: the line without indentation behind a traceback.
  private static func exception(in log: [String]) -> String? {
    guard let head = log.lastIndex(where: { $0.hasPrefix("Traceback (most recent call last)") })
    else { return nil }
    return log[(head + 1)...].first { line in
      guard let first = line.first, !first.isWhitespace else { return false }
      // The name of a class, with or without what it says.
      let name = line.prefix { $0 != ":" }
      return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    }
  }
}
