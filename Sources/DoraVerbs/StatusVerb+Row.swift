import DoraModel

extension StatusVerb {
  /// One XP and its last run, in short.
  package struct Row {
    package var summary: Summary
    /// The XP's folder, absolute.
    package let folder: String

    package var sig: Sig { summary.sig }
    package var digest: Digest { summary.digest }
    package var run: Run? { summary.run }

    /// What `%(…)` may name.
    package static let fieldNames = [
      "sig", "digest", "name", "state", "job", "engine", "exit", "signal", "submitted", "started",
      "ended", "seconds", "folder", "log", "commit", "dirty", "reason",
    ]

    /// The columns of `dora-status`: sig, state, job, exit as `status:signal`, seconds, name.
    package var columns: [String] {
      let exit = run?.state.isFinal == true ? "\(run?.exit ?? 0):\(run?.signal ?? 0)" : ""
      return [
        sig.description, run?.state.rawValue ?? RunState.none, run?.job ?? "", exit,
        seconds ?? "", summary.name,
      ]
    }

    /// How long the run took, in whole seconds; nil until it has ended.
    private var seconds: String? {
      guard let started = run?.started, let ended = run?.ended else { return nil }
      return String(Int((ended - started).rounded()))
    }

    /// The value of one field, by its name; what isn't known is empty.
    package func field(_ name: String) -> String {
      switch name {
      case "sig": sig.description
      case "digest": digest.hex
      case "name": summary.name
      case "folder": folder
      case "state": run?.state.rawValue ?? RunState.none
      case "job": run?.job ?? ""
      case "engine": run?.engine ?? ""
      case "exit": run?.exit.map(String.init) ?? ""
      case "signal": run?.signal.map(String.init) ?? ""
      case "submitted": (run?.submitted).map(PythonJSON.repr) ?? ""
      case "started": run?.started.map(PythonJSON.repr) ?? ""
      case "ended": run?.ended.map(PythonJSON.repr) ?? ""
      case "seconds": seconds ?? ""
      case "log": run?.log ?? ""
      case "commit": run?.commit ?? ""
      case "dirty": run?.dirty.map { $0 ? "dirty" : "clean" } ?? ""
      case "reason": run?.reason ?? ""
      default: ""
      }
    }

    /// Why the run ended as it did, for a sentence: ` (exit 3)`.
    package var why: String { run?.why ?? "" }

    /// Whether the last run has begun and not ended, or waits to begin.
    package var isLive: Bool { run?.state.isFinal == false }
  }
}

extension Run {
  /// Why it ended as it did, for a sentence: ` (exit 3)`.
  package var why: String {
    if let signal, signal != 0 { return " (signal \(signal))" }
    if let exit, exit != 0 { return " (exit \(exit))" }
    return reason.map { " (\($0))" } ?? ""
  }
}
