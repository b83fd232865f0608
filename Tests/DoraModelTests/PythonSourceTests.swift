import DoraTestSupport
import Foundation
import Testing

@testable import DoraModel

/// How Python source is read, without Python.
struct PythonSourceTests {
  @Test func `imports and names are what Python's own parser finds`() throws {
    let seed = Chance.seed
    let count = 300 * HydraDifferentialTests.scale
    var doubts = 0
    let cases = try Differential.cases("source_cases.py", "\(seed)", "\(count)")
    try #require(cases.count > 100)
    for sample in cases {
      let path = try #require(sample["path"]?.string)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let module: PythonModule
      do throws(PythonDoubt) { module = try PythonModule(bytes) } catch {
        doubts += 1
        continue
      }
      let imports = module.imports.flatMap { one -> [JSON] in
        let star: [PythonImport.Binding] = one.isStar ? [.init(name: "*", alias: "*")] : []
        return (one.bindings + star).map { binding in
          [
            JSON(one.module), JSON(one.level), JSON(binding.name), JSON(binding.alias),
          ]
        }
      }
      let wanted = (sample["imports"]?.array ?? []).map { one -> JSON in
        // `import a.b` makes the name of `a`.
        guard let parts = one.array, parts[2].isNull, let alias = parts[3].string,
          let module = parts[0].string, module.hasPrefix(alias + ".")
        else { return one }
        return [JSON(alias), parts[1], parts[2], parts[3]]
      }
      #expect(imports == wanted, "seed \(seed): \(path)")
      if let names = sample["names"]?.texts?.map(\.string) {
        let found = module.tokens.indices.filter { module.tokens[$0].kind == .name }
          .map(module.text)
        #expect(found == names, "seed \(seed): \(path)")
      }
    }
    print("source, seed \(seed): \(cases.count) modules, \(doubts) doubts")
    #expect(doubts * 10 < cases.count)
  }

  static let train = """
    from dora import get_xp, hydra_main

    @hydra_main(config_path="conf", config_name="config", version_base="1.3")
    def main(cfg):
        pass

    if __name__ == "__main__":
        main()

    """

  private func check(_ source: String, as name: String = "toy.train") throws {
    let module = try PythonModule(Array(source.utf8))
    let base = Array(name.split(separator: ".").map(String.init).dropLast())
    let imports = module.imports.compactMap { $0.absolute(in: base) }
    try HydraSourceCheck.check(module, named: name, imports: imports, entry: "toy.train")
    if name == "toy.train" { _ = try HydraEntry(module) }
  }

  @Test func `the decorator's arguments are read in all forms that are literal`() throws {
    let calls: [(String, HydraEntry.Like)] = [
      (
        "hydra_main(config_path=\"conf\", config_name='config')",
        .init("config", "conf", .unspecified)
      ),
      ("hydra_main('config', None, version_base=None,)", .init("config", nil, .current)),
      (
        "hydra_main(  # why\n  'config',\n  r'../conf', version_base='1.1')",
        .init("config", "../conf", .version("1.1"))
      ),
      (
        "hydra_main(config_name=\"\"\"a/b\"\"\", config_path='')",
        .init("a/b", "", .unspecified)
      ),
    ]
    for (call, wanted) in calls {
      for form in [
        "from dora import hydra_main\n@", "import dora\n@dora.", "import dora as d\n@d.",
        "from dora.hydra import hydra_main\n@",
      ] {
        let source = "\(form)\(call)\ndef main(cfg):\n  pass\n"
        let entry = try HydraEntry(PythonModule(Array(source.utf8)))
        #expect(
          HydraEntry.Like(entry.configName, entry.configPath, entry.versionBase) == wanted,
          "\(source)")
      }
    }
  }

  @Test(arguments: [
    "cfg = OmegaConf.create({})\nprint(OmegaConf.to_yaml(cfg), f\"{OmegaConf.is_config(cfg)!r:>10}\")",
    "def f(cfg: DictConfig, o: OmegaConf = None) -> tp.Optional[DictConfig]:\n  model.eval()",
    "x: tp.Optional[DictConfig] = None\ny: DictConfig = f(yaml.safe_load(z))",
    "class A(omegaconf.DictConfig):\n  lr: float = 1\n  def eval(self): return setattr(self, 'a', 1)",
    "def f():\n  return main.get_xp_from_sig(sig).link.history",
    "import torch\nfrom torch.nn import *\nmodel = torch.compile(model); re.compile('x')",
    "with omegaconf.open_dict(cfg): cfg.x = 1",
    "@hydra.main(config_path='c')\ndef other(cfg): pass",
    "from importlib import metadata",
    "text = 'ConfigStore'  # OmegaConf.register_new_resolver",
    "f(compile=True, exec=2)",
    "try:\n  yaml.load(x)\nexcept yaml.YAMLError as e: pass",
    "yaml.load(x, yaml.SafeLoader); yaml.load(x, Loader=yaml.SafeLoader)",
    "class A(yaml.SafeLoader): pass\nisinstance(x, (DictConfig, omegaconf.ListConfig))",
    "def f(cfg):\n  if x:\n    return hydra.utils.instantiate(cfg)\n  logging.config.dictConfig(x)",
    "import sys\nsys.exit(sys.argv[1:])",
  ])
  func `what people write is no doubt`(lines: String) throws {
    let imports = "import hydra, omegaconf, yaml, re\nfrom omegaconf import DictConfig, OmegaConf\n"
    let parts = Self.train.split(separator: "if __name__", maxSplits: 1)
    #expect(throws: Never.self) { try check("\(imports)\(parts[0])\n\(lines)\n") }
  }

  @Test(arguments: [
    "main.dora.exclude = ['lr']", "main._base_cfg.lr = 3", "main = f(main)", "m = main",
    "config = main.dora\nconfig.exclude = []", "del main", "for main in x: pass",
    "def main(): pass", "main.get_xp = f", "setattr(main, 'dora', 1)", "setattr(x, 'a', main)",
    "from omegaconf import OmegaConf\nOmegaConf.register_new_resolver('a', f)",
    "from omegaconf import OmegaConf as O\nO.clear_cache()",
    "import omegaconf\nomegaconf.OmegaConf.register_resolver('a', f)",
    "import omegaconf as oc\nx = oc",
    "def lazy():\n  from hydra.core.config_store import ConfigStore",
    "import hydra.core.plugins", "from hydra.core.plugins import Plugins", "import hydra_plugins.x",
    "from hydra import initialize, compose", "from hydra.core.global_hydra import GlobalHydra",
    "from hydra import *", "from sys import path", "import sys\nsys.path.insert(0, 'x')",
    "import sys as s\ns.modules['dora'] = x", "import importlib\nimportlib.reload(x)",
    "import importlib.util", "from importlib import import_module", "__import__('x')",
    "import runpy", "import pkgutil", "from unittest import mock", "import unittest.mock",
    "exec('x')", "eval(x)", "f\"{eval('x')}\"", "rf'''{ {1: exec} }'''", "f'\\{exec}'",
    "globals()['main'] = 3", "import yaml\nyaml.SafeLoader.add_constructor('!x', f)",
    "import yaml\nyaml.add_constructor('!x', f)", "from yaml import SafeLoader\nL = SafeLoader",
    "import yaml\nyaml.SafeLoader.x, y = 1, 2", "import yaml\nif x: yaml.SafeLoader.x = 1",
    "import yaml\nyaml.SafeLoader.x += 1", "import yaml\nyaml.SafeLoader.x: int = 1",
    "import yaml\nsetattr(yaml.SafeLoader, 'x', 1)", "import yaml\nvars(yaml)",
    "import yaml\nx = yaml",
    "import yaml\nyaml.SafeLoader.__dict__", "import os\nos.chdir('/')", "__path__.append('x')",
    "import dora.main", "from dora.hydra import HydraMain", "import dora\nx = dora.hydra_main",
    "from dora import hydra_main as h\nx = h('a', 'b')", "x = setattr", "import builtins",
    "from toy import train\nx = train", "import toy.train as t\nt.main.dora.dir = 1",
    "import yaml\nyaml.SafeLoader.yaml_implicit_resolvers.clear()",
    "import yaml\nfix(yaml.SafeLoader)", "import yaml\nfix(x, loader=yaml.SafeLoader)",
    "def fix(loader): loader.add_implicit_resolver('!x', f, None)",
    "from dora.conf import DoraConfig\nfix(DoraConfig)",
    "import hydra.utils\nhydra.utils.get_class('toy.x.X')",
    "from hydra.utils import instantiate\nif x:\n  for y in x:\n    instantiate(y)",
    "from hydra.utils import get_class\ndef f(x=get_class('toy.x.X')): pass",
    "from hydra.utils import get_class\nclass A:\n  x = get_class('toy.x.X')",
    "import logging.config\nlogging.config.dictConfig(x)", "from pydoc import locate",
    "from importlib.metadata import entry_points", "import rootutils",
    "import sys\ngetattr(sys, 'modules')", "import sys\nsys.__dict__['modules']",
    "import os\nos.environ['SELF_WARNING_AS_ERROR'] = '1'",
  ])
  func `what may change a signature is a doubt`(lines: String) throws {
    #expect(throws: PythonDoubt.self) { try check("\(Self.train)\n\(lines)\n") }
    #expect(throws: PythonDoubt.self) { try check("\(lines)\n\(Self.train)\n") }
  }

  @Test(arguments: [
    ("from .train import main\nmain.dora.exclude = []", true),
    ("from toy.train import main as m\nm._base_cfg = 1", true),
    ("from . import train\ntrain.main.dora.dir = 'x'", true),
    ("import toy.train\ntoy.train.main.dora.dir = 'x'", true),
    ("from .train import *\n", true), ("from . import train\nx = train", true),
    ("from .train import main\nmain.get_xp_from_sig(s)", false),
    ("from . import train\ntrain.load()", false), ("def main(): pass\nmain.x = 1", false),
  ])
  func `other modules may ask the program, and not change it`(lines: String, isDoubt: Bool) throws {
    if isDoubt {
      #expect(throws: PythonDoubt.self) { try check(lines, as: "toy.other") }
    } else {
      #expect(throws: Never.self) { try check(lines, as: "toy.other") }
    }
  }

  @Test(arguments: [
    "@hydra_main(config_path=PATH, config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='a' 'b', config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='a' + b, config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path=f'a', config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='\\x61', config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config', **more)\ndef main(cfg): pass",
    "@hydra_main(*some)\ndef main(cfg): pass", "@hydra_main\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config', job_name='x')\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config')(x)\ndef main(cfg): pass",
    "@hydra_main(config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name=None)\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config')\n@other\ndef main(cfg): pass",
    "@other\n@hydra_main(config_path='a', config_name='config')\ndef main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config')\ndef train(cfg): pass\nmain = train",
    "@hydra_main(config_path='a', config_name='config')\nclass main: pass",
    "if x:\n  @hydra_main(config_path='a', config_name='config')\n  def main(cfg): pass",
    "@hydra_main(config_path='a', config_name='config')\ndef main(cfg): pass\n"
      + "@hydra_main(config_path='a', config_name='config')\ndef other(cfg): pass",
    "main = hydra_main('config', 'a')(f)",
    "try:\n  from dora import hydra_main\nexcept ImportError: pass\n"
      + "@hydra_main(config_path='a', config_name='config')\ndef main(cfg): pass",
  ])
  func `a decorator that isn't plain is a doubt`(lines: String) throws {
    let isImported = lines.contains("import hydra_main")
    let source = (isImported ? "" : "from dora import hydra_main\n") + lines + "\n"
    #expect(throws: PythonDoubt.self) { try check(source) }
  }

  @Test func `bytes are found where they come first`() {
    let bytes = Array("aababc\n\nab".utf8)
    for (pattern, place) in [("a", 0), ("ab", 1), ("abc", 3), ("\n\n", 6), ("b\n", nil), ("", nil)]
      as [(String, Int?)]
    {
      #expect(bytes.firstPlace(of: Array(pattern.utf8)) == place, "\(pattern)")
    }
    #expect([UInt8]().firstPlace(of: [1]) == nil)
  }

  @Test(arguments: [
    "x = (1", "x = 1)", "x = 'a", "x = '''a", "x = f'{a'", "x = f'{a['b']}'", "é = 1", "x = 1 \\ 2",
    "# -*- coding: latin-1 -*-", "x = a?b", "x = \0",
  ])
  func `what can't be split as Python splits it is a doubt`(source: String) {
    #expect(throws: PythonDoubt.self) { try PythonModule(Array(source.utf8)) }
  }
}

extension HydraEntry {
  /// The same, for comparing.
  struct Like: Equatable {
    let name: String
    let path: String?
    let base: HydraSetting.VersionBase

    init(_ name: String, _ path: String?, _ base: HydraSetting.VersionBase) {
      self.name = name
      self.path = path
      self.base = base
    }
  }
}
