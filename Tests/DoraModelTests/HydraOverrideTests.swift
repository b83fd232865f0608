import DoraTestSupport
import Testing

@testable import DoraModel

/// The grammar of overrides.
@Suite struct HydraOverrideTests {
  static let setting = HydraSetting(
    configName: "config", versionBase: .version("1.3"),
    versions: .init(hydra: "1.3.2", omegaConf: "2.3.0", pyYAML: "6.0.2"))

  @Test(.enabled(if: Differential.Peer.hydra.isWanted, "DORA_TEST_HYDRA isn't set"))
  func `overrides are parsed as Hydra's own parser does, or not at all`() throws {
    let seed = "\(Chance.seed)"
    var parsed = 0
    var refused = 0
    var unsure = 0
    let count = 5000 * HydraDifferentialTests.scale
    for sample in try Differential.cases("override_cases.py", seed, "\(count)", peer: .hydra) {
      let text = try #require(sample["text"]?.text)
      var setting = Self.setting
      setting.versionBase = .unspecified
      setting.versions = .init(
        hydra: try #require(sample["hydra"]?.string),
        omegaConf: try #require(sample["omegaconf"]?.string),
        pyYAML: try #require(sample["pyyaml"]?.string))
      let note: Comment = "seed \(seed): \(PythonJSON.string(sample))"
      do {
        let override = try HydraOverrideParser.parse(text, try HydraRules(setting))
        parsed += 1
        let found: JSON = [
          JSON(Self.name(override.kind)), .text(override.key),
          override.package.map { .text($0) } ?? .null, override.value.json,
        ]
        let wanted: JSON = [
          sample["kind"] ?? .null, sample["key"] ?? .null, sample["package"] ?? .null,
          sample["value"] ?? .null,
        ]
        #expect(sample["error"] == nil, note)
        #expect(sample["has_names"] == .bool(true), note)
        #expect(PythonJSON.string(found) == PythonJSON.string(wanted), note)
      } catch let stop {
        if case .unsure = stop {
          unsure += 1
        } else {
          refused += 1
          #expect(sample["error"] != nil, note)
        }
      }
    }
    #expect(parsed > 500 && refused > 500 && unsure < count / 5, "\(parsed) \(refused) \(unsure)")
    print("overrides, seed \(seed): \(parsed) parsed, \(refused) refused, \(unsure) unsure")
  }

  private static func name(_ kind: HydraOverride.Kind) -> String {
    switch kind {
    case .change: "CHANGE"
    case .add: "ADD"
    case .forceAdd: "FORCE_ADD"
    case .delete: "DEL"
    }
  }

  @Test(arguments: [
    ("a=1", "1"), ("a=1_000", "1000"), ("a=01", #""01""#), ("a=1e-3", "0.001"),
    ("a=.5", "0.5"), ("a=inf", "Infinity"), ("a=tRuE", "true"), ("a=null", "null"), ("a=", #""""#),
    ("a='null'", #""null""#), ("a=b c", #""b c""#), ("a=b\\,c", #""b,c""#),
    ("a='it\\'s'", #""it's""#),
    ("a=[1, x, 'y z']", #"[1, "x", "y z"]"#),
    ("a={b: 1, c: {d: []}}", #"{"b": 1, "c": {"d": []}}"#),
    ("a=x:y/z", #""x:y/z""#), ("a=50%", #""50%""#), ("a=${b.c}", #""${b.c}""#),
    ("a=int(3.9)", "3"), ("a=int('7')", "7"), ("a=float(1)", "1.0"), ("a=str(1)", #""1""#),
    ("a=str(1e-3)", #""0.001""#), ("a=bool(0)", "false"), ("a=bool('true')", "true"),
    ("a=[int(1.0),str(true)]", #"[1, "true"]"#), ("a=float(null)", "refused"),
    ("a=range(1,3)", "refused"), ("a=1,2", "refused"), ("a=[1", "refused"), ("a=b)", "refused"),
  ])
  func `a value has the type that its spelling gives it`(text: String, value: String) throws {
    let found: String
    do throws(HydraStop) {
      found = PythonJSON.string(
        try HydraOverrideParser.parse(Text(text), try HydraRules(Self.setting)).value.json)
    } catch {
      guard case .refused = error else { throw error }
      found = "refused"
    }
    #expect(found == value)
  }
}
