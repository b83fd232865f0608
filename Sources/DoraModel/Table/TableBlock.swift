/// A node of the head with its rows formatted and measured: what a table is laid out of.
final class TableBlock {
  struct Cell {
    var text: Text
    var columns: Int
  }

  let column: Column
  /// How many lines of head it has below its own.
  let depth: Int
  /// What the head shows, and the least of it that must find room.
  let title: Text
  let shortTitle: Int
  /// A group's nodes, and what stands between them.
  var children: [TableBlock] = []
  let separator: Text
  /// A leaf's cells.
  private(set) var cells: [Cell] = []
  /// Whether all values are words, which are still of use when they are cut.
  private(set) var isText = false
  private(set) var isTall = false
  /// The width; a group's may be more than that of its nodes together.
  private(set) var width = 0
  /// The width that fitting allows a leaf.
  var limit: Int?
  var path: [Text] = []

  init(_ column: Column, title: Text, rows: [JSON?], separators: [Text], path: [Text] = []) {
    self.column = column
    self.path = path
    depth = column.depth
    self.title = column.display.oneLine
    shortTitle = title.oneLine.columns
    separator = depth > 0 ? separators.prefix(depth).last ?? "" : ""
    guard let groups = column.groups else {
      fill(rows)
      measure()
      return
    }
    let displays = groups.map(\.display)
    let titles = column.shorten == true ? ShortNames.of(displays) : displays
    for (node, title) in zip(groups, titles) where node.groups?.isEmpty != true {
      let values = rows.map { $0?[node.key] }
      children.append(
        TableBlock(
          node.inheriting(column), title: title, rows: values, separators: separators,
          path: path + [node.key]))
    }
    children.removeAll { $0.column.groups != nil && $0.children.isEmpty }
    measure()
  }

  private func fill(_ rows: [JSON?]) {
    let format = FormatSpec(column.format ?? "") ?? .plain
    let missing = Self.cell((column.missing ?? "").printable)
    isText = true
    cells.reserveCapacity(rows.count)
    for value in rows {
      guard let value, !value.isNull else {
        cells.append(missing)
        continue
      }
      if value.double != nil { isText = false }
      let cell = Self.cell(format.show(value).printable)
      cells.append(cell)
    }
    isTall = cells.contains { $0.text.bytes.contains(0x0A) }
  }

  private static func cell(_ text: Text) -> Cell {
    guard text.bytes.contains(0x0A) else { return Cell(text: text, columns: text.columns) }
    return Cell(text: text, columns: text.lines.map(\.columns).max() ?? 0)
  }

  /// The widest of a leaf's cells and title, or a group's nodes side by side.
  private var natural: Int {
    if column.groups == nil { return cells.lazy.map(\.columns).max() ?? 0 }
    return children.reduce(separator.columns * max(children.count - 1, 0)) { $0 + $1.width }
  }

  /// Finds the width anew, after that of a node below changed.
  func measure() {
    for i in children.indices where children[i].column.groups != nil { children[i].measure() }
    let content = natural
    width = max(content, shortTitle)
    guard column.groups == nil else { return }
    if let wrap = column.wrap, wrap < width {
      width = max(wrap, 1)
      isTall = isTall || content > width
    }
    if let limit, limit < width { width = limit }
  }

  /// One line of the head, of a table's `depth`.
  func head(_ line: Int) -> Text {
    var out = Text(bytes: [])
    writeHead(line, to: &out)
    return out
  }

  /// One row, in as many lines as its tallest cell needs.
  func row(_ row: Int) -> Text {
    var out = Text(bytes: [])
    out.bytes.reserveCapacity(width + 8)
    for line in 0..<height(row) {
      if line > 0 { out.bytes.append(0x0A) }
      write(row, line, to: &out)
    }
    return out
  }

  private func writeHead(_ line: Int, to out: inout Text) {
    writeNodes(to: &out) { child, out in
      let titleLine = depth - child.depth - 1
      if line < titleLine {
        out.pad(child.width)
      } else if line > titleLine {
        child.writeHead(line - titleLine - 1, to: &out)
      } else {
        let isLeaf = child.column.groups == nil
        out.append(
          child.title.prefix(columns: child.width), width: child.width,
          align: isLeaf ? child.column.align ?? .left : .center)
      }
    }
  }

  private func height(_ row: Int) -> Int {
    if column.groups == nil { return isTall ? max(lines(row).count, 1) : 1 }
    return children.reduce(1) { max($0, $1.height(row)) }
  }

  private func write(_ row: Int, _ line: Int, to out: inout Text) {
    guard column.groups == nil else {
      // Beside a taller cell a group is blank, its separators included, as treetable has it.
      if line > 0, line >= height(row) {
        out.pad(width)
      } else {
        writeNodes(to: &out) { child, out in child.write(row, line, to: &out) }
      }
      return
    }
    if isTall {
      let lines = lines(row)
      out.append(line < lines.count ? lines[line] : "", width: width, align: column.align ?? .left)
    } else if line == 0 {
      let cell = cells[row]
      let isCut = cell.columns > width
      out.append(
        isCut ? cell.text.truncated(to: width) : cell.text, columns: isCut ? nil : cell.columns,
        width: width, align: column.align ?? .left)
    } else {
      out.pad(width)
    }
  }

  /// The nodes with separators, and the space that a long title leaves at the group's own alignment.
  private func writeNodes(to out: inout Text, _ body: (TableBlock, inout Text) -> Void) {
    let extra = width - natural
    let before = (column.align ?? .left).padding(extra, of: width)
    out.pad(before)
    for (i, child) in children.enumerated() {
      if i > 0 { out.bytes += separator.bytes }
      body(child, &out)
    }
    out.pad(extra - before)
  }

  private func lines(_ row: Int) -> [Text] {
    let lines = cells[row].text.lines
    if limit != nil { return lines.map { $0.truncated(to: width) } }
    return lines.flatMap { $0.broken(at: width) }
  }
}
