"""Signatures of Hydra projects beside the Python tool's, each of its in a process that has signed nothing else.

DORA_TEST_UPSTREAM names an environment that has `dora-search` and `hydra-core` in it.
"""
import json
import os
from pathlib import Path
import subprocess

import pytest

from conftest import CLIENT
import hydra_project

UPSTREAM = os.environ.get("DORA_TEST_UPSTREAM")
pytestmark = pytest.mark.skipif(not UPSTREAM, reason="DORA_TEST_UPSTREAM isn't set")

# A process of its own for each argument list is a fork: one failed `get_xp` changes the Python tool's later answers.
ASK = r'''
import json, os, sys, warnings
warnings.simplefilter("ignore")
from toy.train import main


def answer(argv):
    try:
        xp = main.get_xp(argv)
        return [xp.sig, json.loads(json.dumps(xp.delta)), xp.argv, main.get_name(xp)]
    except (Exception, SystemExit):
        return None


def forked(argv):
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as file:
            json.dump(answer(argv), file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        found = json.load(file)
    os.wait()
    return found


how = forked if sys.argv[1] == "forked" else answer
out = [how(argv) for argv in json.load(sys.stdin)]
values = [
    "k=v", {"optim.lr": 1e-5, "db": "pg", "model/lm": "big", "name": "x", "flag": True, "text": "it\u2019s \"q\"",
            "nothing": None, "optim.steps": {"a": 1, "b": [1, {"c": None}], None: True}, "num": float("inf")},
    ["a=1", ({"b": (1, 2)},)], {"k": {"a:b": 1}}, {"k": {1}}, 3]


def converted(value):
    try:
        return main.value_to_argv(value)
    except Exception:
        return None


slurm = main.get_slurm_config()
print(json.dumps([out, [converted(value) for value in values], slurm.gpus, slurm.mem_per_gpu, str(main.dora.dir),
                  main.dora.exclude, repr(main._base_cfg), sorted(main._config_groups)]))
'''


def answers(root, client, how, argvs):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": client, "HOME": str(root), "TOY_SET": "set", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(Path(UPSTREAM) / "bin/python"), "-c", ASK, how], env=env, cwd=str(root), input=json.dumps(argvs),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


# Hydra 1.1 has no such argument.
IS_OLD = any(Path(UPSTREAM or os.devnull).glob("lib/python3*/site-packages/hydra_core-1.1.*"))
BASES = [(None, 1)] if IS_OLD else [("1.3", 1), ("1.1", 5)]


@pytest.mark.parametrize("version_base, every", BASES)
def test_the_client_signs_as_a_fresh_process_of_the_python_tool(tmp_path, version_base, every):
    hydra_project.write(tmp_path, version_base)
    argvs = hydra_project.ARGVS[::every]
    theirs, *their_others = answers(tmp_path, "", "forked", argvs)
    ours, *our_others = answers(tmp_path, CLIENT, "in one process", argvs)
    different = [(argv, mine, other) for argv, mine, other in zip(argvs, ours, theirs)
                 if json.dumps(mine) != json.dumps(other)]
    assert different == []
    assert our_others == their_others
    # Some are signed and some refused, or the list shows nothing.
    assert len(argvs) // 3 < sum(answer is not None for answer in ours) < len(argvs)
