import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// Random parsers and argument lists, parsed here and by real argparse.
///
/// `DORA_TEST_PYTHONS` names more interpreters, with colons between them.
@Suite struct ArgparseDifferentialTests {
  static let pythons: [String] =
    ["python3"]
    + (ProcessInfo.processInfo.environment["DORA_TEST_PYTHONS"] ?? "")
    .split(separator: ":").map(String.init)

  @Test(arguments: pythons)
  func `argument lists come to what argparse makes of them, at random`(python: String) throws {
    let parsers = try cases(python: python, parsers: 2000, argvs: 10)
    #expect(parsers.count == 2000)
    var tally = Tally()
    for parser in parsers {
      let description = parser["parser"].flatMap(ArgumentParserDescription.init(json:))
      for item in try #require(parser["cases"]?.array) {
        let outcome = description?.parse(try #require(item["argv"]?.texts))
        if !tally.count(outcome, answer: try #require(item["answer"])), tally.wrong <= 3 {
          Issue.record(
            """
            seed \(Chance.seed): \(String(describing: outcome)) for \(PythonJSON.string(item)) of \
            \(PythonJSON.string(parser["parser"] ?? .null))
            """)
        }
      }
    }
    #expect(tally.wrong == 0)
    // What isn't native is slow, though never wrong; it must stay the exception.
    #expect(tally.nativeShare >= 0.9, "\(tally)")
    #expect(min(tally.deltas, tally.refused, tally.exits) > 100, "\(tally)")
    print("argparse of \(python), seed \(Chance.seed): \(tally)")
  }

  /// How often native answers were equal to Python's, by what they were.
  struct Tally {
    var deltas = 0
    var refused = 0
    var exits = 0
    var unsure = 0
    var wrong = 0

    var nativeShare: Double {
      1 - Double(unsure) / Double(max(deltas + refused + exits + unsure + wrong, 1))
    }

    /// Counts one outcome; false: Python answers something else.
    mutating func count(
      _ outcome: ArgumentParserDescription.Outcome?, answer: JSON
    ) -> Bool {
      let isEqual: Bool
      switch outcome {
      case .delta(let delta):
        deltas += 1
        isEqual =
          answer["delta"].map(PythonJSON.bytes) == PythonJSON.bytes(delta.json)
          && answer["digest"]?.string == delta.digest.hex
      case .refused(let sentence):
        refused += 1
        isEqual = answer["refused"]?.string == sentence
      case .exits:
        exits += 1
        isEqual = answer["exits"] == .bool(true)
      case .unsure, nil:
        unsure += 1
        isEqual = true
      }
      if !isEqual { wrong += 1 }
      return isEqual
    }
  }

  private func cases(python: String, parsers: Int, argvs: Int) throws -> [JSON] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let client = tests.appending(path: "../../Sources/python").standardizedFileURL
    let script = tests.appending(path: "Differential/random_parsers.py").path
    let outcome = try Command(in: tests.path, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
      .run([python, script, client.path, "\(Chance.seed)", "\(parsers)", "\(argvs)"])
    try #require(outcome.status == 0, "\(python): \(outcome.error)")
    return try outcome.lines.map { try JSONReader.read(Array($0.utf8)) }
  }
}
