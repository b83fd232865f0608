import Testing

@testable import DoraModel

@Suite struct TableWidthTests {
  /// Invisible signs in front of digits, mostly, on which C libraries and terminals disagree.
  static let tolerated = 25

  @Test func `a character takes the columns that the C library gives it`() throws {
    var known = 0
    var different: [UInt32] = []
    for range in try Differential.cases("width_cases.py") {
      let numbers = range.array?.compactMap(\.int) ?? []
      try #require(numbers.count == 3)
      for point in UInt32(numbers[0])...UInt32(numbers[1]) {
        known += 1
        var text: Text = ""
        text.append(codePoint: point)
        if text.columns != numbers[2] { different.append(point) }
      }
    }
    #expect(known > 140_000)
    #expect(different.count <= Self.tolerated, "\(different.map { String($0, radix: 16) })")
    #expect(!different.contains { $0 < 0x300 })
  }

  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("🙂", 2), ("👩\u{200D}💻", 2),
    ("ﾊﾝ", 2), ("─", 1), ("…", 1), ("\u{200B}", 0), ("", 0), ("🇩🇪", 2),
  ])
  func `columns are counted as a terminal does`(text: String, columns: Int) {
    #expect(Text(text).columns == columns)
  }

  @Test(arguments: [
    ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
    ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("ab", 1, "…"), ("ab", 0, ""),
  ])
  func `a text is cut between characters`(text: String, limit: Int, cut: String) {
    let found = Text(text).truncated(to: limit)
    #expect(found == Text(cut))
    #expect(found.columns <= limit)
  }

  @Test func `control characters show, and can't steer the terminal`() {
    #expect(
      Text("a\tb\u{1B}[31m\u{9B}\u{7F}\rc").printable.string == "a    b\\x1b[31m\\x9b\\x7f\\x0dc")
    #expect(Text("two\nlines é").printable.string == "two\nlines é")
  }
}
