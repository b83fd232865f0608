extension Column.Align {
  /// How much of the room that's left goes in front; the odd column of a centred text goes where Python puts it.
  func padding(_ extra: Int, of width: Int) -> Int {
    switch self {
    case .left: 0
    case .right: extra
    case .center: extra / 2 + (extra & width & 1)
    }
  }
}

extension Text {
  /// The text in one printable line: a newline in a name must not break a row in two.
  package var oneLine: Text {
    let text = printable
    guard text.bytes.contains(0x0A) else { return text }
    return Text(bytes: text.bytes.map { $0 == 0x0A ? 0x20 : $0 })
  }

  /// The lines between newlines; at least one.
  var lines: [Text] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Text(bytes: $0) }
  }

  /// The text in pieces of at most `width` columns, but at least a character each.
  func broken(at width: Int) -> [Text] {
    if columns <= width { return [self] }
    var pieces: [Text] = []
    var rest = self
    while !rest.isEmpty {
      var piece = rest.prefix(columns: width)
      if piece.isEmpty { piece = rest.prefix(columns: width + 1) }
      pieces.append(piece)
      rest = Text(bytes: rest.bytes.dropFirst(piece.bytes.count))
      if piece.isEmpty { break }
    }
    return pieces
  }

  mutating func pad(_ count: Int) {
    if count > 0 { bytes.append(contentsOf: repeatElement(0x20, count: count)) }
  }

  /// Appends `text` padded to `width`; `columns` is its own width where that is known.
  mutating func append(_ text: Text, columns: Int? = nil, width: Int, align: Column.Align) {
    let extra = max(width - (columns ?? text.columns), 0)
    let before = align.padding(extra, of: width)
    pad(before)
    bytes += text.bytes
    pad(extra - before)
  }
}
