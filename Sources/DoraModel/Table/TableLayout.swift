/// A table as text, line by line.
package struct TableLayout: Hashable, Sendable {
  /// The lines above the rows, one for each level of groups.
  package let head: [Text]
  /// The rows; one whose cells are wrapped holds newlines.
  package let rows: [Text]
  /// The names of the columns that had no place in the width asked for.
  package let hidden: [String]

  /// All lines, with a newline between them, as the Python package prints them for the same nodes and rows.
  ///
  /// Colours are the codes of ANSI escapes, as in `1;31`, for one line after the other; the head is bold on top of that.
  package func text(colors: [String] = [], headBelow: Bool = false) -> Text {
    var bytes: [UInt8] = []
    let lines = head + rows
    bytes.reserveCapacity(lines.reduce(0) { $0 + $1.bytes.count + (colors.isEmpty ? 1 : 24) })
    for i in lines.indices {
      if i > 0 { bytes.append(0x0A) }
      append(lines, i, colors, to: &bytes)
    }
    if headBelow, !colors.isEmpty {
      for i in head.indices.reversed() {
        bytes.append(0x0A)
        append(lines, i, colors, to: &bytes)
      }
    }
    return Text(bytes: bytes)
  }

  private func append(_ lines: [Text], _ i: Int, _ colors: [String], to bytes: inout [UInt8]) {
    guard !colors.isEmpty else {
      bytes += lines[i].bytes
      return
    }
    let isHead = i < head.count
    if isHead { Self.escape("1", to: &bytes) }
    Self.escape(colors[i % colors.count], to: &bytes)
    bytes += lines[i].bytes
    Self.escape("0", to: &bytes)
    if isHead { Self.escape("0", to: &bytes) }
  }

  private static func escape(_ code: String, to bytes: inout [UInt8]) {
    bytes += [0x1B, UInt8(ascii: "[")]
    // Anything but a code would let a grid file write to the terminal what it likes.
    bytes += code.utf8.filter { (0x30...0x39).contains($0) || $0 == 0x3B }
    bytes.append(UInt8(ascii: "m"))
  }
}
