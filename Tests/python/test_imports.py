"""What importing the client loads, and what it offers."""
import json


def modules(project, statement):
    code = "import sys, json; {}; print(json.dumps(sorted(sys.modules)))".format(statement)
    done = project.python("-c", code)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_log_module_loads_nothing_but_logging(project):
    base = modules(project, "import logging, importlib, __future__")
    assert modules(project, "import dora.log") - base == {"dora", "dora.log"}


def test_a_program_loads_no_heavy_module(project):
    loaded = modules(project, "from dora import argparse_main, get_xp, Explorer; import dora.distrib")
    heavy = {"asyncio", "concurrent", "hydra", "multiprocessing", "numpy", "omegaconf", "socket",
             "submitit", "subprocess", "torch", "treetable", "unittest", "urllib.request"}
    assert not loaded & heavy


def test_the_names_of_the_python_tool_are_where_they_were(project):
    done = project.python("-c", """
import dora
dora.conf.SubmitRules, dora.distrib.rank, dora.git_save.to_absolute_path
from dora import Explorer, Launcher, Link, Sheep, XP, argparse_main, get_xp, is_xp, to_absolute_path
from dora import conf, distrib, git_save, log
from dora.conf import DoraConfig, SlurmConfig, SubmitRules, update_from_args, update_from_hydra
from dora.distrib import (
    DistribSpec, get_distrib_spec, init, is_master, rank, set_distrib_env, world_size)
from dora.explore import Explorer, Launcher
from dora.link import Link
from dora.log import (
    LogProgress, bold, colorize, disable_logging, fatal, red, setup_logging, simple_log)
from dora.main import ArgparseMain, DecoratedMain, MainFun, argparse_main, get_module_name
from dora.names import NamesMixin
from dora.shep import Sheep
from dora.utils import import_or_fatal, jsonable, reliable_rmtree, try_load, write_and_rename
from dora.xp import XP, _context, get_xp, is_xp
from dora import *
assert 'argparse_main' in dir(dora) and dora.__version__
""")
    assert done.returncode == 0, done.stderr


def test_a_name_that_is_not_there_is_said_so(project):
    done = project.python("-c", "from dora import no_such_name")
    assert done.returncode == 1
    assert "cannot import name 'no_such_name' from 'dora'" in done.stderr


def test_all_names_are_there_where_hydra_is_not(project):
    project.write("nohydra/sitecustomize.py", """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("hydra", "omegaconf"):
            raise ModuleNotFoundError("No module named '{}'".format(name), name=name)

sys.meta_path.insert(0, Hidden())
""")
    project.write("digits/train.py", """
from dora import *

@hydra_main(config_path="conf", config_name="config")
def main(cfg):
    pass
""")
    path = "{}:{}".format(project.root / "nohydra", project.env()["PYTHONPATH"])
    done = project.python("-c", "from dora import *; print(Explorer, argparse_main, hydra_main)", PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    done = project.python("-m", "digits.train", PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "ModuleNotFoundError: hydra_main needs Hydra, which isn't installed here: pip install hydra-core\n")
    answers, _ = project.ask({"do": "describe"}, PYTHONPATH=path)
    assert "hydra_main needs Hydra" in answers[0]["failed"]


def test_the_name_of_the_decorator_does_not_load_hydra(project):
    assert "hydra" not in modules(project, "from dora import *")
