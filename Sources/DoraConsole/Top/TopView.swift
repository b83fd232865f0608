import DoraModel
import DoraVerbs

/// The picture of `dora top`, and what its keys do to it.
struct TopView {
  /// What a key asks for beyond the picture itself.
  enum Wish: Hashable {
    case leave, none, look
    case cancel(String)
  }

  private enum Mode: Hashable {
    case list, filter, help
    case log(String)
    case confirm(String)
  }

  /// The lines of the screen that aren't rows.
  static let frame = 3

  var list: TopList
  let paint: Paint
  /// A sentence that stands at the bottom until the next key.
  var message = ""
  /// What the log view shows.
  var answer: WhyVerb.Answer?
  private var mode = Mode.list
  private var top = 0

  init(list: TopList, paint: Paint) {
    self.list = list
    self.paint = paint
  }

  /// The XP whose log is looked at.
  var looksAt: String? { if case .log(let sig) = mode { sig } else { nil } }

  mutating func press(_ key: FullScreen.Key, page: Int) -> Wish {
    message = ""
    switch mode {
    case .list: return pressInList(key, page: page)
    case .filter:
      switch key {
      case .enter: mode = .list
      case .escape:
        list.filter = ""
        mode = .list
      case .backspace: list.filter = String(list.filter.dropLast())
      case .letter(let letter): list.filter.append(letter)
      case .up, .down, .pageUp, .pageDown, .home, .end: break
      }
    case .confirm(let sig):
      mode = .list
      if key == .letter("y") { return .cancel(sig) }
      message = "not cancelled"
    case .log, .help:
      if [.letter("q"), .escape, .enter, .letter("t")].contains(key) { mode = .list }
    }
    return .none
  }

  private mutating func pressInList(_ key: FullScreen.Key, page: Int) -> Wish {
    switch key {
    case .up, .letter("k"): list.move(-1)
    case .down, .letter("j"): list.move(1)
    case .pageUp: list.move(-page)
    case .pageDown, .letter(" "): list.move(page)
    case .home, .letter("g"): list.move(.min)
    case .end, .letter("G"): list.move(.max)
    case .letter("/"): mode = .filter
    case .escape: list.filter = ""
    case .letter("s"):
      let orders = TopList.Order.allCases
      let place = orders.firstIndex(of: list.order) ?? 0
      list.order = orders[(place + 1) % orders.count]
      message = "sorted by \(list.order.rawValue)"
    case .letter("r"): list.isReversed.toggle()
    case .letter("a"): list.showsAll.toggle()
    case .enter, .letter("t"):
      guard let sig = list.chosen?.sig else { return .none }
      mode = .log(sig)
      answer = nil
      return .look
    case .letter("c"):
      guard let item = list.chosen else { return .none }
      if item.state?.isFinal == false {
        mode = .confirm(item.sig)
      } else {
        message = "\(item.sig) has no run to cancel"
      }
    case .letter("?"), .letter("h"): mode = .help
    case .letter("q"): return .leave
    case .letter, .backspace: break
    }
    return .none
  }

  /// The lines of the screen.
  mutating func lines(on screen: Screen, now: Double) -> [String] {
    switch mode {
    case .help: return page(Self.help, on: screen)
    case .log: return log(on: screen)
    case .list, .filter, .confirm: return table(on: screen)
    }
  }

  private mutating func table(on screen: Screen) -> [String] {
    let room = max(1, screen.height - Self.frame)
    let place = list.place ?? 0
    // The chosen row stays on the screen, and the screen where it is as long as it can.
    top = min(max(top, place - room + 1), place)
    top = max(0, min(top, list.shown.count - room))
    let rows = list.shown.dropFirst(top).prefix(room)
    let cells = rows.map { item in
      [
        item.sig, item.state?.rawValue ?? RunState.none, item.job,
        item.seconds.map(TimeSpan.words) ?? "", Text(item.name).oneLine.string,
        Text(item.metrics).oneLine.string,
      ]
    }
    let titles = ["SIG", "STATE", "JOB", "TIME", "NAME", "METRICS"]
    let widths = titles.indices.map { column in
      ([titles] + cells).map { Text($0[column]).columns }.max() ?? 0
    }
    // A long name leaves half of the screen to the metrics.
    let limits = widths.enumerated().map { $0 == 4 ? min($1, screen.width * 2 / 5) : $1 }
    func line(_ cells: [String]) -> String {
      var text = Text(bytes: [])
      for (cell, limit) in zip(cells, limits) {
        let shown = Text(cell).truncated(to: limit)
        text.bytes += shown.bytes + [UInt8](repeating: 0x20, count: limit - shown.columns + 2)
      }
      return text.truncated(to: screen.width).string
    }
    var lines = [paint(head(rows.count, screen), .strong), paint(line(titles), .faint)]
    for (row, (item, cells)) in zip(rows, cells).enumerated() {
      let text = line(cells)
      if top + row == place {
        let fill = String(repeating: " ", count: max(0, screen.width - Text(text).columns))
        lines.append("\u{1B}[7m\(text)\(fill)")
      } else {
        lines.append(paint(text, Paint.Style(item.state)))
      }
    }
    if rows.isEmpty {
      lines.append(
        list.all.isEmpty
          ? "no XP yet (use \"dora-sig -- <argument>...\" to sign a first one)"
          : "no XP is like that")
    }
    return page(lines, on: screen)
  }

  /// A screen whose last line says what the keys do, or asks.
  private func page(_ lines: [String], on screen: Screen) -> [String] {
    let fill = Array(repeating: "", count: max(0, screen.height - 1 - lines.count))
    let isAsking = if case .confirm = mode { true } else { false }
    return lines + fill
      + [paint(Text(foot).truncated(to: screen.width).string, isAsking ? .notable : .faint)]
  }

  /// The states, and at the right which rows are on the screen when that's not all.
  private func head(_ rows: Int, _ screen: Screen) -> String {
    var text = StateSummary(list.all.map(\.state)).line
    if list.shown.count < list.all.count {
      text += "; \(list.shown.count) shown"
      if !list.filter.isEmpty, mode != .filter { text += " with '\(list.filter)'" }
    }
    let shown = Text(text).oneLine.truncated(to: screen.width)
    let place = "\(top + 1)-\(top + rows) of \(list.shown.count)"
    let gap = screen.width - shown.columns - place.utf8.count
    return shown.string
      + (rows < list.shown.count && gap > 1 ? String(repeating: " ", count: gap) + place : "")
  }

  private var foot: String {
    switch mode {
    case .filter: "/\(list.filter)_   enter: keep, escape: show all"
    case .confirm(let sig): "cancel the run of \(sig)? y: yes, any other key: no"
    case .log, .help: "q: back"
    case .list where !message.isEmpty: message
    default:
      "t: log  c: cancel  /: filter"
        + "  s: sort by \(list.order.rawValue)  a: \(list.showsAll ? "live only" : "all")"
        + "  ?: help  q: leave"
    }
  }

  private func log(on screen: Screen) -> [String] {
    guard let answer else { return ["", "no log"] }
    let run = answer.row.run
    let title =
      "\(answer.row.sig) \(answer.row.summary.name): \(run?.state.rawValue ?? RunState.none)"
      + answer.row.why
    var above = [paint(Text(title).oneLine.truncated(to: screen.width).string, .strong)]
    if let cause = answer.diagnosis.cause {
      above.append(
        paint(Text("cause: \(cause)").oneLine.truncated(to: screen.width).string, .bad))
    }
    if let hint = answer.diagnosis.hint {
      above.append(
        paint(Text("hint: \(hint)").oneLine.truncated(to: screen.width).string, .faint))
    }
    let room = max(1, screen.height - above.count - 1)
    let lines = answer.log.suffix(room).map {
      Text($0).oneLine.truncated(to: screen.width).string
    }
    return page(above + (lines.isEmpty ? ["no log"] : lines), on: screen)
  }

  private static let help = [
    "  up, down, k, j     choose an XP",
    "  page up, page down, space",
    "                     choose one further away; g the first, G the last",
    "  t, enter           look at the log of the chosen XP, and why it failed",
    "  c                  cancel its run, after a question",
    "  /                  show only XPs with a text in their line; escape shows all again",
    "  s                  sort by another column; r turns the order round",
    "  a                  show all XPs, or only those that are pending or running",
    "  ?, h               this help",
    "  q                  leave; jobs go on",
  ]
}
