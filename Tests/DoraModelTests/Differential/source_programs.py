"""Random Hydra programs, and what Python says of them: source_programs.py FOLDER SEED COUNT

Makes projects in the folder and prints for each its description and the signatures of ARGVS, or null where the program
doesn't start. Each is imported by a process of its own.
"""
import json
import os
import random
import sys

import dora.hydra
from dora._worker import _Program

ARGVS = [[], ["optim.lr=3"], ["model=large", "seed=2"], ["+new=1", "data.root=/x"]]

CONFIG = """defaults:
  - model: small
  - optim: sgd
  - _self_

seed: 1
data: {root: /data}
dora: {dir: ./out, exclude: [seed]}
"""

IMPORTS = [
    ("from dora import get_xp, hydra_main", "hydra_main"), ("import dora", "dora.hydra_main"),
    ("from dora import hydra_main as decorated", "decorated"), ("import dora as d\nimport os.path", "d.hydra_main"),
    ("from dora.hydra import hydra_main", "hydra_main"), ("import dora.hydra", "dora.hydra.hydra_main"),
    ("try:\n    from dora import hydra_main\nexcept ImportError:\n    hydra_main = None", "hydra_main"),
]

ARGUMENTS = [
    "(config_path='conf', config_name='config', version_base='1.3')", "('config', 'conf')",
    "('other', \"conf\", version_base=None)", "(config_name='config', config_path='../shared')",
    "(config_path=r'conf',  # where they are\n    config_name='''other''',\n    version_base='1.1',\n)",
    "('con' + 'fig', 'conf')", "('config', config_path=PATH)", "(**dict(config_name='other', config_path='conf'))",
    "(config_name='config.yaml', config_path='conf/')", "('config', './conf', version_base='1.2')",
]

HARMLESS = [
    "import json, os\nimport typing as tp", "from omegaconf import DictConfig, OmegaConf",
    "def show(cfg: 'DictConfig') -> str:\n    from omegaconf import OmegaConf\n    return OmegaConf.to_yaml(cfg)",
    "import hydra\nbuild = [hydra.utils.instantiate]", "text = 'main.dora.exclude = []'  # main.dora.dir = 1",
    "import yaml\nTABLE = yaml.safe_load('{a: 1}')", "from . import tools", "from .tools import helper as help_",
    "class Solver:\n    main_lr = 1\n\n    def eval(self):\n        return self", "def lazy():\n    import pkg.deep.module",
    "from .deep import module", "import sys\nVERSION = sys.version_info",
    "for index in range(3):\n    pass", "f'{VERSION if 0 else 1:>4} {{main}}'",
]

HARMFUL = [
    "main.dora.exclude = ['optim.*']", "main.dora.dir = '/elsewhere'", "main._base_cfg.optim.lr = 9",
    "from omegaconf import OmegaConf\nOmegaConf.register_new_resolver('twice', lambda x: 2 * x)",
    "from .changes import apply\napply()", "import sys\nsys.modules[__name__].main.dora.exclude = ['model.*']",
    "import pkg.changes as changes\nchanges.apply()", "other = main\nother.dora.exclude = ['data.*']",
    "def main2():\n    pass\nmain2 = main", "globals()['main'].dora.exclude = ['new']",
    "[setattr(one.dora, 'exclude', ['new', 'data.*']) for one in [main]]",
    "from .store import register", "main.full_config_path = main.full_config_path.parent / 'shared'",
    "import dora.conf\ndora.conf.DoraConfig.is_excluded = lambda self, name: name == 'optim.lr'",
]

FILES = {
    "pkg/__init__.py": "", "pkg/conf/config.yaml": CONFIG, "pkg/conf/other.yaml": CONFIG.replace("seed: 1", "seed: 2"),
    "shared/config.yaml": CONFIG.replace("/data", "/shared").replace("seed", "seeds"),
    "pkg/tools.py": "import re\n\n\ndef helper(x):\n    return re.compile(x)\n",
    "pkg/deep/module.py": "from ..tools import helper\nfrom .. import tools\n",
    "pkg/changes.py": "def apply():\n    from .train import main\n    main.dora.exclude = ['model.*', 'optim.*']\n",
    "pkg/store.py": "from dataclasses import dataclass\nfrom hydra.core.config_store import ConfigStore\n\n\n"
                    "@dataclass\nclass Large:\n    dim: int = 5\n\n\ndef register():\n    pass\n\n\n"
                    "ConfigStore.instance().store(group='model', name='large', node=Large)\n",
}


def make(folder, chooser):
    files = dict(FILES)
    for base in ("pkg/conf", "shared"):
        files[base + "/model/small.yaml"] = "dim: 1\n"
        files[base + "/model/large.yaml"] = "dim: 2\n"
        files[base + "/optim/sgd.yaml"] = "lr: 0.1\n"
    imported, decorator = chooser.choice(IMPORTS[:6] if chooser.random() < 0.9 else IMPORTS)
    arguments = chooser.choice(ARGUMENTS[:5] if chooser.random() < 0.7 else ARGUMENTS)
    before = chooser.sample(HARMLESS, chooser.randrange(4))
    after = chooser.sample(HARMLESS, chooser.randrange(3))
    if chooser.random() < 0.4:
        harmful = chooser.choice(HARMFUL)
        after.insert(chooser.randrange(len(after) + 1), harmful)
    if chooser.random() < 0.1:
        files["pkg/__init__.py"] = chooser.choice(["from . import tools\n", "from .train import main\n"])
    files["pkg/train.py"] = "\n".join(
        [imported, "PATH = 'conf'", "VERSION = 1"] + before
        + ["", "", "@" + decorator + arguments, "def main(cfg):", "    pass", ""] + after
        + ["", "if __name__ == '__main__':", "    main()", ""])
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def answer(folder):
    os.chdir(folder)
    sys.path.insert(0, folder)
    program = _Program("pkg.train")
    description = program.answer({"do": "describe"})
    if "failed" in description:
        return {"folder": folder, "description": None, "why": description["failed"], "argvs": [], "answers": []}
    answers = [program.answer({"do": "sign", "argv": argv}).get("digest", "")[:8] or None for argv in ARGVS]
    return {"folder": folder, "description": description, "argvs": ARGVS, "answers": answers}


def main():
    top, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chooser = random.Random(seed)
    for number in range(count):
        folder = os.path.join(os.path.realpath(top), "p%d" % number)
        os.makedirs(folder)
        make(folder, chooser)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            line = json.dumps(answer(folder))
            os.write(1, line.encode() + b"\n")
            os._exit(0)
        os.waitpid(child, 0)


main()
