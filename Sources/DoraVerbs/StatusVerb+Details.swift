import DoraEngines
import DoraModel

extension StatusVerb {
  /// One XP with all that is recorded of it and its last run.
  package struct Details {
    package let xp: XP
    package let row: Row
    /// The last run with its command and environment, which `row.run` lacks.
    package let run: Run?
    /// The files that the run's program loaded otherwise than today's.
    package var changedFiles: [String] = []

    /// One object: the XP first, then what its last run adds.
    package var json: JSON {
      var members: [JSON.Member] = [
        JSON.Member("version", 1), JSON.Member("sig", JSON(xp.sig.description)),
        JSON.Member("digest", JSON(xp.digest.hex)),
        JSON.Member("state", JSON(run?.state.rawValue ?? RunState.none)),
        JSON.Member("job", JSON(run?.number)), JSON.Member("name", JSON(row.summary.name)),
        JSON.Member("argv", .array(xp.argv.map { .text($0) })), JSON.Member("delta", xp.delta.json),
        JSON.Member("folder", JSON(row.folder)),
        JSON.Member("code_changed", row.isCodeChanged.map { .bool($0) } ?? .null),
      ]
      if row.isStale { members.append(JSON.Member("stale", true)) }
      let known = Set(members.map(\.name))
      if let run { members += (run.json.members ?? []).filter { !known.contains($0.name) } }
      return .object(members)
    }

    /// The code of a run, in words.
    static func code(of run: Run) -> String {
      guard let commit = run.commit else { return run.snapshot ?? "not recorded" }
      if let snapshot = run.snapshot, snapshot != commit {
        return "\(snapshot): uncommitted changes on \(commit)"
      }
      return commit + (run.dirty == true ? " and changes that are not recorded" : "")
    }

    /// The XP's history, oldest entry first.
    package func history() throws -> [JSON] { try HistoryFile(folder: row.folder).load() }

    /// What `dora info` shows, label by label.
    package func description() throws -> [(label: String, text: String)] {
      var lines = [
        (label: "sig", text: xp.sig.description), ("name", row.summary.name),
        ("argv", ArgumentLine.quoted(xp.argv)), ("delta", PythonJSON.string(xp.delta.json)),
        ("program", xp.program.identity), ("folder", row.folder),
        ("state", (run?.state.rawValue ?? RunState.none) + row.why),
      ]
      if let run {
        lines.append(("job", "\(run.number ?? "") on \(run.engine), \(run.host)"))
        lines.append(("code", Self.code(of: run)))
        if !changedFiles.isEmpty {
          lines.append(("stale", "changed since: " + changedFiles.joined(separator: ", ")))
        }
        if !run.leftOut.isEmpty {
          lines.append(("without", run.leftOut.map(\.string).joined(separator: ", ")))
        }
        if !run.log.isEmpty { lines.append(("log", run.log)) }
      }
      let history = try history()
      if let last = history.last {
        lines.append(("epoch", String(history.count)))
        lines.append(("metrics", PythonJSON.string(last)))
      }
      return lines
    }
  }

  /// All that is recorded of the XPs in these rows.
  package func details(of rows: [Row]) throws -> [Details] {
    let view = try project.existingStore()?.view()
    return try rows.map { row in
      guard let xp = try view?.xp(row.digest) else {
        throw VerbFailure.noXP
      }
      var run = try view?.runs(row.digest).last
      // A run that hasn't ended is newer in its row than in the store.
      if let now = row.run, run?.id == now.id { run?.outcome = now.outcome }
      return Details(xp: xp, row: row, run: run)
    }
  }

  /// The state of one XP, which may not be in the store.
  package func details(of xp: XP) throws -> Details {
    let row = try marked([row(of: xp)])[0]
    if row.run == nil { return Details(xp: xp, row: row, run: nil) }
    var details = try details(of: [row])[0]
    if row.isCodeChanged == true, let run = details.run {
      details.changedFiles = try ChangedCode(project).files(of: run, xp.program) ?? []
    }
    return details
  }
}
