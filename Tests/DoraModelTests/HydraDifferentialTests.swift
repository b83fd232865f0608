import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// Random Hydra projects and argument lists, signed here and by the Python tool's own HydraMain.
///
/// `DORA_TEST_SCALE` makes one that many times as long.
@Suite(.enabled(if: Differential.Peer.hydra.isWanted, "DORA_TEST_HYDRA isn't set"), .serialized)
struct HydraDifferentialTests {
  static let scale =
    ProcessInfo.processInfo.environment["DORA_TEST_SCALE"].flatMap(Int.init) ?? 1

  @Test func `projects as people write them are signed as the Python tool signs them`() throws {
    let tally = try compare("ordinary", trees: 40, argvs: 12)
    #expect(tally.deltas > 6 * tally.trees, "\(tally)")
    // It's 99 % over many; one project of these few that has something unsure everywhere is 2.5 %.
    #expect(tally.nativeShare >= 0.95, "\(tally)")
  }

  @Test
  func `projects that try everything are signed as the Python tool signs them, or not at all`()
    throws
  {
    let tally = try compare("tree", trees: 40, argvs: 12)
    #expect(min(tally.deltas, tally.refused) > 10, "\(tally)")
    #expect(tally.nativeShare >= 0.8, "\(tally)")
  }

  @Test(arguments: ["lists", "packages", "values", "texts", "interpolations", "files"])
  func `what Hydra's documentation describes is signed as the Python tool signs it`(
    topic: String
  ) throws {
    let cases = try Differential.cases(
      "hydra_reference.py", "checklist", topic, peer: .hydra)
    let tally = try compare(cases, named: "checklist \(topic)", repeating: "topic \(topic)")
    #expect(tally.deltas > 20 && tally.nativeShare >= 0.6, "\(tally)")
  }

  /// How often native answers were equal to Python's, by what they were.
  struct Tally {
    var trees = 0
    /// Programs that don't start.
    var broken = 0
    var deltas = 0
    var refused = 0
    var wrong = 0
    var unsure: [String: Int] = [:]

    var nativeShare: Double {
      let doubts = unsure.values.reduce(0, +)
      return 1 - Double(doubts) / Double(max(deltas + refused + wrong + doubts, 1))
    }

    /// Counts one answer; false: Python's is another.
    mutating func count(_ answer: HydraAnswer, _ wanted: JSON) -> Bool {
      let isEqual: Bool
      switch answer {
      case .delta(let delta, let argv):
        deltas += 1
        isEqual =
          wanted["delta"].map(PythonJSON.bytes) == PythonJSON.bytes(delta.json)
          && wanted["sig"]?.string == String(delta.digest.hex.prefix(8))
          && wanted["argv"]?.texts == argv
      case .refused:
        refused += 1
        isEqual = wanted["error"] != nil
      case .unsure(let reason):
        unsure[reason, default: 0] += 1
        isEqual = true
      }
      if !isEqual { wrong += 1 }
      return isEqual
    }
  }

  private func compare(_ kind: String, trees: Int, argvs: Int) throws -> Tally {
    let seed = "\(Chance.seed)"
    let cases = try Differential.cases(
      "hydra_reference.py", "generate", kind, seed, "\(Self.scale * trees)", "\(argvs)",
      peer: .hydra)
    return try compare(cases, named: kind, repeating: "seed \(seed)")
  }

  private func compare(
    _ cases: [JSON], named name: String, repeating how: String
  ) throws -> Tally {
    var tally = Tally()
    for sample in cases {
      tally.trees += 1
      let composer = try HydraSample(sample).composer()
      guard sample["base"]?.isNull == true else {
        // The program doesn't start, so no argument list of it may get a delta.
        tally.broken += 1
        if case .delta = composer.answer([]) {
          tally.wrong += 1
          Issue.record("\(how): a delta for \(PythonJSON.string(sample))")
        }
        continue
      }
      let wanted = try #require(sample["answers"]?.array)
      for (argv, wanted) in zip(try #require(sample["argvs"]?.array), wanted) {
        let answer = composer.answer(try #require(argv.texts))
        if !tally.count(answer, wanted), tally.wrong <= 20 {
          Issue.record(
            """
            \(how): \(answer), not \(PythonJSON.string(wanted)) for \(PythonJSON.string(argv)) of \
            \(PythonJSON.string(sample["files"] ?? .null)), version_base \
            \(sample["version_base"]?.string ?? "?")
            """)
        }
      }
    }
    #expect(tally.wrong == 0)
    print("hydra \(name), \(how): \(tally)")
    return tally
  }
}

/// One project of `hydra_reference.py`, with the versions that answered it.
struct HydraSample {
  let files: [Text: [UInt8]]
  let setting: HydraSetting
  let environment: [Text: Text]

  init(_ sample: JSON) throws {
    files = Dictionary(
      uniqueKeysWithValues: try #require(sample["files"]?.members).map {
        ($0.name, $0.value.text?.bytes ?? [])
      })
    environment = Dictionary(
      uniqueKeysWithValues: try #require(sample["env"]?.members).map {
        ($0.name, $0.value.text ?? "")
      })
    let hydra = try #require(sample["hydra"]?.string)
    let base = try #require(sample["version_base"]?.string)
    let versionBase: HydraSetting.VersionBase
    switch base {
    case "unspecified": versionBase = .unspecified
    // The reference leaves out what Hydra 1.1 doesn't know.
    case _ where hydra.hasPrefix("1.1."): versionBase = .unspecified
    case "current": versionBase = .current
    default: versionBase = .version(base)
    }
    setting = HydraSetting(
      configName: try #require(sample["config_name"]?.text), versionBase: versionBase,
      versions: .init(
        hydra: hydra, omegaConf: try #require(sample["omegaconf"]?.string),
        pyYAML: try #require(sample["pyyaml"]?.string)),
      exclude: sample["exclude"]?.texts ?? [])
  }

  func composer() -> HydraComposer {
    HydraComposer(setting, HydraSource(files: files), environment: environment)
  }
}

extension HydraSource {
  /// A config directory that holds these files.
  init(files: [Text: [UInt8]]) {
    self.init(
      read: { files[$0] },
      list: { path in
        let prefix = path.isEmpty ? [] : path.bytes + [UInt8(ascii: "/")]
        var entries: [Text: Bool] = [:]
        for name in files.keys where name.bytes.starts(with: prefix) {
          let rest = name.bytes.dropFirst(prefix.count)
          let first = rest.prefix { $0 != UInt8(ascii: "/") }
          entries[Text(bytes: first)] = first.count < rest.count
        }
        guard !entries.isEmpty else { return nil }
        return entries.map { Entry(name: $0.key, isDirectory: $0.value, isFile: !$0.value) }
      })
  }
}
