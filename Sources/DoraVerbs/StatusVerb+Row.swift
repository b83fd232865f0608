import DoraModel

extension StatusVerb {
  /// One XP and its last run, in short.
  package struct Row {
    package var summary: Summary
    /// The XP's folder, absolute.
    package let folder: String
    /// Whether its engine can't be asked: the state is the one last known.
    package var isStale = false
    /// Whether its last run used other code than today's; nil when that isn't known or wasn't looked at.
    package var isCodeChanged: Bool?

    package init(summary: Summary, folder: String) {
      self.summary = summary
      self.folder = folder
    }

    package var sig: Sig { summary.sig }
    package var digest: Digest { summary.digest }
    package var run: Run? { summary.run }

    /// What `%(…)` may name.
    package static let fieldNames = [
      "sig", "digest", "name", "state", "job", "engine", "exit", "signal", "submitted", "started",
      "ended", "seconds", "folder", "log", "commit", "dirty", "snapshot", "reason",
      "stale", "code",
    ]

    /// The columns of `dora-status`: sig, state, job, exit as `status:signal`, seconds, name; and `stale` if it is.
    ///
    /// Or `code`, if its last run used other code than today's; with a comma between the two.
    package var columns: [String] {
      let exit = run?.state.isFinal == true ? "\(run?.exit ?? 0):\(run?.signal ?? 0)" : ""
      return [
        sig.description, run?.state.rawValue ?? RunState.none, run?.number ?? "", exit,
        seconds ?? "", summary.name,
      ] + (marks.isEmpty ? [] : [marks.joined(separator: ",")])
    }

    private var marks: [String] {
      (isStale ? ["stale"] : []) + (isCodeChanged == true ? ["code"] : [])
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
      case "job": run?.number ?? ""
      case "engine": run?.engine ?? ""
      case "exit": run?.exit.map(String.init) ?? ""
      case "signal": run?.signal.map(String.init) ?? ""
      case "submitted": (run?.submitted).map(PythonJSON.repr) ?? ""
      case "started": run?.started.map(PythonJSON.repr) ?? ""
      case "ended": run?.ended.map(PythonJSON.repr) ?? ""
      case "seconds": seconds ?? ""
      case "log": run?.log ?? ""
      case "commit": run?.commit ?? ""
      case "snapshot": run?.snapshot ?? ""
      case "dirty": run?.dirty.map { $0 ? "dirty" : "clean" } ?? ""
      case "reason": run?.reason ?? ""
      case "stale": isStale ? "stale" : ""
      case "code": isCodeChanged.map { $0 ? "changed" : "same" } ?? ""
      default: ""
      }
    }

    /// Why the run ended as it did, for a sentence: ` (exit 3)`.
    package var why: String {
      let why = run?.why ?? ""
      if !isStale { return why }
      return why.isEmpty ? " (last known)" : why.dropLast() + "; last known)"
    }

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
