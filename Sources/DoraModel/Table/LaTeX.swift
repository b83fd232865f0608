/// Text and heads of tables for LaTeX.
enum LaTeX {
  /// The cells of one line of a table's head.
  static func head(_ node: Column, _ line: Int) -> [String] {
    (node.groups ?? []).flatMap { child -> [String] in
      let count = child.leaves.count
      if count == 0 { return [] }
      let titleLine = node.depth - child.depth - 1
      if line < titleLine { return [String](repeating: "", count: count) }
      if line > titleLine { return head(child, line - titleLine - 1) }
      let title = escape(child.display)
      return [child.groups == nil ? title : "\\multicolumn{\(count)}{c}{\(title)}"]
    }
  }

  /// The text with the characters quoted that mean something to LaTeX.
  static func escape(_ text: Text) -> String {
    var out = ""
    for character in text.oneLine.string.unicodeScalars {
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": out += "\\\(character)"
      case "\\": out += "\\textbackslash{}"
      case "~": out += "\\textasciitilde{}"
      case "^": out += "\\textasciicircum{}"
      case "<": out += "\\textless{}"
      case ">": out += "\\textgreater{}"
      case "|": out += "\\textbar{}"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
