/// One word of a macro's line.
struct MdocWord {
  let text: String
  /// Whether it was quoted or begins with an escape, so that it's a word whatever it says.
  let isProtected: Bool

  private static let macros: Set<String> = [
    "Ar", "Cm", "Dv", "Em", "Ev", "Fl", "Fn", "Ic", "Nm", "No", "Ns", "Oc", "Oo", "Op", "Pa", "Pq",
    "Ql", "Sq", "Sy", "Va", "Xr",
  ]

  var isMacro: Bool { !isProtected && Self.macros.contains(text) }
  var isClosing: Bool { !isProtected && [".", ",", ":", ";", ")", "]", "?", "!"].contains(text) }
  var isOpening: Bool { !isProtected && ["(", "["].contains(text) }
  var isBar: Bool { !isProtected && text == "|" }

  static func words(of line: Substring) -> [MdocWord] {
    var words: [MdocWord] = []
    var rest = line[...]
    while true {
      rest = rest.drop { $0 == " " }
      guard let first = rest.first else { return words }
      if first == "\"" {
        let quoted = rest.dropFirst().prefix { $0 != "\"" }
        words.append(MdocWord(text: unescaped(String(quoted)), isProtected: true))
        rest = rest[quoted.endIndex...].dropFirst()
      } else {
        let word = rest.prefix { $0 != " " }
        words.append(
          MdocWord(text: unescaped(String(word)), isProtected: word.hasPrefix("\\&")))
        rest = rest[word.endIndex...]
      }
    }
  }

  /// What escapes stand for.
  static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    let names = ["aq": "'", "ga": "`", "ha": "^", "ti": "~"]
    var result = ""
    var rest = text[...]
    while let first = rest.popFirst() {
      guard first == "\\", let escape = rest.popFirst() else {
        result.append(first)
        continue
      }
      switch escape {
      case "-": result += "-"
      case "&": break
      case "e": result += "\\"
      case "(":
        result += names[String(rest.prefix(2))] ?? ""
        rest = rest.dropFirst(2)
      default: result.append(escape)
      }
    }
    return result
  }

  /// A line of text, where words may be parted at a hyphen between two letters.
  static func breakable(_ line: String) -> String {
    let letters = Array(line)
    let marked = letters.enumerated().map { place, letter -> Character in
      guard letter == "-", place > 0, place + 1 < letters.count,
        [letters[place - 1], letters[place + 1]].allSatisfy({ $0.isASCII && $0.isLetter })
      else { return letter }
      return Mdoc.hyphen
    }
    return unescaped(String(marked))
  }

  static func endsSentence(_ line: String) -> Bool {
    let rest = line.reversed().drop { "\"')]".contains($0) }
    guard let last = rest.first, ".!?".contains(last) else { return false }
    return !(line.last.map { "\"')]".contains($0) } ?? false)
      || rest.dropFirst().first.map { $0.isLetter || $0.isNumber } ?? false
  }
}
