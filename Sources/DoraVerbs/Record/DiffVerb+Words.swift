import DoraModel
import DoraStore

extension DiffVerb {
  /// A line of a comparison in the form of a patch.
  package enum Line: Hashable, Sendable {
    /// What is compared.
    case head(String)
    /// Where a part begins.
    case part(String)
    case removed(String)
    case added(String)
    /// Something as git says it.
    case raw([UInt8])
  }
}

extension DiffVerb.Comparison {
  /// The comparison as a patch; empty when nothing differs.
  package var lines: [DiffVerb.Line] {
    if isEmpty { return [] }
    var lines: [DiffVerb.Line] = [
      .head("diff --dora \(old.word) \(new.word)"), .head("--- \(old.title)"),
      .head("+++ \(new.title)"),
    ]
    let named = Set((arguments ?? []).map(\.name))
    add("arguments", arguments, to: &lines)
    // What the arguments say already needn't be said twice.
    add("config", config?.filter { !named.contains($0.name) }, to: &lines)
    if let code, !code.isSame {
      let commits = [old, new].map { $0.commit.map { String($0.prefix(10)) } ?? "none" }
      lines.append(.part("code \(commits[0])..\(commits[1])"))
      switch code {
      case .compared(let difference): lines.append(.raw(difference.text))
      case .unknown(let why): lines.append(.raw(Array("(\(why))\n".utf8)))
      }
    }
    add("environment", environment, to: &lines)
    add("metrics", metrics, to: &lines)
    return lines
  }

  private func add(
    _ title: String, _ part: [JSONDifference]?, to lines: inout [DiffVerb.Line]
  ) {
    guard let part, !part.isEmpty else { return }
    lines.append(.part(title))
    for difference in part {
      if let old = difference.old {
        lines.append(.removed("\(difference.name)=\(MetricWords.word(old))"))
      }
      if let new = difference.new {
        lines.append(.added("\(difference.name)=\(MetricWords.word(new))"))
      }
    }
  }

  /// One object; a part that wasn't compared is null.
  package var json: JSON {
    func list(_ part: [JSONDifference]?) -> JSON { part.map { .array($0.map(\.json)) } ?? .null }
    return [
      "version": 1, "old": old.json, "new": new.json, "differ": .bool(!isEmpty),
      "arguments": list(arguments), "config": list(config), "code": code?.json ?? .null,
      "environment": list(environment), "metrics": list(metrics),
    ]
  }
}

extension DiffVerb.Code {
  fileprivate var json: JSON {
    switch self {
    case .compared(let difference):
      [
        "differ": .bool(!isSame), "reason": .null,
        "files": .array(
          difference.files.map { file in
            [
              "path": .text(file.path), "added": JSON(file.added), "removed": JSON(file.removed),
            ]
          }),
      ]
    case .unknown(let why): ["differ": true, "reason": JSON(why), "files": .null]
    }
  }
}

extension DiffVerb.Side {
  /// As it could be typed.
  fileprivate var word: String {
    run.map { "\(whole.xp.sig)@\($0.number)" } ?? whole.xp.sig.description
  }

  fileprivate var title: String {
    "\(word) \(whole.name) (\(run?.state ?? RunState.none))"
  }

  fileprivate var json: JSON {
    [
      "sig": JSON(whole.xp.sig.description), "name": JSON(whole.name),
      "run": JSON(run?.number), "state": JSON(run?.run.state.rawValue ?? RunState.none),
      "commit": JSON(commit),
    ]
  }
}
