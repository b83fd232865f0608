import DoraTestSupport
import Foundation
import Testing

/// What a Hydra project refuses: where Hydra refuses it too, in one sentence, and nothing is stored.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraRefusalTests {
  static let words: [(argument: String, sentence: String)] = [
    (
      "model=larg",
      "in 'config': cannot find the config 'model/larg'; did you mean 'large'?; the options of 'model' are large, small"
    ),
    (
      "model=resnet",
      "in 'config': cannot find the config 'model/resnet'; the options of 'model' are large, small"
    ),
    (
      "optim.lrr=3",
      "there is no key 'optim.lrr' to override; did you mean 'optim.lr'? (to add it, write '+' before it)"
    ),
    ("optim.eps=3", "there is no key 'optim.eps' to override: to add it, write '+' before it"),
    ("modle=large", "there is no key 'modle' to override; did you mean 'model'?"),
    ("sed=3", "there is no key 'sed' to override; did you mean 'seed'?"),
    (
      "learning_rate=3",
      "there is no key 'learning_rate' to override: to add it, write '+' before it"
    ),
    (
      "optim={lr: 3, mu: 1}",
      "'optim={lr: 3, mu: 1}' sets a key that isn't there: to add it, write '+' before it"
    ),
    ("optim.lr", "'optim.lr' is no override: it has no '='"),
    ("optim.lr=[1, 2", "cannot read the override 'optim.lr=[1, 2' at character 15"),
    ("data.root=it's", "cannot read the override 'data.root=it's' at character 13"),
    ("data.root=a)", "cannot read the override 'data.root=a)' at character 12"),
    (
      "data.root=é",
      "cannot read the override 'data.root=é' at character 11: in a value 'é' must be in quotes"
    ),
    ("data.root='é'é", "cannot read the override 'data.root='é'é' at character 14"),
    ("data.root=a;b", "at character 12: in a value ';' must be in quotes"),
    ("data.root=a=b", "at character 12: in a value '=' must be in quotes"),
    (
      "--config-name=other",
      "'--config-name=other' is no override: an XP has none of Hydra's options"
    ),
    (
      "seed=1,2",
      "'seed=1,2' lists several values, and an XP has one: quote it, or put it in brackets"
    ),
    ("seed=range(1,3)", "'seed=range(1,3)' asks for several XPs: 'range' is a sweep"),
    ("seed=twice(2)", "cannot call 'twice' in 'seed=twice(2)': there's no such function"),
    ("+seed=3", "cannot add 'seed', which is there already: without '+' it's changed"),
    ("+model=large", "'model' has a choice already: without '+' it's changed"),
    ("~nothing=1", "cannot delete 'nothing', which isn't there"),
    ("~optim.lr=0.1", "'optim.lr' is missing, but the defaults have it"),
    (
      "++model=large",
      "'++model=large' can't force a config group: one '+' adds it, none changes it"
    ),
    ("model@other=large", "cannot override 'model@other'; the defaults lists have model"),
    ("optim=[sgd, adm]", "cannot find the config 'optim/adm'"),
    ("data=[1]", "'data=[1]' doesn't fit what is there: a list, a mapping or an index"),
    (
      "data.root=${nowhere}",
      "in 'data.root': an interpolation refers to 'nowhere', which isn't there"
    ),
    ("data.root=${oc.env:NOT_SET_HERE}", "the environment variable 'NOT_SET_HERE' is not set"),
    ("seed=???", "'seed' is '???': it must be given a value"),
    ("optim.lr=???", "'optim.lr' is '???': it must be given a value"),
  ]

  @Test func `what Hydra refuses is refused in a sentence with what was meant`() throws {
    let project = try HydraProject()
    try project.run("dora-sig -- seed=3")
    let before = try project.run("git --git-dir=.dora rev-parse HEAD").out
    for (argument, sentence) in Self.words {
      let outcome = try project.command.run(["dora-sig", "--explain", "--", argument])
      #expect(outcome.status == 128 && outcome.out.isEmpty, "\(argument): \(outcome)")
      #expect(
        outcome.error.hasPrefix("refused without Python\nfatal: toy.train refuses the arguments: "),
        "\(outcome)")
      #expect(outcome.error.contains(sentence), "\(outcome.error)")
    }
    #expect(try project.run("git --git-dir=.dora rev-parse HEAD").out == before)
    // The Python tool's own process, for each.
    let lines = try Self.words.map {
      try String(decoding: JSONEncoder().encode([$0.argument]), as: UTF8.self)
    }
    try project.sandbox.write(lines.joined(separator: "\n") + "\n", to: ".argvs")
    let script = """
      import json, warnings
      warnings.simplefilter("ignore")
      from toy.train import main
      for line in open(".argvs"):
          try:
              main.get_xp(json.loads(line))
              print("taken", line)
          except Exception:
              print("refused")
      """
    try project.sandbox.write(script, to: "ask.py")
    let peers = try project.run("python3 ask.py; PYTHONPATH=$DORA_CLIENT python3 ask.py")
    #expect(
      peers.lines == Array(repeating: "refused", count: 2 * Self.words.count),
      "\(peers.error.suffix(2000))")
  }

  @Test func `a batch answers every line, and says which ones are refused`() throws {
    let project = try HydraProject()
    let outcome = try project.run(
      "dora-sig --stdin --keep-going", input: "seed=3\noptim.lrr=3\noptim.lr=2\nmodel=larg\n")
    #expect(outcome.status == 1)
    #expect(
      outcome.lines.map { $0.split(separator: "\t").count } == [1, 2, 1, 2], "\(outcome.out)")
    #expect(outcome.lines[1] == "!\ttoy.train refuses the arguments: \(Self.words[2].sentence)")
    let strict = try project.run("dora-sig --stdin", input: "seed=3\noptim.lrr=3\n")
    #expect(strict.status == 128 && strict.out.isEmpty)
    #expect(strict.error.hasPrefix("fatal: line 2: "))
  }

  @Test func `a sig among the arguments is taken for what it is`() throws {
    let project = try HydraProject()
    let sig = try project.run("dora-sig -- seed=3 optim.lr=3").lines[0]
    for verb in ["info", "run", "launch"] {
      let outcome = try project.run("dora \(verb) \(sig.prefix(5))")
      #expect(outcome.status == 128 && outcome.out.isEmpty, "\(outcome)")
      #expect(
        outcome.error.hasSuffix(
          "'\(sig.prefix(5))' is no override: it has no '='\nhint: '-f \(sig.prefix(5))' takes the XP of that sig\n"
        ), "\(outcome)")
    }
    #expect(try !project.run("dora info 00000000").error.contains("hint"))
    #expect(try project.run("dora info -f \(sig.prefix(5))").status == 0)
  }

  @Test(arguments: [
    ("rm toy/conf/config.yaml", "config"),
    ("sed -i 's/model: small/model: smal/' toy/conf/config.yaml", "model/smal"),
    ("sed -i 's/gpus: 0/gpu: 0/' toy/conf/config.yaml", "SlurmConfig has no setting 'gpu'"),
    ("sed -i 's,dir: ./out,dirr: ./out,' toy/conf/config.yaml", "DoraConfig has no setting 'dirr'"),
    ("sed -i 's/seed: 1/seed: 1\\nseed: 2/' toy/conf/config.yaml", "seed"),
    ("sed -i 's/config_path=.conf./config_path=\"nowhere\"/' toy/train.py", "nowhere"),
    ("sed -i 's/version_base=.1.3./version_base=\"0.9\"/' toy/train.py", "version_base"),
  ])
  func `a project that doesn't start says why, and leaves nothing`(
    edit: String, word: String
  ) throws {
    let project = try HydraProject()
    try project.run(edit)
    let outcome = try project.run("dora-sig -- seed=3")
    #expect(outcome.status == 128 && outcome.out.isEmpty, "\(outcome)")
    #expect(outcome.error.contains("fatal: cannot import 'toy.train'"), "\(outcome)")
    #expect(outcome.error.contains(word), "\(outcome.error)")
    #expect(!project.sandbox.exists(".dora"))
  }
}
