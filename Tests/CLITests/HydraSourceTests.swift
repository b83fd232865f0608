import DoraTestSupport
import Foundation
import Testing

/// Hydra programs that are described by their source alone, and those that mustn't be.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraSourceTests {
  /// An edit of the project that changes how it's signed, behind what a reader of its decorator sees.
  struct Trap: Sendable, CustomTestStringConvertible {
    let name: String
    /// Lines before the decorated function.
    var before = ""
    /// Lines behind it.
    var after = ""
    var files: [String: String] = [:]
    var argv = ["optim.lr=3", "seed=2"]
    var testDescription: String { name }
  }

  /// Excludes the learning rate, by whatever name the decorated function is known.
  static let change = ".dora.exclude = [\"optim.*\"]"
  static let resolver =
    "from omegaconf import OmegaConf\nOmegaConf.register_new_resolver(\"oc.env\", lambda *x: 5, replace=True)\n"
  static let alien = "seed: 9\noptim: {lr: 9}\n"

  static let traps: [Trap] = [
    Trap(name: "the function's settings", after: "main\(change)\n"),
    Trap(name: "the base configuration", after: "main._base_cfg.optim.lr = 3.0\n"),
    Trap(name: "another name of it", after: "program = main\nprogram\(change)\n"),
    Trap(name: "in a tuple", after: "for program in (main,):\n    program\(change)\n"),
    Trap(name: "through the module's names", after: "globals()['main']\(change)\n"),
    Trap(name: "through the modules", after: "import sys\nsys.modules[__name__].main\(change)\n"),
    Trap(name: "setattr", after: "setattr(main.dora, 'exclude', ['optim.*'])\n"),
    Trap(name: "exec", after: "exec('main\(change.replacing("\"", with: "\\\""))')\n"),
    Trap(
      name: "in a formatted string", after: "f\"{exec('main.dora.exclude=[chr(111)+chr(42)]')}\"\n"),
    Trap(
      name: "another function",
      after: """
        @hydra_main(config_path="conf", config_name="other", version_base="1.3")
        def main(cfg):
            pass

        """, files: ["toy/conf/other.yaml": alien]),
    Trap(
      name: "an argument that isn't written there",
      before: """
        import functools
        import dora
        NAME = "other"
        def hydra_main(config_name, **kwargs):
            return dora.hydra_main(config_name=NAME, **kwargs)

        """, files: ["toy/conf/other.yaml": alien]),
    Trap(
      name: "a decorator around it", before: "", after: "",
      files: [
        "toy/train.py": HydraProject.train.replacing(
          "@hydra_main",
          with: "def quiet(main):\n    main\(change)\n    return main\n\n@quiet\n@hydra_main")
      ]),
    Trap(
      name: "a path that is computed",
      files: [
        "toy/train.py": HydraProject.train.replacing("\"conf\"", with: "\"con\" + \"g\""),
        "toy/cong/config.yaml": alien,
      ]),
    Trap(
      name: "an entry that is conditional",
      files: [
        "toy/train.py": HydraProject.train.replacing(
          "@hydra_main(config_path=\"conf\", config_name=\"config\", version_base=\"1.3\")\ndef main(cfg):",
          with: """
            def named(name):
                return hydra_main(config_path="conf", config_name=name, version_base="1.3")

            @named("other")
            def main(cfg):
            """), "toy/conf/other.yaml": alien,
      ]),
    Trap(
      name: "the client's class",
      before: """
        from dora.hydra import HydraMain
        HydraMain.get_xp.__defaults__
        old = HydraMain._get_delta
        HydraMain._get_delta = lambda self, a, b: [x for x in old(self, a, b) if x[0] != "optim.lr"]

        """),
    Trap(
      name: "a module that is imported in a function",
      before: """
        def lazy():
            from . import change
        lazy()

        """,
      files: [
        "toy/change.py":
          "from dora import hydra\nhydra.HydraMain._get_delta = lambda self, a, b: [(\"x\", 1)]\n"
      ]),
    Trap(
      name: "the package", after: "",
      files: [
        "toy/__init__.py": """
        import dora.conf
        dora.conf.DoraConfig.is_excluded = lambda self, name: name == "optim.lr"

        """
      ]),
    Trap(
      name: "another module that changes it", after: "from . import change\n",
      files: [
        "toy/change.py": "import sys\nsys.modules[\"toy.train\"].main\(change)\n"
      ]),
    Trap(
      name: "a resolver", before: resolver,
      files: [
        "toy/conf/optim/sgd.yaml": "lr: ${oc.env:HOME}\n"
      ], argv: ["optim=sgd", "+new=${oc.env:HOME}"]),
    Trap(
      name: "a resolver in another module", before: "from .more import value\n",
      files: [
        "toy/more/__init__.py": "from .below import value\n",
        "toy/more/below.py": resolver + "value = 1\n",
        "toy/conf/optim/sgd.yaml": "lr: ${oc.env:HOME}\n",
      ], argv: ["optim=sgd", "+new=${oc.env:HOME}"]),
    Trap(
      name: "a config in the store",
      before: """
        from dataclasses import dataclass
        from hydra.core.config_store import ConfigStore
        @dataclass
        class Adam:
            lr: float = 7.0
        ConfigStore.instance().store(group="optim", name="stored", node=Adam)

        """, argv: ["optim=stored", "optim.lr=3"]),
    Trap(
      name: "a module by its name",
      before: """
        import importlib
        importlib.import_module("toy.plugin_a")

        """,
      files: [
        "toy/plugin_a.py":
          "import dora.hydra\ndora.hydra.HydraMain._get_delta = lambda self, a, b: [(\"x\", 1)]\n"
      ]),
    Trap(
      name: "a module from elsewhere",
      before: """
        import os
        import sys
        sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
        import elsewhere

        """,
      files: [
        "toy/lib/elsewhere.py":
          "import dora.hydra\ndora.hydra.HydraMain._get_delta = lambda self, a, b: [(\"x\", 1)]\n"
      ]),
    Trap(
      name: "all names of a module", before: "from .tools import *\n",
      after: "OC.register_new_resolver(\"oc.env\", lambda *x: 5, replace=True)\n",
      files: [
        "toy/tools.py": "from omegaconf import OmegaConf as OC\n",
        "toy/conf/optim/sgd.yaml": "lr: ${oc.env:HOME}\n",
      ], argv: ["optim=sgd", "+new=${oc.env:HOME}"]),
    Trap(
      name: "how YAML is read",
      before: """
        import yaml
        yaml.SafeLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: 7)
        yaml.CSafeLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: 7)

        """, argv: ["seed=1", "model.dim=8"]),
    Trap(
      name: "a module that stands before a library",
      files: [
        "yaml/__init__.py": """
        import importlib.util, os, sys
        folder = next(path for path in sys.path if os.path.exists(os.path.join(path, "yaml", "resolver.py")))
        spec = importlib.util.spec_from_file_location(
            "yaml", os.path.join(folder, "yaml", "__init__.py"), submodule_search_locations=[os.path.join(folder, "yaml")])
        sys.modules["yaml"] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for loader in (module.SafeLoader, module.CSafeLoader):
            loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: 7)

        """
      ], argv: ["model.dim=8"]),
    Trap(
      name: "a module that stands before the standard library",
      files: [
        "fnmatch.py": """
        import os
        exec(open(os.path.join(os.path.dirname(os.__file__), "fnmatch.py")).read())
        matches = fnmatch
        def fnmatch(name, pattern):
            return name == "optim.lr" or matches(name, pattern)

        """
      ]),
  ]

  @Test(arguments: traps + importTraps + patchTraps)
  func `what changes signatures behind the decorator is seen, and Python asked`(trap: Trap) throws {
    let plain = try HydraProject()
    let argv = trap.argv
    let project = try HydraProject()
    for (file, text) in trap.files { try project.sandbox.write(text, to: file) }
    if !trap.before.isEmpty || !trap.after.isEmpty {
      let parts = HydraProject.train.components(separatedBy: "if __name__")
      let head = parts[0].components(separatedBy: "@hydra_main")
      let source =
        head[0] + trap.before + "\n@hydra_main" + head[1] + trap.after + "if __name__" + parts[1]
      try project.sandbox.write(source, to: "toy/train.py")
    }
    let words = argv.map { "'\($0)'" }.joined(separator: " ")
    let outcome = try project.run("DORA_TRACE=1 dora-sig --explain -n -- \(words)")
    #expect(outcome.error.contains("dora._worker"), "\(outcome)")
    #expect(outcome.error.contains("; its source leaves a doubt: "), "\(outcome)")
    let wanted = try project.signatures([argv])
    #expect(outcome.lines == wanted, "\(outcome)")
    // Who had read the decorator alone would have signed it so: the trap is one.
    try plain.run("cp -r \(project.sandbox.path)/toy/conf toy/ 2>/dev/null; true")
    let naive = try plain.run("dora-sig -n -- \(words)")
    #expect(naive.lines != wanted, "\(naive)")
  }

  @Test
  func `a program that fools its reader is found out, loudly, and signed by Python from then on`()
    throws
  {
    let project = try HydraProject()
    let trick = """
      import gc
      for thing in gc.get_objects():
          if type(thing).__name__ == "HydraMain":
              thing.dora.exclude.append("optim.*")
      """
    try project.run("cat >> toy/train.py", input: trick + "\n")
    let wrong = try project.run("dora-sig -- optim.lr=3")
    #expect(wrong.lines != (try project.signatures([["optim.lr=3"]])))
    let run = try project.run("dora run -- optim.lr=3")
    #expect(run.status == 128 && run.out.isEmpty, "\(run)")
    #expect(
      run.error.contains("fatal: 'toy.train' isn't what its source says: exclude\n"), "\(run)")
    #expect(run.error.contains("hint: "), "\(run)")
    let right = try project.run("dora-sig -- optim.lr=3")
    #expect(right.lines == (try project.signatures([["optim.lr=3"]])))
    #expect(try project.run("dora run -- optim.lr=3").status == 0)
  }

  @Test func `a started program that signs itself otherwise says so`() throws {
    let project = try HydraProject()
    let sig = try project.run("dora-sig -- optim.lr=3").out.trimmingCharacters(in: .newlines)
    // What the tool signed isn't what the program, edited since, signs.
    let words =
      "env DORA_SIG=\(sig) DORA_FOLDER=$PWD/out/xps/\(sig) PYTHONPATH=\(ToyProject.client)"
    try project.run("mkdir -p out/xps/\(sig); echo '[\"optim.lr=3\"]' > out/xps/\(sig)/.argv.json")
    try project.run("sed -i 's/^lr: .*/lr: 3/' toy/conf/optim/sgd.yaml")
    let run = try project.run("\(words) python3 -m dora run -P toy -- optim.lr=3")
    #expect(run.error.contains(" these arguments were signed as \(sig), and here as "), "\(run)")
  }

  @Test func `what the environment has is Python's to tell, and then the whole program is known`()
    throws
  {
    let project = try HydraProject()
    try project.run("echo 'user: ${oc.env:WHO}' >> toy/conf/config.yaml")
    let line = "WHO=me dora-sig --explain -- user=you"
    let first = try project.run("DORA_TRACE=1 \(line)")
    #expect(first.error.contains("dora._worker"), "\(first)")
    #expect(first.lines == (try project.run("true; \(line)").lines))
    let second = try project.run("DORA_TRACE=1 \(line)")
    #expect(!second.error.contains("dora._worker"), "\(second)")
  }

  /// The description of a program by its source, and Python's.
  private func descriptions(
    of project: HydraProject, package: String, folder: String = "."
  ) throws -> (source: [String: Any], python: [String: Any], said: Outcome)? {
    try project.run("rm -rf \(folder)/.dora")
    let said = try project.run("cd \(folder) && dora-sig --explain -- 2>&1")
    let kept = try project.run("cat \(folder)/.dora/cache/programs/*.source 2>/dev/null")
    guard !kept.out.isEmpty else { return nil }
    let question = "echo '{\"do\": \"describe\"}'"
    let asked = try project.run(
      "cd \(folder) && \(question) | PYTHONPATH=\(ToyProject.client) python3 -m dora._worker \(package) train"
    )
    let parse = { (text: String) in
      try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }
    let source = try #require(try parse(kept.out)["description"] as? [String: Any])
    return (source, try parse(asked.out), said)
  }

  private func compare(_ source: [String: Any], _ python: [String: Any], _ name: String) {
    for (key, value) in source where !["by_source", "taken_ns", "files", "listings"].contains(key) {
      var ours = value
      var theirs = python[key] ?? "nothing"
      if key == "hydra", var one = ours as? [String: Any], var two = theirs as? [String: Any] {
        // This only a process can tell.
        one["environment"] = nil
        two["environment"] = nil
        (ours, theirs) = (one, two)
      }
      #expect(
        NSDictionary(dictionary: [key: ours]) == NSDictionary(dictionary: [key: theirs]), "\(name)")
    }
  }

  @Test func `a description by source is Python's own, for the example and the toy`() throws {
    for (project, package) in [
      (try HydraProject(example: "digits_hydra"), "digits_hydra"), (try HydraProject(), "toy"),
    ] {
      let found = try #require(try descriptions(of: project, package: package))
      compare(found.source, found.python, package)
    }
  }

  static let sections = [
    "dora: {}",
    "dora:\n  dir: /abs//x/./y\n  shared: shared\n  git_save: true\n  grid_package: toy.g",
    "dora:\n  dir: .\n  exclude: [a, 'b*']\n  require_clean: yes\n  post_git_save_commands: [ls]",
    "dora:\n  dir: out/\n  history: h.json\n  shep: {x: 1}\n  shared: ${data.root}/s",
    "slurm:\n  gpus: 4\n  mem_per_gpu: 2.5\n  setup: [a]\n  partition: ${data.root}\n  exclude: null",
    "slurm:\n  cpus_per_task: 3\n  srun_args: [--x]\n  nodelist: [a, b]\n  array: never\n  time: '90'",
    "dora: ???", "dora: null\nslurm: null", "dora:\n  exclude: ${list}\nlist: [seed]",
  ]

  @Test func `what a configuration sets is taken as the client takes it`() throws {
    let bare = HydraProject.config.components(separatedBy: "dora:")[0]
    for section in Self.sections {
      let project = try HydraProject()
      try project.sandbox.write(bare + section + "\n", to: "toy/conf/config.yaml")
      guard let found = try descriptions(of: project, package: "toy") else {
        // What isn't read here must be Python's to refuse, or at least to say.
        #expect(section == "dora: ???", "\(section)")
        continue
      }
      compare(found.source, found.python, section)
    }
  }

  @Test(arguments: [
    "dora:\n  exclude: seed", "dora:\n  dir: ../up", "dora:\n  unknown: 1", "slurm:\n  unknown: 1",
    "dora:\n  git_save: 3", "dora: [1]", "slurm: 3", "dora:\n  dir: ${oc.env:HOME}/x",
    "hydra:\n  searchpath: [file:///nowhere]",
  ])
  func `a setting that isn't plain is Python's`(section: String) throws {
    let project = try HydraProject()
    let bare = HydraProject.config.components(separatedBy: "dora:")[0]
    try project.sandbox.write(bare + section + "\n", to: "toy/conf/config.yaml")
    let outcome = try project.traced("dora-sig -n --explain -- seed=2")
    #expect(outcome.started == 1, "\(outcome)")
  }

  @Test func `random programs are described by their source as by Python, or not at all`() throws {
    let variables = ProcessInfo.processInfo.environment
    let count = 24 * (variables["DORA_TEST_SCALE"].flatMap(Int.init) ?? 1)
    let project = try HydraProject()
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "DoraModelTests/Differential/source_programs.py").path
    let said = try project.run(
      "mkdir many; PYTHONPATH=\(ToyProject.client) python3 \(script) many \(Chance.seed) \(count)")
    try #require(said.lines.count == count, "\(said)")
    var read = 0
    for line in said.lines {
      let sample = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let folder = try #require(sample["folder"] as? String)
      guard let python = sample["description"] as? [String: Any] else { continue }
      let argvs = try #require(sample["argvs"] as? [[String]])
      let input = try argvs.map { try String(decoding: JSONEncoder().encode($0), as: UTF8.self) }
      let signed = try project.run(
        "cd \(folder) && dora-sig --explain --stdin --keep-going",
        input: input.joined(separator: "\n") + "\n")
      let wanted = try #require(sample["answers"] as? [Any]).map { $0 as? String ?? "!" }
      let source = try project.run("cat \(folder)/pkg/train.py").out
      let found = signed.lines.map { String($0.prefix { $0 != "\t" }) }
      #expect(found == wanted, "seed \(Chance.seed): \(source)\(signed)")
      let kept = try project.run("cat \(folder)/.dora/cache/programs/*.source 2>/dev/null").out
      guard let whole = try? JSONSerialization.jsonObject(with: Data(kept.utf8)) as? [String: Any]
      else { continue }
      read += 1
      compare(
        try #require(whole["description"] as? [String: Any]), python,
        "seed \(Chance.seed): \(source)")
    }
    print("source, seed \(Chance.seed): \(read) of \(count) programs described by it")
    #expect(read * 5 > count)
  }
}
