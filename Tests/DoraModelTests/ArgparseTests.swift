import Testing

@testable import DoraModel

/// The main rules of argparse, on a parser as training programs have it.
@Suite struct ArgparseTests {
  private typealias Fixture = ArgparseFixture

  private static let lr = Fixture.action(
    ["--lr"], dest: "lr", ["type": "float", "default": 0.1])
  private static let layers = Fixture.action(
    ["--layers"], dest: "layers", ["type": "int", "nargs": "+"])
  private static let batch = Fixture.action(
    ["-b", "--batch-size"], dest: "batch_size", ["type": "int", "default": 32])
  private static let flag = Fixture.action(
    ["-v"], dest: "v", ["kind": "store_const", "const": true, "default": false])
  private static let model = Fixture.action(
    ["--model"], dest: "model",
    ["choices": ["values": ["vit", "cnn"], "hashed": false, "text": "'vit', 'cnn'"]])
  private static let help = Fixture.action(
    ["-h", "--help"], dest: "==SUPPRESS==", ["kind": "help", "dest": nil])
  private static let options = [lr, layers, batch, flag, model, help]

  private func answer(_ line: String, excluded: JSON = []) throws -> String {
    let parser = Fixture.parser(Self.options)
    return try #require(Fixture.description([parser], excluded: excluded)).answer(line)
  }

  @Test(arguments: [
    ("", "[]"),
    ("--lr=1e-3", #"[["lr", 0.001]]"#),
    ("--lr 0.5 --layers 1 2 3", #"[["layers", [1, 2, 3]], ["lr", 0.5]]"#),
    ("--lr=-.5", #"[["lr", -0.5]]"#),
    ("--lr -5", #"[["lr", -5.0]]"#),
    ("--lr nan", #"[["lr", NaN]]"#),
    ("-b64", #"[["batch_size", 64]]"#),
    ("-b 1_000", #"[["batch_size", 1000]]"#),
    ("-vb8", #"[["batch_size", 8], ["v", true]]"#),
    ("--model vit", #"[["model", "vit"]]"#),
    ("--lr=3 --lr=4", #"[["lr", 4.0]]"#),
  ])
  func `what differs from the defaults is the delta`(line: String, expected: String) throws {
    #expect(try answer(line) == expected)
  }

  @Test func `a value equal to its default, or of an excluded name, isn't in the delta`() throws {
    #expect(try answer("--lr 1e-1 -b 32") == "[]")
    #expect(try answer("--lr 9 -v", excluded: ["lr"]) == #"[["v", true]]"#)
  }

  @Test func `options may be abbreviated unless that's ambiguous`() throws {
    #expect(try answer("--batch=1 --mod=cnn") == #"[["batch_size", 1], ["model", "cnn"]]"#)
    #expect(try answer("--l 1") == "error: ambiguous option: --l could match --lr, --layers")
    let strict = Fixture.parser(Self.options, ["abbreviates": false])
    let description = try #require(Fixture.description([strict]))
    #expect(description.answer("--batch=1") == "error: unrecognized arguments: --batch=1")
  }

  @Test(arguments: [
    ("--lr", "argument --lr: expected one argument"),
    ("--lr=fast", "argument --lr: invalid float value: 'fast'"),
    ("--layers", "argument --layers: expected at least one argument"),
    ("--model=rnn", "argument --model: invalid choice: 'rnn' (choose from 'vit', 'cnn')"),
    ("-v=1", "argument -v: ignored explicit argument '1'"),
    ("more -x", "unrecognized arguments: more -x"),
    ("--batch-size 1.0", "argument -b/--batch-size: invalid int value: '1.0'"),
  ])
  func `a refusal says what argparse says`(line: String, sentence: String) throws {
    #expect(try answer(line) == "error: " + sentence)
  }

  @Test func `help ends the program, in the order of the words`() throws {
    #expect(try answer("--lr 1 --help") == "exits")
    #expect(try answer("--lr oops --help").hasPrefix("error: argument --lr"))
  }

  @Test func `positionals take words around the options, and all after two dashes`() throws {
    let parser = Fixture.parser([
      Fixture.action(dest: "data"), Fixture.action(dest: "more", ["nargs": "*"]), Self.lr,
    ])
    let description = try #require(Fixture.description([parser]))
    #expect(description.answer("a --lr 1") == #"[["data", "a"], ["lr", 1.0], ["more", []]]"#)
    #expect(
      description.answer("--lr 1 -- a -b --lr")
        == #"[["data", "a"], ["lr", 1.0], ["more", ["-b", "--lr"]]]"#)
    #expect(description.answer("") == "error: the following arguments are required: data, more")
  }

  @Test func `actions of one group exclude each other`() throws {
    let parser = Fixture.parser(
      [Self.lr, Self.flag],
      ["groups": [["required": true, "actions": [0, 1], "names": ["--lr", "-v"]]]])
    let description = try #require(Fixture.description([parser]))
    #expect(description.answer("-v") == #"[["v", true]]"#)
    #expect(description.answer("-v --lr 1") == "error: argument --lr: not allowed with argument -v")
    #expect(description.answer("") == "error: one of the arguments --lr -v is required")
  }

  @Test func `a sub-command parses the rest by its own rules`() throws {
    let commands = Fixture.action(
      dest: "command",
      [
        "kind": "parsers", "nargs": "A...", "required": false, "parsers": [["fit", 1]],
        "choices": ["values": ["fit"], "hashed": true, "text": "'fit'"],
      ])
    let description = try #require(
      Fixture.description([Fixture.parser([Self.flag, commands]), Fixture.parser([Self.lr])]))
    #expect(
      description.answer("-v fit --lr 1") == #"[["command", "fit"], ["lr", 1.0], ["v", true]]"#)
    #expect(description.answer("fit -v") == "error: unrecognized arguments: -v")
    #expect(
      description.answer("try")
        == "error: argument command: invalid choice: 'try' (choose from 'fit')")
  }

  @Test func `only an option that is given can make an answer unsure`() throws {
    let odd = Fixture.action(["--odd"], dest: "odd", ["type": "unknown", "type_name": "f"])
    let custom = Fixture.action(["--own"], dest: "own", ["kind": "custom"])
    let description = try #require(Fixture.description([Fixture.parser([Self.lr, odd, custom])]))
    #expect(description.answer("--lr 1") == #"[["lr", 1.0]]"#)
    #expect(description.answer("--lr 1 --odd 1") == "unsure")
    #expect(description.answer("--own 1") == "unsure")
  }

  @Test func `an argparse that was never compared is left to Python`() {
    let parser = Fixture.parser(Self.options)
    #expect(Fixture.description([parser]) != nil)
    #expect(Fixture.description([parser], digest: "0258") == nil)
    #expect(Fixture.description([parser], digest: nil) == nil)
  }

  @Test func `a later argparse differs where it should`() throws {
    // 3.13.5 takes words that look like options when their number is given; 3.11 doesn't.
    let pair = Fixture.action(["--pair"], dest: "pair", ["nargs": 2])
    let digest: JSON = "9c889f689032f2138e00036ee7a48a97fd873529595eecb60669ab3220756423"
    let old = try #require(Fixture.description([Fixture.parser([pair])]))
    let new = try #require(Fixture.description([Fixture.parser([pair])], digest: digest))
    #expect(old.answer("--pair -x 1") == "error: argument --pair: expected 2 arguments")
    #expect(new.answer("--pair -x 1") == #"[["pair", ["-x", "1"]]]"#)
  }

  @Test func `a damaged description is no description`() throws {
    let whole = Fixture.parser(Self.options)
    let far: JSON = [["--lr", 99]]
    for settings: JSON in [
      ["options": far], ["groups": [["actions": [99]]]], ["negative": "x"], ["actions": nil],
      ["actions": [Fixture.action(["--a"], dest: "a", ["default": ["opaque": 5]])]],
      ["actions": [Fixture.action(["--a"], dest: "a", ["type": ["enum": 5]])]],
      ["actions": [Fixture.action(["--a"], dest: "a", ["nargs": 1000])]],
    ] {
      let damaged = Fixture.parser(whole["actions"]?.array ?? [], settings)
      #expect(Fixture.description([damaged]) == nil, "\(PythonJSON.string(settings))")
    }
  }
}
