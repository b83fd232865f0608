/// Macros within a line.
extension Mdoc {
  mutating func inline(_ words: ArraySlice<MdocWord>) {
    flow.keepsLines = isSynopsis
    add(words)
    flow.keepsLines = false
    // A line of macros ends a sentence when its last word is a full stop of its own.
    flow.endLine(
      sentence: words.last.map {
        $0.isClosing && [".", "?", "!"].contains($0.text)
      } ?? false)
  }

  private mutating func add(_ words: ArraySlice<MdocWord>) {
    var rest = words
    while let word = rest.popFirst() {
      guard word.isMacro else {
        add(word, .plain)
        continue
      }
      switch word.text {
      case "Ns": flow.isGlued = true
      case "Oo":
        flow.add("[")
        flow.isGlued = true
      case "Oc": flow.add("]", isSticking: true)
      case "Op": enclose(&rest, "[", "]")
      case "Pq": enclose(&rest, "(", ")")
      case "Ql", "Sq": enclose(&rest, "‘", "’")
      case "Xr":
        let page = rest.prefix(2)
        rest = rest.dropFirst(2)
        flow.add(page.map(\.text).joined(separator: "(") + ")")
      case "Fn":
        let own = take(&rest)
        function(own)
      default:
        let own = take(&rest)
        styled(word.text, own)
      }
    }
  }

  /// The words that belong to a macro: those before the next.
  private func take(_ rest: inout ArraySlice<MdocWord>) -> ArraySlice<MdocWord> {
    let own = rest.prefix { !$0.isMacro }
    rest = rest[own.endIndex...]
    return own
  }

  private mutating func styled(_ macro: String, _ words: ArraySlice<MdocWord>) {
    let face: Flow.Face =
      switch macro {
      case "Cm", "Fl", "Ic", "Nm", "Sy": .strong
      case "Ar", "Em", "Pa", "Va": .slanted
      default: .plain
      }
    var words = words
    let dash = macro == "Fl" ? "-" : ""
    if macro == "Nm" {
      if let first = words.first, !first.isClosing {
        if name.isEmpty { name = first.text }
      } else {
        flow.add(name, face)
      }
    } else if words.isEmpty || words.first?.isClosing == true {
      if macro == "Fl" { flow.add("-", face) }
      if macro == "Ar" {
        flow.add("file", face)
        flow.add("...", face)
      }
    }
    while let word = words.popFirst() {
      add(word, face, dash)
    }
  }

  /// A word with its face, or punctuation, which has none.
  private mutating func add(_ word: MdocWord, _ face: Flow.Face, _ dash: String = "") {
    if word.isClosing {
      flow.add(word.text, isSticking: true)
    } else if word.isOpening {
      flow.add(word.text)
      flow.isGlued = true
    } else if word.isBar {
      flow.add(word.text)
    } else {
      // A protected word may have spaces in it.
      flow.add(dash + word.text, face)
    }
  }

  private mutating func enclose(
    _ rest: inout ArraySlice<MdocWord>, _ open: String, _ close: String
  ) {
    var inner = rest
    while inner.last?.isClosing == true { inner.removeLast() }
    let after = rest[inner.endIndex...]
    rest = []
    flow.add(open)
    flow.isGlued = true
    add(inner)
    flow.add(close, isSticking: true)
    add(after)
  }

  private mutating func function(_ words: ArraySlice<MdocWord>) {
    let own = words.prefix { !$0.isClosing }
    guard let name = own.first else { return }
    flow.add(name.text, .strong)
    flow.add("(", isSticking: true)
    flow.isGlued = true
    for (place, argument) in own.dropFirst().enumerated() {
      if place > 0 { flow.add(",", isSticking: true) }
      flow.add(argument.text, .slanted)
    }
    flow.add(")", isSticking: true)
    add(words[own.endIndex...])
  }
}
