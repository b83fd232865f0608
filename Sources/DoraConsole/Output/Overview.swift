import DoraModel
import DoraSystem
import DoraVerbs

/// The text of `dora status`.
struct Overview {
  private let overview: OverviewVerb.Overview
  private let console: Console
  private let paint: Paint
  private let now: Double

  init(_ overview: OverviewVerb.Overview, _ console: Console, _ color: ColorOptions) {
    self.overview = overview
    self.console = console
    paint = console.paint(color)
    now = console.now
  }

  func show() throws(SystemFailure) {
    try console.output.line(overview.states.line)
    for group in overview.groups { try show(group) }
    if let sig = overview.changed.first {
      try console.output.line("\nran other code than today's: \(overview.changed.count)")
      try console.output.line("  (use \"dora-submit -D \(sig)\" to run it with today's)")
    }
    guard let idle = overview.idle else {
      if overview.states.total == 0 {
        try console.output.line("\n  (use \"dora-sig -- <argument>...\" to sign a first XP)")
      }
      return
    }
    let count = overview.states.none
    try console.output.line("\nnever ran: \(count)")
    try console.output.line("  (use \"dora-submit \(idle)\" to submit it)")
  }

  private func show(_ group: OverviewVerb.Group) throws(SystemFailure) {
    guard let sig = group.rows.first?.sig else { return }
    let (title, style, hints) = Self.words(group.states, sig)
    try console.output.line("\n\(title):")
    for hint in hints { try console.output.line("  (use \(hint))") }
    let lines = zip(group.rows, group.words).map { row, word in
      [row.sig.description, time(row), Text(row.summary.name).oneLine.string, word]
    }
    let widths = (0..<3).map { column in lines.map { Text($0[column]).columns }.max() ?? 0 }
    // A name may be as long as it likes; what it came to has to be seen.
    let limits = [widths[0], widths[1], min(widths[2], 48)]
    for line in lines {
      var text = "  "
      for (cell, width) in zip(line, limits) {
        let shown = Text(cell).prefix(columns: width)
        text += shown.string + String(repeating: " ", count: width - shown.columns + 2)
      }
      text += Text(line[3]).oneLine.string
      var whole = Text(text.trimmingTrailingBlanks)
      if console.isTerminal { whole = whole.truncated(to: console.screen.width) }
      try console.output.line(paint(whole.string, style))
    }
    let rest = group.rows.count - lines.count
    if rest > 0 { try console.output.line("  and \(rest) more (use \"dora status --all\")") }
  }

  /// How long it has been so.
  private func time(_ row: StatusVerb.Row) -> String {
    guard let run = row.run else { return "" }
    if run.state == .running, let started = run.started { return TimeSpan.words(now - started) }
    if run.state == .pending { return TimeSpan.words(now - run.submitted) }
    return run.ended.map { TimeSpan.words(now - $0) + " ago" } ?? ""
  }

  private static func words(
    _ states: [RunState], _ sig: Sig
  ) -> (title: String, style: Paint.Style, hints: [String]) {
    switch states.first {
    case .running:
      (
        "running", .good,
        ["\"dora-tail \(sig)\" to follow it", "\"dora cancel \(sig)\" to end it"]
      )
    case .pending: ("pending", .plain, ["\"dora why \(sig)\" to see what it waits for"])
    case .cancelled: ("cancelled", .plain, ["\"dora-submit -r \(sig)\" to run it again"])
    default:
      (
        "failed", .bad,
        [
          "\"dora why \(sig)\" to see why", "\"dora-submit -r \(sig)\" to run it again",
        ]
      )
    }
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
