/// The forms of a table that other programs read.
package enum TableExport: String, Sendable, CaseIterable {
  case csv, json, markdown, latex

  /// The bytes of `table` in this form.
  package func bytes(_ table: Table) -> [UInt8] {
    switch self {
    case .csv: Self.csv(table)
    case .json: Self.json(table)
    case .markdown: Self.markdown(table)
    case .latex: Self.latex(table)
    }
  }

  /// RFC 4180: a line of dotted names, then a line a row; numbers in full, whatever the column's format rounds.
  private static func csv(_ table: Table) -> [UInt8] {
    let leaves = table.columns.leaves
    var out: [UInt8] = []
    line(leaves.map { Text($0.name) })
    for row in table.rows {
      line(leaves.map { Table.value(row, at: $0.path).map(FormatSpec.plain.show) ?? "" })
    }
    return out

    func line(_ fields: [Text]) {
      for (i, field) in fields.enumerated() {
        if i > 0 { out.append(UInt8(ascii: ",")) }
        // A lone empty field would be an empty line, which readers skip.
        let isQuoted =
          field.bytes.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
          || (field.isEmpty && fields.count == 1)
        guard isQuoted else {
          out += field.bytes
          continue
        }
        out.append(UInt8(ascii: "\""))
        for byte in field.bytes { out += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
        out.append(UInt8(ascii: "\""))
      }
      out += [0x0D, 0x0A]
    }
  }

  /// JSON Lines: one object a row, nested as the columns are, with all of them in their order.
  private static func json(_ table: Table) -> [UInt8] {
    var out: [UInt8] = []
    for row in table.rows {
      var members = [JSON.Member("version", 1)]
      members += object(table.columns, row).members ?? []
      PythonJSON.write(.object(members), to: &out)
      out.append(0x0A)
    }
    return out
  }

  private static func object(_ node: Column, _ row: JSON?) -> JSON {
    guard let groups = node.groups else { return row ?? .null }
    return .object(groups.map { JSON.Member($0.key, object($0, row?[$0.key])) })
  }

  /// A table as GitHub shows it; groups become dotted names, since it knows one line of head only.
  private static func markdown(_ table: Table) -> [UInt8] {
    let leaves = table.columns.leaves
    var out = ""
    line(leaves.map { escape(Text($0.name)) })
    line(
      leaves.map { leaf in
        switch leaf.column.align ?? .left {
        case .left: ":--"
        case .right: "--:"
        case .center: ":-:"
        }
      })
    for row in table.rows { line(leaves.map { escape(Table.cell(row, $0)) }) }
    return Array(out.utf8)

    func line(_ cells: [String]) {
      out += "| " + cells.joined(separator: " | ") + " |\n"
    }

    func escape(_ cell: Text) -> String {
      var text = ""
      for character in cell.printable.string.unicodeScalars {
        switch character {
        case "\n": text += "<br>"
        case "<": text += "&lt;"
        case "|", "\\", "*", "_", "`", "[", "]": text += "\\\(character)"
        default: text.unicodeScalars.append(character)
        }
      }
      return text
    }
  }

  /// A `tabular` that needs no package; a group's title spans its columns.
  private static func latex(_ table: Table) -> [UInt8] {
    let leaves = table.columns.leaves
    let letters = leaves.map { leaf in
      switch leaf.column.align ?? .left {
      case .left: "l"
      case .right: "r"
      case .center: "c"
      }
    }
    var out = "\\begin{tabular}{\(letters.joined())}\n\\hline\n"
    for line in 0..<table.columns.depth {
      out += LaTeX.head(table.columns, line).joined(separator: " & ") + " \\\\\n"
    }
    out += "\\hline\n"
    for row in table.rows {
      out += leaves.map { LaTeX.escape(Table.cell(row, $0)) }.joined(separator: " & ") + " \\\\\n"
    }
    return Array((out + "\\hline\n\\end{tabular}\n").utf8)
  }
}
