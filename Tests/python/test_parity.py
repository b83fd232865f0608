"""The client beside the Python tool, on the same questions.

DORA_TEST_UPSTREAM names an environment that has `dora-search` in it; without one there is nothing to compare with.
"""
import json
import os
from pathlib import Path
import subprocess

import pytest

from conftest import CLIENT

UPSTREAM = os.environ.get("DORA_TEST_UPSTREAM")
pytestmark = pytest.mark.skipif(not UPSTREAM, reason="DORA_TEST_UPSTREAM isn't set")

QUESTIONS = r'''
import argparse, dataclasses, enum, json, logging, os, pickle, sys, time
from pathlib import Path
from dora import XP, Link, argparse_main, get_xp, is_xp, to_absolute_path
from dora.conf import DoraConfig, SlurmConfig, SubmitRules
from dora import distrib, log, utils

root = Path(sys.argv[1])
out = {}


def attempt(function, *args):
    try:
        return function(*args)
    except (Exception, SystemExit) as error:
        return type(error).__name__


parser = argparse.ArgumentParser(prog="p")
parser.add_argument("--batch-size", type=int, default=64)
parser.add_argument("--lr", type=float, default=1.0)
parser.add_argument("--opts", nargs="+", type=int, default=[1])
parser.add_argument("--path", type=Path)
parser.add_argument("--flag", action="store_true")
parser.add_argument("--pair", type=lambda text: tuple(text.split(",")))
parser.add_argument("--log-interval", type=int, default=10)
parser.add_argument("--set", type=set)
parser.add_argument("--name")


@argparse_main(parser=parser, exclude=["--lr", "log_*"], dir=root / "out", use_underscore=False)
def main():
    xp = get_xp()
    assert is_xp()
    xp.link.push_metrics({"loss": 0.5, "sub": {"path": Path("x"), "t": (1, 2)}, "nan": float("nan")})
    xp.link.update_history(xp.link.history + [{"more": 1e-5}])
    return xp


argvs = [
    [], ["--batch-size=64"], ["--batch-size", "32"], ["--batch=32", "--lr=0.1"], ["--lr=1"],
    ["--lr=1e-5", "--name=\u00e9\ud83d\ude00"], ["--opts", "1"], ["--opts", "1", "2"],
    ["--path", "a/b", "--flag"], ["--pair=a,b"], ["--log-interval=3"], ["--set=abc"], ["--no"],
    ["--batch-size=x"], ["--name", "x y", "--lr=nan"], ["--help"],
]
for argv in argvs:
    xp = attempt(main.get_xp, argv)
    key = " ".join(argv)
    if isinstance(xp, str):
        out[key] = xp
        continue
    main.init_xp(xp)
    again = main.get_xp_from_sig(xp.sig)
    out[key] = [
        xp.sig, xp.delta, xp.argv, str(xp.folder), main.get_name(xp), again == xp,
        (xp.folder / ".argv.json").read_text(), main.get_argv_from_sig(xp.sig),
        str(xp.code_folder), str(xp.history), str(xp.rendezvous_file), str(xp._argv_cache)]
good = [main.get_xp(argv) for argv in argvs[:11]]
out["names"] = [main.get_names(good), main.get_names(good[2:4]), main.get_names(good[1:2] * 2)]
out["parts"] = [main.short_name_part(key, value) for key, value in [
    ("a.bcde.fghij.klmno", 3), ("abcdef", True), ("x", False), ("p", Path("a/b.c")), ("n", None)]]
values = ["--x", {"batch_size": 1, "f": True, "g": False, "l": [1], "n": None, "s": "a b"},
          ["--y", {"z": 1e-5}, ("w",)], 3, None, {}]
out["values"] = [attempt(main.value_to_argv, value) for value in values]
out["unknown"] = [attempt(main.get_xp_from_sig, sig) for sig in ("00000000", root / "nowhere")]

sys.argv[1:] = ["--batch-size=128"]
xp = main()
out["run"] = [xp.sig, json.load(open(xp.history)), len(xp.link.history), is_xp(), main.package,
              main.main_module, main.name, attempt(get_xp)]
fresh = main.get_xp(["--batch-size=128"])
out["history"] = [list(fresh.link.history), main.get_xp_history(fresh)]
with fresh.enter():
    out["entered"] = [attempt(lambda: good[0].enter().__enter__()), get_xp() is fresh]
    with good[0].enter(stack=True):
        out["entered"].append(get_xp() is good[0])

link = Link()
out["link"] = [attempt(link.update_history, {"a": 1}), attempt(link.push_metrics, {"a": object()}),
               attempt(link.update_history, [{"a": 1}]), link.history, attempt(link.load)]


def on_disk():
    # What another process that resumes would see; our array may be some moments behind the journal.
    fresh = Link(root / "history.json")
    fresh.load()
    return fresh.history


steps = [
    ("push", {"a": 1}), ("push", {"a": 2}), ("anew", None), ("push", {"b": 1}), ("anew", None),
    ("load", None), ("push", {"b": 2}), ("append", {"c": 1}), ("push", {"c": 2}), ("assign", [{"d": 1}]),
    ("push", {"d": 2}), ("pop", None), ("push", {"d": 3}), ("update", [{"e": 1}, {"e": 2}]),
    ("push", {"e": 3}), ("anew", None), ("update", [{"f": 1}]), ("append", {"f": 2}), ("update", None),
    ("load", None), ("push", {"f": 3}), ("clear", None), ("push", {"g": 1})]
out["steps"] = []
link = Link(root / "history.json")
for what, value in steps:
    if what == "anew":
        link = Link(root / "history.json")
    elif what == "load":
        link.load()
    elif what == "push":
        link.push_metrics(value)
    elif what == "update":
        link.update_history(link.history if value is None else value)
    elif what == "assign":
        link.history = value
    else:
        getattr(link.history, what)(*([] if value is None else [value]))
    out["steps"].append([what, list(link.history), on_disk()])
for delta in ([], [("b", 1), ("a", (1, {"x": Path("y")}))], [("a", True)], [("a", 1.0)], [("a", 1e22)]):
    out["xp " + repr(delta)] = XP(dora=DoraConfig(dir=root), cfg=None, argv=[], delta=delta).sig

os.chdir(str(root))
out["absolute"] = [to_absolute_path("x"), str(to_absolute_path(Path("x/../y"))), to_absolute_path("/z"),
                   str(DoraConfig().dir), str(DoraConfig(dir="x", shared="y").shared)]
out["slurm"] = {key: value for key, value in dataclasses.asdict(SlurmConfig()).items()
                # Ours leaves the partition to the cluster, and has two keys that the Python tool lacks.
                if key not in ("partition", "gpus_per_node", "array")}
out["rules"] = dataclasses.asdict(SubmitRules())
config = dataclasses.asdict(DoraConfig())
out["config"] = {key: str(config[key]) for key in (
    "exclude", "git_save", "shared", "grid_package", "history", "xps", "rendezvous_file",
    "use_rendezvous", "_grids", "_codes")}
out["excluded"] = [DoraConfig(exclude=["a*", "b"]).is_excluded(name) for name in ("ax", "b", "bx")]

lines = []


class Lines(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())


logger = logging.getLogger("x")
logger.setLevel(logging.INFO)
logger.addHandler(Lines())
now = [0.0]
log.time.time = lambda: now[0]
for options in ({}, {"updates": 3, "name": "Train"}, {"time_per_it": True}, {"min_interval": 7}, {"updates": 0}):
    for seconds in (0.01, 0.5, 30.0, 1e7):
        progress = log.LogProgress(logger, range(23), **options)
        for index in progress:
            now[0] += seconds
            lines.append(progress.update(loss=index, best_acc="%.2f" % index))
out["progress"] = lines
out["colours"] = [log.bold("x"), log.red("y"), log.colorize("z", "38;5;245")]

path = root / "file"
with utils.write_and_rename(path, "w") as file:
    out["temporary"] = file.name
    file.write("1")
out["loaded"] = [utils.try_load(path, load=json.load, mode="r"), utils.try_load(root / "no"), utils.try_load(path)]
out["jsonable"] = [attempt(utils.jsonable, value) for value in ({"a": (1, Path("b"))}, {1}, b"x", [None, True])]
out["alone"] = [distrib.rank(), distrib.world_size(), distrib.is_master(), list(distrib.get_distrib_spec())]
os.environ.update(WORLD_SIZE="4", RANK="2")
out["worker"] = list(distrib.get_distrib_spec())
json.dump(out, open(str(root / "answers.json"), "w"))
'''


def answers(tmp_path, python, client):
    root = tmp_path / "root"
    root.mkdir()
    script = root / "questions.py"
    script.write_text(QUESTIONS, encoding="utf-8", errors="surrogatepass")
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": client, "HOME": str(tmp_path)}
    done = subprocess.run([str(python), str(script), str(root)], env=env, cwd=str(tmp_path),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    assert done.returncode == 0, done.stderr
    found = json.loads((root / "answers.json").read_text())
    root.rename(tmp_path / (client and "ours" or "theirs"))
    return found


def test_the_client_answers_as_the_python_tool_does(tmp_path):
    theirs = answers(tmp_path, Path(UPSTREAM) / "bin/python", "")
    # The same Python, so that argparse is the same.
    ours = answers(tmp_path, Path(UPSTREAM) / "bin/python", CLIENT)
    assert sorted(ours) == sorted(theirs)
    different = {key: (ours[key], theirs[key]) for key in ours
                 if json.dumps(ours[key]) != json.dumps(theirs[key])}
    assert different == {}
