import DoraTestSupport
import Testing

@testable import DoraModel

/// YAML as PyYAML reads it for OmegaConf, on random texts.
@Suite struct YAMLDifferentialTests {
  @Test(.enabled(if: Differential.Peer.hydra.isWanted))
  func `texts are read as OmegaConf's loader reads them, or not at all`() throws {
    let seed = "\(Chance.seed)"
    var ordinary = 0
    var native = 0
    let count = 6000 * HydraDifferentialTests.scale
    for sample in try Differential.cases("yaml_cases.py", seed, "\(count)", peer: .hydra) {
      let text = try #require(sample["text"]?.text)
      let isOrdinary = sample["ordinary"] == .bool(true)
      ordinary += isOrdinary ? 1 : 0
      let note: Comment = "seed \(seed): \(text.string)"
      do {
        let value = try HydraYAML.plain(try YAMLReader.read(text.bytes))
        native += isOrdinary ? 1 : 0
        // An empty document is an empty mapping.
        guard let wanted = sample["value"] else {
          Issue.record("\(PythonJSON.string(value)) is read, \(note)")
          continue
        }
        #expect(sample["has_names"] == .bool(true), note)
        if !wanted.isNull || value != .object([]) {
          #expect(PythonJSON.string(value) == PythonJSON.string(wanted), note)
        }
      } catch HydraStop.refused(let reason) {
        #expect(sample["error"] != nil, "\(reason), \(note)")
      } catch {
        // A doubt is Python's to settle.
        native += isOrdinary && sample["error"] != nil ? 1 : 0
      }
    }
    #expect(ordinary > 800)
    #expect(Double(native) >= 0.97 * Double(ordinary), "\(native) of \(ordinary), seed \(seed)")
  }

  @Test func `numbers and words are YAML 1_1's, with OmegaConf's floats`() throws {
    let values: [(Text, JSON)] = [
      ("yes", .bool(true)), ("Off", .bool(false)), ("y", "y"), ("tRue", "tRue"), ("~", .null),
      ("none", "none"), ("0x1F", JSON(31)), ("017", JSON(15)), ("08", "08"), ("0o17", "0o17"),
      ("1_000", JSON(1000)), ("0b101", JSON(5)), ("1:30", JSON(90)), ("1e-3", .number(0.001)),
      ("1e5", .number(100_000)), ("1.", .number(1)), (".5", .number(0.5)), ("-.5", "-.5"),
      ("+.inf", .number(.infinity)), ("2020-01-02", "2020-01-02"), ("1.2.3", "1.2.3"),
    ]
    for (text, value) in values { #expect(YAMLScalar.value(text) == value, "\(text.string)") }
  }

  @Test func `an anchor, an alias and a merge are one mapping`() throws {
    let text: Text = "a: &x {p: 1, q: two}\nb: *x\nc: {<<: *x, p: 3}\n"
    let value = try HydraYAML.plain(try YAMLReader.read(text.bytes))
    #expect(
      PythonJSON.string(value)
        == #"{"a": {"p": 1, "q": "two"}, "b": {"p": 1, "q": "two"}, "c": {"p": 3, "q": "two"}}"#)
  }

  @Test func `a key that stands twice is an error`() throws {
    let text: Text = "a: 1\na: 2\n"
    #expect(throws: HydraStop.refused("the key 'a' stands twice in one mapping")) {
      try HydraYAML.plain(try YAMLReader.read(text.bytes))
    }
  }

  @Test(arguments: [
    ("a: !!int 1", "a tag or directive"), ("%YAML 1.1\n---\na: 1", "a directive"),
    ("a:\t1", "a tab"), ("[a?]", "a question mark in brackets"),
    ("a: |#x", "a comment right after '|' or '>'"), ("--- 1\n--- 2", "more than one document"),
    ("a: *b", "an alias of nothing"), ("a: [1", "not YAML"),
  ])
  func `what two scanners read apart is a doubt`(text: String, reason: String) throws {
    do {
      _ = try YAMLReader.read(Array(text.utf8))
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.reason == reason)
    }
  }
}
