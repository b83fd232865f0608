import DoraModel
import DoraSystem
import DoraVerbs

/// A grid's table on a terminal, redrawn in place when something has changed, until nothing runs any more.
final class LiveBoard {
  private let view: GridView
  private let name: String
  /// Seconds until everything is shown anew even if nothing has changed.
  private let interval: Double
  private let interrupt = Interrupt()
  private let keys = Keys()
  private var picture: GridBoard.Picture
  private var page = 0
  private var frame: Frame

  init(_ view: GridView, name: String, minutes: Double) throws {
    self.view = view
    self.name = name
    interval = minutes * 60
    frame = Frame(view.console)
    _ = try view.board.refresh()
    picture = view.board.picture()
  }

  /// Returns when all runs have ended, or the user has seen enough; jobs go on either way.
  func watch() throws -> Int32 {
    var due = 0.0
    while true {
      let start = view.console.now
      if try view.board.refresh() || start >= due {
        picture = view.board.picture()
        due = start + interval
      }
      let isLast = picture.states.isFinal
      try draw(due: isLast ? nil : due, now: start)
      if isLast { return Exit.done.rawValue }
      // Looking takes at most a twentieth of the time, however many XPs there are.
      let pause = max(1, 20 * (view.console.now - start))
      let key = keys.wait(pause)
      if interrupt.hasCome { return leave(130) }
      switch key {
      case .quit: return leave(Exit.done.rawValue)
      case .next: page += 1
      case .back: page -= 1
      case .other, nil: break
      }
    }
  }

  /// Says what goes on without us.
  private func leave(_ status: Int32) -> Int32 {
    let states = picture.states
    let count = states.count(.pending) + states.count(.running)
    view.console.output.talk(
      "\(count == 1 ? "1 job goes" : "\(count) jobs go") on; "
        + "watch: dora grid \(name), cancel: dora grid \(name) -C")
    return status
  }

  private func draw(due: Double?, now: Double) throws {
    let screen = view.console.screen
    let table = try view.chosen(picture.table)
    var above: [String] = picture.base.isEmpty ? [] : ["Base name: \(picture.base)"]
    var below = picture.warnings.map { "warning: \($0)" } + [picture.states.line]
    if let due {
      below.append("next look in \(Self.clock(due - now)), or when something changes")
    }
    let room = max(1, screen.height - above.count - table.columns.depth - below.count - 2)
    var shown = table
    if table.rows.count > room {
      let pages = (table.rows.count + room - 1) / room
      page = min(max(0, page), pages - 1)
      shown.rows = Array(table.rows.dropFirst(page * room).prefix(room))
      below.insert(
        "rows \(page * room + 1)-\(page * room + shown.rows.count) of \(table.rows.count);"
          + " space, b: other pages, q: leave", at: 0)
    } else {
      page = 0
    }
    let layout = GridView.layout(
      view.board.aged(shown, now: now), width: screen.width)
    if !layout.hidden.isEmpty {
      above.append("not shown: \(layout.hidden.joined(separator: ", "))")
    }
    try frame.draw(above: above, layout, colors: picture.colors, below: below, on: screen)
  }

  /// `4:59`.
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds.rounded(.up)))
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
