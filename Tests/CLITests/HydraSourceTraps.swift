import DoraTestSupport
import Testing

extension HydraSourceTests {
  private static let own = [
    "toy/more.py": resolver + "class Thing: pass\n",
    "toy/conf/optim/sgd.yaml": "lr: ${oc.env:HOME}\n",
  ]
  private static let asked = ["optim=sgd", "+new=${oc.env:HOME}"]

  /// Modules that are imported without an import statement that names them.
  static let importTraps: [Trap] = [
    Trap(
      name: "modules that a package lists", before: "from .parts import *\n",
      files: own.merging(
        ["toy/parts/__init__.py": "__all__ = [\"one\"]\n", "toy/parts/one.py": resolver]
      ) { $1 }, argv: asked),
    Trap(
      name: "modules that a package finds", before: "from . import parts\n",
      files: own.merging(
        [
          "toy/parts/__init__.py": """
          import glob
          import os
          __all__ = [os.path.basename(file)[:-3] for file in glob.glob(os.path.dirname(__file__) + "/o*.py")]
          from . import *

          """, "toy/parts/one.py": resolver,
        ]
      ) { $1 }, argv: asked),
    Trap(
      name: "a class by its name",
      before: "from hydra.utils import get_class\nThing = get_class(\"toy.more.Thing\")\n",
      files: own, argv: asked),
    Trap(
      name: "a target",
      before: "import hydra\nhydra.utils.instantiate({\"_target_\": \"toy.more.Thing\"})\n",
      files: own, argv: asked),
    Trap(
      name: "what an entry point names",
      before: """
        from importlib.metadata import EntryPoint
        EntryPoint(name="one", value="toy.more:Thing", group="toy").load()

        """, files: own, argv: asked),
    Trap(
      name: "another function, through all names of two modules",
      after: "from .middle import *\n",
      files: [
        "toy/middle.py": "from .other import main\n",
        "toy/other.py": HydraProject.train.replacing("\"config\"", with: "\"other\""),
        "toy/conf/other.yaml": alien,
      ]),
  ]

  /// Settings that are changed by another name.
  static let patchTraps: [Trap] = [
    Trap(
      name: "what YAML takes for true",
      before: """
        import yaml
        for first in "yYnNoO":
            yaml.SafeLoader.yaml_implicit_resolvers[first] = []

        """, files: ["toy/conf/optim/sgd.yaml": "lr: yes\n"], argv: ["optim.lr=true"]),
    Trap(
      name: "a loader that is given to a function",
      before: """
        import yaml
        def strict(loader):
            tables = getattr(loader, "yaml_implicit_" + "resolvers")
            for first in "yYnNoO":
                tables[first] = []
        strict(yaml.SafeLoader)

        """, files: ["toy/conf/optim/sgd.yaml": "lr: yes\n"], argv: ["optim.lr=true"]),
    Trap(
      name: "a class of settings that is given to a function",
      before: """
        from dora.conf import DoraConfig
        def quiet(settings):
            settings.is_excluded = lambda self, name: name == "optim.lr"
        quiet(DoraConfig)

        """),
    Trap(
      name: "a class of settings through one of it",
      before: """
        from dora.conf import DoraConfig
        type(DoraConfig()).is_excluded = lambda self, name: name == "optim.lr"

        """),
    Trap(
      name: "the module's names as its locals",
      after: "locals()['main'].dora.exclude.append('optim.*')\n"),
    Trap(
      name: "the module's names as its variables",
      after: "vars()['main'].dora.exclude.append('optim.*')\n"),
    Trap(
      name: "a module through a function",
      after: """
        import sys
        settings = getattr(sys, "modules")["dora.conf"]
        settings.DoraConfig.is_excluded = lambda self, name: name == "optim.lr"

        """),
  ]

  @Test func `a program that imports what isn't there is Python's to refuse`() throws {
    let project = try HydraProject()
    try project.run("sed -i '1i import nowhere_to_be_found' toy/train.py")
    let refused = try project.run("dora-sig -n -- optim.lr=3")
    #expect(refused.status == 128 && refused.out.isEmpty, "\(refused)")
    #expect(refused.error.contains("nowhere_to_be_found"), "\(refused)")
    // Many do without what isn't installed.
    let source = HydraProject.train.replacing(
      "from dora", with: "try:\n    import nowhere\nexcept ImportError:\n    pass\nfrom dora")
    try project.sandbox.write(source, to: "toy/train.py")
    let signed = try project.traced("dora-sig -n -- optim.lr=3")
    #expect(signed.started == 0 && signed.said.status == 0, "\(signed)")
  }

  @Test func `what isn't a number is the same to the source's reader and to Python`() throws {
    let project = try HydraProject()
    let lines = "optim.lr=nan\nhydra.verbose=true\noptim.lr=-0.0\n"
    let signed = try project.run("dora-sig -n --stdin", input: lines)
    #expect(signed.status == 0, "\(signed)")
    let wanted = try project.signatures([
      ["optim.lr=nan"], ["hydra.verbose=true"], ["optim.lr=-0.0"],
    ])
    #expect(signed.lines == wanted, "\(signed)")
  }
}
