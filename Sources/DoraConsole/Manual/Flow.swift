/// Lines of text, filled with words up to a width.
struct Flow {
  /// How a piece of text looks.
  enum Face: String {
    case plain = ""
    case strong = "1"
    case slanted = "4"
  }

  private struct Piece {
    var text: String
    var face: Face
    /// The spaces before it, on one line with what it follows.
    var gap: Int
    /// Whether a line may begin with it.
    var isFree: Bool
  }

  private(set) var lines: [String] = []
  /// Columns left of the text.
  var indent = 0
  private let width: Int
  private let isStyled: Bool
  private let isASCII: Bool
  private var pieces: [Piece] = []
  /// What the next line begins with, and how far that reaches.
  private var label: (text: String, columns: Int)?
  /// The next piece follows the last without a space.
  var isGlued = true
  private var endsSentence = false
  /// A line isn't broken between the words of one line of the source.
  var keepsLines = false
  private var isKept = false
  /// Nothing has come since a heading.
  private var isFresh = false
  /// The last line is empty, and no example's.
  private var isBlank = false

  init(width: Int, isStyled: Bool, isASCII: Bool) {
    self.width = width
    self.isStyled = isStyled
    self.isASCII = isASCII
  }

  /// Adds a word, or what follows a word at once.
  mutating func add(_ text: String, _ face: Face = .plain, isSticking: Bool = false) {
    let isGlued = isGlued || isSticking
    let gap = isGlued ? 0 : endsSentence ? 2 : 1
    var isFree = !isGlued && !isKept
    var gapBefore = gap
    for part in text.split(separator: Mdoc.hyphen, omittingEmptySubsequences: false) {
      let isLast = part.endIndex == text.endIndex
      pieces.append(
        Piece(
          text: (isASCII ? plain(part) : String(part)) + (isLast ? "" : "-"), face: face,
          gap: gapBefore, isFree: isFree))
      isFree = true
      gapBefore = 0
    }
    self.isGlued = false
    endsSentence = false
    isKept = keepsLines
  }

  /// The line of the source is over; after a sentence there are two spaces.
  mutating func endLine(sentence: Bool) {
    endsSentence = sentence
    isKept = false
  }

  /// Lays out what was added.
  mutating func flush() {
    isGlued = true
    endsSentence = false
    if pieces.isEmpty, label == nil { return }
    isFresh = false
    isBlank = false
    var (line, column) = label ?? (String(repeating: " ", count: indent), indent)
    label = nil
    var isFirst = true
    for unit in units() {
      let needed = unit.reduce(0) { $0 + $1.gap + $1.text.count }
      if !isFirst, column + needed > width {
        lines.append(trimmed(line))
        line = String(repeating: " ", count: indent)
        column = indent
        isFirst = true
      }
      for (place, piece) in unit.enumerated() {
        let gap = isFirst && place == 0 ? 0 : piece.gap
        line += String(repeating: " ", count: gap) + styled(piece)
        column += gap + piece.text.count
      }
      isFirst = false
    }
    lines.append(trimmed(line))
    pieces.removeAll()
  }

  /// What was added becomes the label of the text that comes, at `start`; on a line of its own when it's too long.
  mutating func label(from start: Int, width: Int) {
    let text = pieces.enumerated().map { place, piece in
      String(repeating: " ", count: place == 0 ? 0 : piece.gap) + styled(piece)
    }.joined()
    let length = pieces.enumerated().reduce(0) {
      $0 + ($1.offset == 0 ? 0 : $1.element.gap) + $1.element.text.count
    }
    indent = start + width
    let before = String(repeating: " ", count: start)
    if length + 2 > width {
      label = (before, start)
      flush()
    } else {
      pieces.removeAll()
      isGlued = true
      endsSentence = false
      isFresh = false
      label = (before + text + String(repeating: " ", count: width - length), indent)
    }
  }

  /// The line to come begins where it is, those that follow it are indented by more.
  mutating func hang(_ columns: Int) {
    label = (String(repeating: " ", count: indent), indent)
    indent += columns
  }

  /// An empty line, but not two, nor one below a heading.
  mutating func blank() {
    flush()
    if !isFresh, !isBlank, !lines.isEmpty {
      lines.append("")
      isBlank = true
    }
  }

  /// A line as it is.
  mutating func line(_ text: String, at column: Int) {
    flush()
    isFresh = false
    isBlank = false
    var shown = ""
    for letter in isASCII ? plain(text[...]) : text {
      // Tabs count from where the text begins.
      shown += letter == "\t" ? String(repeating: " ", count: 8 - shown.count % 8) : String(letter)
    }
    lines.append(shown.isEmpty ? "" : String(repeating: " ", count: column) + shown)
  }

  mutating func heading(_ text: String, at column: Int) {
    blank()
    lines.append(
      String(repeating: " ", count: column)
        + styled(Piece(text: text, face: .strong, gap: 0, isFree: true)))
    isFresh = true
    isBlank = false
  }

  /// Pieces with those that can't be parted from them.
  private func units() -> [[Piece]] {
    var units: [[Piece]] = []
    for piece in pieces {
      if piece.isFree || units.isEmpty {
        units.append([piece])
      } else {
        units[units.count - 1].append(piece)
      }
    }
    return units
  }

  private func styled(_ piece: Piece) -> String {
    isStyled && piece.face != .plain && !piece.text.isEmpty
      ? "\u{1B}[\(piece.face.rawValue)m\(piece.text)\u{1B}[0m" : piece.text
  }

  /// For terminals that have no more than ASCII.
  private func plain(_ text: Substring) -> String {
    let letters: [Character: String] = ["‘": "'", "’": "'", "–": "-", "•": "o"]
    return text.map { letters[$0] ?? String($0) }.joined()
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
