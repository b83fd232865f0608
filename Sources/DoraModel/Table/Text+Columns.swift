extension Text {
  /// How many columns of a terminal the text takes; it must hold no control characters.
  package var columns: Int {
    if isASCII { return bytes.count }
    var width = Width()
    forEachCodePoint { width.add($0) }
    return width.columns
  }

  /// The longest beginning that takes at most `limit` columns.
  package func prefix(columns limit: Int) -> Text {
    if isASCII { return Text(bytes: bytes.prefix(max(limit, 0))) }
    var width = Width()
    var out = Text(bytes: [])
    var isFull = false
    forEachCodePoint { point in
      width.add(point)
      isFull = isFull || width.columns > limit
      if !isFull { out.append(codePoint: point) }
    }
    return out
  }

  /// The text, cut to `limit` columns with an ellipsis as its last when it's longer.
  package func truncated(to limit: Int) -> Text {
    if columns <= limit { return self }
    return limit > 0 ? prefix(columns: limit - 1) + "…" : ""
  }

  /// The text with tabs as 4 spaces and other control characters as Python escapes; newlines stay.
  package var printable: Text {
    guard bytes.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 >= 0x7F }) else { return self }
    var out = Text(bytes: [])
    forEachCodePoint { point in
      switch point {
      case 0x09: out.bytes.append(contentsOf: "    ".utf8)
      case 0x0A: out.bytes.append(0x0A)
      // C1 controls too: some terminals take them for escapes. A lone surrogate isn't UTF-8.
      case ..<0x20, 0x7F..<0xA0:
        let digits = String(point, radix: 16)
        out.bytes.append(contentsOf: ("\\x" + (digits.count < 2 ? "0" : "") + digits).utf8)
      case 0xD800...0xDFFF: out.append(codePoint: 0xFFFD)
      default: out.append(codePoint: point)
      }
    }
    return out
  }

  var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }

  /// Adds up columns; what a zero-width joiner ties to the character before it takes none.
  private struct Width {
    var columns = 0
    private var isJoined = false

    mutating func add(_ point: UInt32) {
      if !isJoined { columns += Self.columns(of: point) }
      isJoined = point == 0x200D
    }

    private static func columns(of point: UInt32) -> Int {
      if point < 0x300 { return 1 }
      // Vowels and final consonants of Hangul join the syllable before them.
      if (0x1160...0x11FF).contains(point) || (0xD7B0...0xD7FF).contains(point) { return 0 }
      if WideRanges.contains(point) { return isCombining(point) ? 0 : 2 }
      return isCombining(point) ? 0 : 1
    }

    private static func isCombining(_ point: UInt32) -> Bool {
      guard let scalar = Unicode.Scalar(point) else { return false }
      return switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: true
      default: false
      }
    }
  }
}
