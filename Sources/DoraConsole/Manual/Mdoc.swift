/// Lays out a page of the manual where there's no mandoc(1) or groff(1) to do it: mdoc, as far as our pages use it.
///
/// A test compares each page with what mandoc makes of it, letter by letter.
struct Mdoc {
  /// In words: where a line may be broken, with a hyphen.
  static let hyphen: Character = "\u{2010}"
  private static let margin = 5

  private enum List {
    case tag(width: Int)
    case bullet, number

    var width: Int {
      switch self {
      case .tag(let width): width + 2
      case .bullet: 4
      case .number: 5
      }
    }
  }

  var flow: Flow
  /// What the page is about, which `.Nm` stands for.
  var name = ""
  private let width: Int
  private var lists: [(list: List, isCompact: Bool, start: Int, count: Int)] = []
  private var isLiteral = false
  private var literalIndent = 0
  private(set) var isSynopsis = false
  private var title = ""
  private var section = ""
  private var date = ""

  /// The lines of a page; plain text, or bold and underlined for a terminal.
  static func lines(
    of source: String, width: Int, isStyled: Bool, isASCII: Bool, system: String
  ) -> [String] {
    var page = Mdoc(
      flow: Flow(width: width, isStyled: isStyled, isASCII: isASCII), width: width)
    for line in source.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      page.read(String(line))
    }
    page.flow.flush()
    let head = "\(page.title)(\(page.section))"
    let volume =
      ["1": "General Commands Manual", "5": "File Formats Manual"][page.section]
      ?? "Miscellaneous Information Manual"
    return [page.spread(head, volume, head), ""] + page.flow.lines
      + ["", page.spread(system, page.date, system)]
  }

  private init(flow: Flow, width: Int) {
    self.flow = flow
    self.width = width
    self.flow.indent = Self.margin
  }

  /// Three texts over the width of the page.
  private func spread(_ left: String, _ middle: String, _ right: String) -> String {
    if left.count + middle.count + right.count + 2 >= width {
      let gap = max(1, width - left.count - middle.count)
      return left + String(repeating: " ", count: gap) + middle
    }
    let before = max(1, (width - middle.count + 1) / 2 - left.count)
    let after = max(1, width - left.count - before - middle.count - right.count)
    return left + String(repeating: " ", count: before) + middle
      + String(repeating: " ", count: after) + right
  }

  private mutating func read(_ line: String) {
    guard line.hasPrefix("."), line.utf8.count > 1 else {
      text(line)
      return
    }
    let words = MdocWord.words(of: line.dropFirst())
    guard let macro = words.first?.text else { return }
    let rest = words.dropFirst()
    switch macro {
    case "Dd": date = rest.map(\.text).joined(separator: " ")
    case "Dt":
      title = rest.first?.text ?? ""
      section = rest.last?.text ?? ""
    case "Os": break
    case "Sh":
      title(rest)
    case "Ss":
      flow.flush()
      flow.heading(rest.map(\.text).joined(separator: " "), at: 3)
      flow.indent = Self.margin
    case "Pp":
      flow.blank()
      if isSynopsis { flow.indent = Self.margin }
    case "br": flow.flush()
    case "Bl": begin(rest.map(\.text))
    case "It": item(rest)
    case "El":
      flow.flush()
      if let last = lists.popLast() { flow.indent = last.start }
    case "Bd":
      flow.blank()
      isLiteral = true
      literalIndent = flow.indent + (rest.contains { $0.text == "-offset" } ? 6 : 0)
    case "Ed": isLiteral = false
    case "D1":
      flow.flush()
      flow.indent += 6
      inline(rest)
      flow.flush()
      flow.indent -= 6
    case "Nd":
      flow.add("–")
      inline(rest)
    case "Nm" where isSynopsis:
      call(words)
    default: inline(words[...])
    }
  }

  private mutating func text(_ line: String) {
    if isLiteral {
      flow.line(MdocWord.unescaped(line), at: literalIndent)
      return
    }
    for word in MdocWord.breakable(line).split(separator: " ") { flow.add(String(word)) }
    flow.endLine(sentence: MdocWord.endsSentence(line))
  }

  private mutating func title(_ words: ArraySlice<MdocWord>) {
    let text = words.map(\.text).joined(separator: " ")
    flow.heading(text, at: 0)
    isSynopsis = text == "SYNOPSIS"
    flow.indent = Self.margin
  }

  /// One form of a command, whose lines hang below its name.
  private mutating func call(_ words: [MdocWord]) {
    flow.flush()
    flow.indent = Self.margin
    let own = words.dropFirst().prefix { !$0.isMacro && !$0.isClosing }
    let columns = own.isEmpty ? name.count : own.map(\.text).joined(separator: " ").count
    inline(words[...])
    flow.hang(columns + 1)
  }

  private mutating func begin(_ words: [String]) {
    flow.flush()
    let start = flow.indent + (words.contains("-offset") ? 6 : 0)
    var list = List.bullet
    if words.first == "-enum" { list = .number }
    if let place = words.firstIndex(of: "-width"), words.count > place + 1 {
      let model = words[place + 1]
      list = .tag(width: model == "Ds" ? 6 : model.count)
    }
    flow.indent = start
    lists.append((list, words.contains("-compact"), start, 0))
  }

  private mutating func item(_ words: ArraySlice<MdocWord>) {
    guard let last = lists.indices.last else { return }
    flow.flush()
    if !lists[last].isCompact { flow.blank() }
    lists[last].count += 1
    let (list, _, start, count) = lists[last]
    switch list {
    case .tag: inline(words)
    case .bullet: flow.add("•", .strong)
    case .number: flow.add("\(count).")
    }
    flow.label(from: start, width: list.width)
  }
}
