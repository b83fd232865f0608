import Foundation
import Testing

/// The laws of the house that the compiler doesn't guard.
@Suite struct HouseTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Who may import whom.
  ///
  /// A room that isn't here fails the test until somebody has thought about it.
  static let rooms: [String: Set<String>] = [
    "DoraModel": ["CLibyaml"],
    "DoraSystem": ["DoraModel", "CSystem", "Glibc"],
    "DoraStore": ["DoraModel", "DoraSystem", "CLibgit2", "CSystem", "Glibc"],
    "DoraEngines": ["DoraModel", "DoraSystem", "CSystem", "Glibc"],
    "DoraPrograms": ["DoraModel", "DoraSystem", "Glibc"],
    "DoraVerbs": ["DoraModel", "DoraSystem", "DoraStore", "DoraEngines", "DoraPrograms", "Glibc"],
    "DoraConsole": [
      "DoraModel", "DoraSystem", "DoraVerbs", "CManual", "ArgumentParser", "Glibc",
      "Synchronization",
    ],
    "dora": ["DoraConsole"], "dora-sig": ["DoraConsole"], "dora-submit": ["DoraConsole"],
    "dora-status": ["DoraConsole"], "dora-tail": ["DoraConsole"], "dora-run": ["DoraConsole"],
    "dora-grid": ["DoraConsole"],
  ]

  struct Source {
    let room: String
    let path: String
    let lines: [String]
  }

  static func sources(below folder: String) throws -> [Source] {
    let base = top.appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: base.path)
    return try names.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".py") }.sorted().map { name in
      let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
      return Source(
        room: String(name.prefix { $0 != "/" }), path: "\(folder)/\(name)",
        lines: text.components(separatedBy: "\n"))
    }
  }

  @Test func `a room imports only what stands below it`() throws {
    let sources = try Self.sources(below: "Sources").filter { $0.path.hasSuffix(".swift") }
    #expect(sources.count > 40)
    for source in sources {
      let allowed = try #require(
        Self.rooms[source.room], "\(source.room) has no place in the house")
      for line in source.lines {
        guard
          let match = line.wholeMatch(
            of: #/(?:@\w+ |package |public )*import (?:struct |enum )?(\w+).*/#)
        else { continue }
        #expect(allowed.contains(String(match.1)), "\(source.path) imports \(match.1)")
      }
    }
  }

  @Test func `only DoraConsole prints`() throws {
    let printing = try Regex(#"\b(print|debugPrint|dump|puts|fputs|printf|perror)\(|FileHandle\."#)
    for source in try Self.sources(below: "Sources")
    where source.path.hasSuffix(".swift") && source.room != "DoraConsole" {
      for (number, line) in zip(1..., source.lines) {
        #expect(!line.contains(printing), "\(source.path):\(number): \(line)")
      }
    }
  }

  @Test func `nothing crashes on purpose`() throws {
    let crash = try Regex(#"try!|fatalError\(|preconditionFailure\(|\bas! "#)
    for source in try Self.sources(below: "Sources") where source.path.hasSuffix(".swift") {
      for (number, line) in zip(1..., source.lines) {
        #expect(!line.contains(crash), "\(source.path):\(number): \(line)")
      }
    }
  }

  @Test func `a file has at most 400 lines, and half of them at most 110`() throws {
    let sources = try Self.sources(below: "Sources") + Self.sources(below: "Tests")
    for source in sources {
      #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count) lines")
    }
    let lengths = sources.filter { $0.path.hasPrefix("Sources") }.map(\.lines.count).sorted()
    #expect(lengths[lengths.count / 2] <= 111)
  }

  @Test func `a door is at most 20 lines`() throws {
    for source in try Self.sources(below: "Sources") where source.room.hasPrefix("dora") {
      #expect(source.lines.count <= 21, "\(source.path)")
    }
  }

  @Test func `ARCHITECTURE.md is at most 120 lines and names every room`() throws {
    let text = try String(contentsOf: Self.top.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    #expect(text.components(separatedBy: "\n").count <= 121)
    for room in Self.rooms.keys { #expect(text.contains(room), "\(room) is missing") }
  }
}
