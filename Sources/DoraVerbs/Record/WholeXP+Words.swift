import DoraModel
import DoraSystem

extension WholeXP {
  /// A label and what it says.
  package typealias Line = (label: String, text: String)

  /// What the XP is and where its files are.
  package var description: [Line] {
    var lines: [Line] = [
      ("xp", xp.digest.hex), ("sig", xp.sig.description), ("name", name),
      ("argv", ArgumentLine.quoted(xp.argv)), ("delta", PythonJSON.string(xp.delta.json)),
      ("program", "\(xp.program.identity) (\(xp.program.backend.rawValue))"),
    ]
    if !grids.isEmpty { lines.append(("grids", grids.joined(separator: ", "))) }
    if let star { lines.append(("starred", star.by + (star.note.map { ": \($0)" } ?? ""))) }
    lines.append(("folder", folder + (File.status(folder) == nil ? " (not there)" : "")))
    if let trash { lines.append(("trash", trash)) }
    if history.count > 0 {
      lines.append(("epoch", String(history.count)))
      lines.append(("metrics", MetricWords.line(history.last)))
    }
    return lines
  }

  /// One object with everything.
  package var json: JSON {
    [
      "version": 1, "sig": JSON(xp.sig.description), "digest": JSON(xp.digest.hex),
      "name": JSON(name), "argv": .array(xp.argv.map { .text($0) }), "delta": xp.delta.json,
      "program": xp.program.json, "grids": .array(grids.map { JSON($0) }),
      "starred": .bool(star != nil), "folder": JSON(folder), "trash": JSON(trash),
      "metrics": history.count > 0 ? history.last : .null,
      "runs": .array(numbered.map(\.json)),
    ]
  }
}

extension WholeXP.Numbered {
  /// The run's record with its number; of a run that hasn't ended, the metrics are those of now.
  package var json: JSON {
    let members =
      run.json.merging([
        JSON.Member("metrics", metrics ?? .null),
        JSON.Member("surroundings", surroundings ?? .null),
      ]).members ?? []
    let marks = isStale ? [JSON.Member("stale", true)] : []
    return .object([JSON.Member("run", JSON(number))] + members + marks)
  }

  /// How it is, and why.
  package var state: String {
    run.state.rawValue + run.why + (isStale ? " (last known)" : "")
      + (original.map { ", as @\($0) again" } ?? "")
  }

  /// How long it took; nil before it has ended.
  package var seconds: Double? {
    guard let started = run.started, let ended = run.ended else { return nil }
    return ended - started
  }

  /// The code in short: a commit, and whether something was changed on it.
  package var code: String {
    guard let commit = run.commit ?? run.snapshot else { return "" }
    return commit.prefix(10) + (run.dirty == true ? "-dirty" : "")
  }

  /// What it found around it, in short.
  private static func words(of surroundings: JSON) -> [WholeXP.Line] {
    var lines: [WholeXP.Line] = []
    let gpus = surroundings["gpus"]?.texts?.map(\.string) ?? []
    let parts = [
      surroundings["host"]?.string, surroundings["system"]?.string, surroundings["cpu"]?.string,
      gpus.isEmpty ? nil : gpus.joined(separator: ", "),
      surroundings["driver"]?.string.map { "driver \($0)" },
    ].compactMap { $0 }
    if !parts.isEmpty { lines.append(("machine", parts.joined(separator: "; "))) }
    if let python = surroundings["python"]?.string {
      let count = surroundings["packages"]?.members?.count ?? 0
      let name = surroundings["interpreter"]?.string ?? "Python"
      lines.append(("python", "\(python), \(name), \(count) packages"))
    }
    return lines
  }

  /// All that is recorded of it; `time` shows seconds since 1970.
  package func description(_ time: (Double) -> String) -> [WholeXP.Line] {
    var lines: [WholeXP.Line] = [
      ("job", "\(run.job) on \(run.engine), \(run.host)"), ("submitted", time(run.submitted)),
    ]
    if let started = run.started { lines.append(("started", time(started))) }
    if let ended = run.ended {
      let took = seconds.map { ", after \(TimeSpan.words($0))" } ?? ""
      lines.append(("ended", time(ended) + took))
    }
    if isStale { lines.append(("seen", time(run.lastSeen) + ", by another store")) }
    lines.append(("code", StatusVerb.Details.code(of: run)))
    if !run.leftOut.isEmpty {
      lines.append(("without", run.leftOut.map(\.string).joined(separator: ", ")))
    }
    let resources = (run.resources.members ?? []).filter { !$0.value.isNull }
    if !resources.isEmpty {
      lines.append(("resources", MetricWords.line(.object(resources))))
    }
    lines.append(("command", ArgumentLine.quoted(run.command)))
    for variable in run.environment {
      lines.append(("sets", "\(variable.name.string)=\(PythonText.str(variable.value))"))
    }
    if let surroundings { lines += Self.words(of: surroundings) }
    if !run.log.isEmpty { lines.append(("log", run.log)) }
    if let metrics { lines.append(("metrics", MetricWords.line(metrics))) }
    return lines
  }
}

/// Metrics in one line: `epoch=5 loss=0.2511`.
package enum MetricWords {
  package static func line(_ metrics: JSON) -> String {
    JSONDifference.leaves(of: metrics).map { "\($0.name)=\(word($0.value))" }
      .joined(separator: " ")
  }

  /// The same with 4 digits of each fraction, for a table.
  package static func short(_ metrics: JSON) -> String {
    let digits = FormatSpec(".4g") ?? .plain
    return JSONDifference.leaves(of: metrics).map { leaf in
      if case .number = leaf.value { return "\(leaf.name)=\(digits.show(leaf.value).string)" }
      return "\(leaf.name)=\(word(leaf.value))"
    }.joined(separator: " ")
  }

  /// A number as it was recorded; a text without quotes.
  package static func word(_ value: JSON) -> String {
    if let text = value.text, !text.isEmpty { return text.oneLine.string }
    return PythonJSON.string(value)
  }
}
