import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

@Suite struct WordsTests {
  @Test func `base64 is RFC 4648's`() throws {
    var chance = Chance()
    for count in 0..<100 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
      let letters = Base64.encoded(bytes)
      #expect(String(decoding: letters, as: UTF8.self) == Data(bytes).base64EncodedString())
      #expect(Base64.decoded(letters) == bytes)
    }
    #expect(Base64.decoded("Zm 9v\nYmE=\r\n".utf8) == Array("fooba".utf8))
    for wrong in ["Zg", "Zg=", "=Zg=", "Zg==Zg==", "Z===", "Zm9%"] {
      #expect(Base64.decoded(wrong.utf8) == nil, "\(wrong)")
    }
  }

  @Test func `the nearest word is found, and none that has nothing to do with it`() {
    #expect(EditDistance.between("kitten", "sitting") == 3)
    #expect(EditDistance.between("", "abc") == 3)
    #expect(
      EditDistance.nearest(to: "digts", among: ["lr", "digits", "wide"], within: 3) == "digits")
    #expect(EditDistance.nearest(to: "lr", among: ["wide", "ab"], within: 3) == nil)
    #expect(EditDistance.nearest(to: "x", among: [], within: 3) == nil)
  }

  @Test(arguments: [
    (0.4, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h00"), (3900, "1h05"),
    (90_000, "1d"), (-5, "0s"), (1e300, "11574074d"),
  ])
  func `spans are short`(seconds: Double, words: String) {
    #expect(TimeSpan.words(seconds) == words)
  }

  @Test func `sizes and spans are read as people say them`() {
    let sizes = [0, 999, 1000, 9_949, 9_950, 12_345, 999_499, 999_500, 1_250_000_000]
    #expect(
      sizes.map(ByteSize.words) == [
        "0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "12 kB", "999 kB", "1.0 MB", "1.3 GB",
      ])
    #expect(
      ["0", "2", "90s", "5m", "12h", "30d", "2w"].map(TimeSpan.seconds) == [
        0, 172_800, 90, 300, 43_200, 2_592_000, 1_209_600,
      ])
    for bad in ["", "d", "-1", "1.5h", "1y", "1 d", "9999999999999"] {
      #expect(TimeSpan.seconds(bad) == nil)
    }
  }

  @Test func `sigs in arguments are the words that could be some`() {
    #expect(
      KeepRules.sigs(in: ["--from=//sig/2aeed959/x", "abcdef0", "0123456789abcdef"]) == [
        "2aeed959", "0123456789abcdef",
      ])
  }
}
