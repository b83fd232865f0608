"""A project in a folder of its own, and processes that know nothing but what a test gives them."""
import json
import os
from pathlib import Path
import subprocess
import sys

import pytest

CLIENT = str(Path(__file__).resolve().parents[2] / "Sources" / "python")
sys.path.insert(0, CLIENT)

TRAIN = '''
import argparse
import os
from pathlib import Path
import sys

from dora import argparse_main, get_xp

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.001)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--workers", type=int, default=4)


@argparse_main(parser, exclude=["workers"])
def main():
    """Trains."""
    xp = get_xp()
    print("sig", xp.sig)
    print("folder", xp.folder)
    print("argv", sys.argv[1:])
    print("ranks", *(os.environ.get(name) for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE")))
    if xp.cfg.seed < 0:
        sys.exit(-xp.cfg.seed)
    if xp.cfg.seed == 0:
        seen = "the value of a local"
        raise RuntimeError("seed is 0")
    xp.link.load()
    xp.link.push_metrics({"loss": xp.cfg.lr, "epoch": len(xp.link.history)})


if __name__ == "__main__":
    main()
'''


@pytest.fixture(autouse=True)
def no_run(monkeypatch):
    """Tests aren't part of a run, even when whoever starts them is."""
    for name in list(os.environ):
        if name.startswith(("DORA_", "_DORA_", "SLURM_")) or name in (
                "RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"):
            monkeypatch.delenv(name)


class Project:
    """A folder with a package `digits` in it."""

    def __init__(self, root: Path):
        self.root = root
        self.write("digits/__init__.py", "")
        self.write("digits/train.py", TRAIN)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def read_json(self, name):
        return json.loads((self.root / name).read_text())

    def env(self, **more):
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": CLIENT, "HOME": str(self.root),
               "DORA_ENGINE": "local"}
        env.update(more)
        return {name: value for name, value in env.items() if value is not None}

    def python(self, *words, stdin="", **env):
        """Runs Python here; the result has its two streams as text, and its status."""
        return subprocess.run(
            [sys.executable] + list(words), cwd=str(self.root), env=self.env(**env), input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=120)

    def ask(self, *questions, name=("digits", "train"), **env):
        """What the worker answers, and what it wrote to the standard error."""
        lines = "".join(json.dumps(question) + "\n" for question in questions)
        done = self.python("-m", "dora._worker", *name, stdin=lines, **env)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def describe(self, **env):
        answers, _ = self.ask({"do": "describe"}, **env)
        return answers[0]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)
