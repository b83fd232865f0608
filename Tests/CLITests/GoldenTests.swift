import DoraTestSupport
import Foundation
import Testing

/// Sessions in Golden/ say today what they said when they were recorded.
@Suite struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".txt") }.sorted()

  @Test func `there are sessions`() { #expect(Self.names.count >= 8) }

  @Test(arguments: names)
  func `a session says what it said when it was recorded`(name: String) throws {
    let file = Self.folder.appending(path: name)
    let recorded = try String(contentsOf: file, encoding: .utf8)
    let now = try Transcript(recorded).replayed(in: ToyProject())
    if now != recorded, ProcessInfo.processInfo.environment["DORA_RECORD"] == "1" {
      try now.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name) anew; read it, then run the tests without DORA_RECORD")
    }
    #expect(now == recorded)
  }
}
