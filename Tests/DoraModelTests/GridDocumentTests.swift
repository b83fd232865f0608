import Testing

@testable import DoraModel

@Suite struct GridDocumentTests {
  /// What a document asks for: the arguments of each XP as JSON, with resources and array where there are any.
  static func asked(_ text: String) throws(GridDocument.Malformed) -> [String] {
    try GridDocument(Array(text.utf8)).xps.map { xp in
      var words = xp.arguments.map { PythonJSON.string($0) }
      if xp.resources != [:] { words.append("needs " + PythonJSON.string(xp.resources)) }
      if let array = xp.array { words.append("array \(array)") }
      return words.joined(separator: " ")
    }
  }

  @Test func `a product has every combination, the last key varying fastest`() throws {
    let text = "base: {epochs: 3}\nproduct: {lr: [1, 0.1], seed: [0, 1]}\n"
    #expect(
      try Self.asked(text) == [
        #"{"epochs": 3} {"lr": 1} {"seed": 0}"#, #"{"epochs": 3} {"lr": 1} {"seed": 1}"#,
        #"{"epochs": 3} {"lr": 0.1} {"seed": 0}"#, #"{"epochs": 3} {"lr": 0.1} {"seed": 1}"#,
      ])
  }

  @Test func `zip takes values together, list one after the other, and both combine`() throws {
    let text = "zip: {a: [1, 2], b: [x, yes]}\nlist: [{c: null}, --fast, [{d: \"1\"}, \"--e f\"]]\n"
    #expect(
      try Self.asked(text) == [
        #"{"a": 1, "b": "x"} {"c": null}"#, #"{"a": 1, "b": "x"} "--fast""#,
        #"{"a": 1, "b": "x"} {"d": "1"} "--e f""#, #"{"a": 2, "b": true} {"c": null}"#,
        #"{"a": 2, "b": true} "--fast""#, #"{"a": 2, "b": true} {"d": "1"} "--e f""#,
      ])
  }

  @Test func `blocks inherit what is around them, and arrays count up`() throws {
    let text = """
      - array: true
        slurm: {gpus: 2}
        list: [{a: 1}, {a: 2}]
      - base: --x
        product: {b: [1, 2]}
        blocks:
          - slurm: {gpus: 4}
          - array: true
            list: [{c: 3}]
      - {}
      """
    #expect(
      try Self.asked(text) == [
        #"{"a": 1} needs {"gpus": 2} array 0"#, #"{"a": 2} needs {"gpus": 2} array 0"#,
        #""--x" {"b": 1} needs {"gpus": 4}"#, #""--x" {"b": 1} {"c": 3} array 1"#,
        #""--x" {"b": 2} needs {"gpus": 4}"#, #""--x" {"b": 2} {"c": 3} array 2"#, "",
      ])
  }

  @Test func `an empty document has no XPs`() throws {
    #expect(try Self.asked("") == [])
    #expect(try Self.asked("# nothing\n") == [])
    #expect(try Self.asked("[]") == [])
    #expect(try Self.asked("list: []") == [])
  }

  @Test(arguments: [
    (
      "products: {}",
      "unknown key 'products'; there are base, product, zip, list, slurm, array, blocks"
    ),
    ("3", "a block isn't a mapping"), ("product: [1]", "'product' isn't a mapping"),
    ("list: {a: 1}", "'list' isn't a list"), ("blocks: 1", "'blocks' isn't a list"),
    ("slurm: 1", "'slurm' isn't a mapping"),
    ("zip: {a: [1], b: [1, 2]}", "'zip' has 1 values of 'a' and 2 of 'b'"),
    ("slurm: {gpus: x}", "slurm key 'gpus' takes 0 or a positive number, not 'x'"),
    ("base: {a: 1, a: 2}", "key 'a' is there twice"),
  ])
  func `what isn't a grid says why`(text: String, reason: String) throws {
    let failure = #expect(throws: GridDocument.Malformed.self) { try Self.asked(text) }
    #expect(failure?.reason == reason)
  }

  @Test func `more XPs than anybody means are refused, not made`() throws {
    let axis = "[" + (0..<200).map(String.init).joined(separator: ", ") + "]"
    let text = "product: {a: \(axis), b: \(axis), c: \(axis), d: \(axis)}"
    #expect(throws: GridDocument.Malformed.self) { try Self.asked(text) }
  }

  @Test func `text that isn't YAML says where`() throws {
    let failure = #expect(throws: GridDocument.Malformed.self) { try Self.asked("a: [1") }
    #expect(failure?.reason.contains("not YAML") == true)
  }
}
