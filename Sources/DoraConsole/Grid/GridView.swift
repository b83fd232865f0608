import DoraModel
import DoraSystem
import DoraVerbs

/// A grid's table as text.
struct GridView {
  let board: GridBoard
  let look: GridLookOptions
  let console: Console

  init(_ board: GridBoard, look: GridLookOptions, console: Console) {
    self.board = board
    self.look = look
    self.console = console
  }

  /// Prints the table as it is now.
  func once() throws -> Int32 {
    _ = try board.refresh()
    let picture = board.picture()
    let table = try chosen(picture.table)
    for warning in picture.warnings { console.output.talk("warning: \(warning)") }
    if let export = look.export {
      try console.output.data(export.bytes(table))
      return Exit.done.rawValue
    }
    let screen = console.isTerminal ? console.screen : nil
    if !picture.base.isEmpty {
      try console.output.line("Base name: \(Text(picture.base).oneLine.string)")
    }
    let layout = Self.layout(table, width: screen?.width)
    try console.output.data(
      layout.text(colors: console.hasColor ? picture.colors : []).bytes + [UInt8(ascii: "\n")])
    if !layout.hidden.isEmpty {
      console.output.talk("hidden for want of width: \(layout.hidden.joined(separator: ", "))")
    }
    try console.output.line(picture.states.line)
    return Exit.done.rawValue
  }

  /// The table as text, its titles whole where there's room for them, and else cut to what tells them apart.
  static func layout(_ table: Table, width: Int?) -> TableLayout {
    var whole = table
    whole.columns.shorten = false
    let layout = whole.layout()
    guard let width, layout.head.contains(where: { $0.columns > width }) else { return layout }
    return table.layout(width: width)
  }

  /// The rows that were asked for, in the order asked for.
  func chosen(_ table: Table) throws(TableFailure) -> Table {
    var table = table
    if let sort = look.sort { table = try table.sorted(by: TableOrder(sort)) }
    if let top = look.top { table = table.top(top) }
    return table
  }
}
