"""Grid files as the tool sees them, and grids from a notebook."""
import os
from pathlib import Path
import shutil
import sys

import pytest

GRID = '''
from dora import Explorer
import treetable as tt

from ..train import main


class MyExplorer(Explorer):
    def get_grid_metrics(self):
        return [tt.group("train", [tt.leaf("loss", ".3f"), tt.leaf("lr", ".1e", align=">")], shorten=True)]

    def process_history(self, history):
        return {"train": {"loss": history[-1]["loss"], "path": main.dora.dir}}


@MyExplorer
def explorer(launcher):
    print("not part of the protocol")
    for lr in [1, 0.1]:
        launcher(lr=lr)
    launcher.slurm_(partition="dev")
    with launcher.job_array():
        launcher({"seed": 1}, ["--lr=2", {"workers": 3}])
        launcher(launcher._main.get_xp(["--lr=0.5"]).argv)
'''
ABSTRACT = '''
from abc import ABC, abstractmethod

from dora import Explorer


class Base(Explorer, ABC):
    @abstractmethod
    def names(self):
        pass

    def process_sheep(self, sheep, history):
        return {"lr": sheep.xp.cfg.lr, "state": sheep.state(), "job": sheep.current_job_id, "log": str(sheep.log),
                "epochs": len(history)}


class Own(Base):
    def names(self):
        return []


@Own
def explorer(launcher):
    launcher()
'''


def write(project, name, text):
    project.write("digits/grids/__init__.py", "")
    project.write("digits/grids/{}.py".format(name), text)


def test_grids_are_found(project):
    assert project.ask({"do": "grids"})[0] == [{"folders": [], "grids": []}]
    write(project, "lr", "")
    write(project, "_base", "")
    write(project, "with-dash", "")
    project.write("digits/grids/sub/deep.py", "")
    answers, _ = project.ask({"do": "grids"}, {"do": "grid", "name": "missing", "slurm": {}})
    assert answers[0]["grids"] == answers[1]["grids"] == ["lr", "sub.deep", "with-dash"]


def test_grids_are_where_an_alias_leads(project):
    project.write("elsewhere/__init__.py", "")
    project.write("elsewhere/lr.py", "from dora import Explorer\nexplorer = Explorer(lambda launcher: launcher())")
    project.write("digits/grids.py", "import sys, elsewhere\nsys.modules[__name__] = elsewhere\n")
    answers, _ = project.ask({"do": "grids"}, {"do": "grid", "name": "lr", "slurm": {}})
    assert answers[0]["grids"] == ["lr"]
    assert answers[1]["xps"] == [[[], 0, None]]


def test_a_grid_says_what_it_asks_for(project):
    write(project, "lr", GRID)
    answers, errors = project.ask({"do": "grid", "name": "lr", "slurm": {"gpus": 2}})
    assert answers[0]["xps"] == [
        [["--lr=1"], 0, None], [["--lr=0.1"], 0, None],
        [["--seed=1", "--lr=2", "--workers=3"], 1, 0], [["--lr=0.5"], 1, 0]]
    assert answers[0]["resources"] == [{"gpus": 2}, {"gpus": 2, "partition": "dev"}]
    look = answers[0]["look"]
    assert look["meta"] is None and look["colors"] is None and look["processes"] is True
    train = look["metrics"][0]
    assert (train["key"], train["shorten"], len(train["groups"])) == ("train", True, 2)
    assert train["groups"][1] == {"key": "lr", "display": "lr", "format": ".1e", "align": ">"}
    assert "not part of the protocol" in errors


def test_histories_are_made_rows_by_the_grid_file(project):
    write(project, "lr", GRID)
    for sig, history in ("aaaaaaaa", '[{"loss": 1}, {"loss": NaN}, {"loss": 3}]'), ("bbbbbbbb", "[]"):
        project.write("outputs/xps/{}/history.json".format(sig), history)
    answers, _ = project.ask(
        {"do": "grid", "name": "lr", "slurm": {}},
        {"do": "metrics", "sig": "aaaaaaaa", "argv": ["--lr=1"], "length": None},
        {"do": "metrics", "sig": "aaaaaaaa", "argv": ["--lr=1"], "length": 1},
        {"do": "metrics", "sig": "bbbbbbbb", "argv": ["--lr=0.1"], "length": None})
    assert answers[1] == {"metrics": {"train": {"loss": 3, "path": str(project.root / "outputs")}}}
    assert answers[2]["metrics"]["train"]["loss"] == 1
    assert answers[3]["raised"] == "IndexError: list index out of range"


def test_a_sheep_is_given_to_those_who_want_one(project):
    write(project, "own", ABSTRACT)
    answers, _ = project.ask(
        {"do": "grid", "name": "own", "slurm": {}},
        {"do": "metrics", "sig": "97d170e1", "argv": ["--lr=0.5"], "state": "RUNNING", "job": "7", "log": "/l"})
    assert answers[1]["metrics"] == {"lr": 0.5, "state": "RUNNING", "job": "7", "log": "/l", "epochs": 0}


@pytest.mark.parametrize("text, reason", [
    ("1 / 0", "ZeroDivisionError: division by zero"),
    ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
    ("import sys; sys.exit(3)", "it exits with status 3"),
    ("explorer = None", "it has no 'explorer'"),
    ("explorer = 3", "its 'explorer' is no dora.Explorer, but int"),
])
def test_a_grid_that_fails_says_why(project, text, reason):
    write(project, "bad", text)
    answers, _ = project.ask({"do": "grid", "name": "bad", "slurm": {}}, {"do": "grids"})
    assert answers[0]["raised"] == reason
    assert answers[1]["grids"] == ["bad"]


def test_an_unknown_resource_lists_the_known_ones(project):
    write(project, "bad", "from dora import Explorer\nexplorer = Explorer(lambda launcher: launcher.slurm(cpu=1))")
    answers, _ = project.ask({"do": "grid", "name": "bad", "slurm": {}})
    assert answers[0]["raised"].startswith("AttributeError: no resource is called 'cpu'; there are account, ")
    assert "bad.py" in answers[0]["traceback"]


def test_the_past_folder_of_a_grid_can_be_iterated(project):
    write(project, "again", """
from dora import Explorer
from ..train import main

@Explorer
def explorer(launcher):
    for folder in sorted((main.dora.dir / "grids" / "old").iterdir()):
        launcher(main.get_xp_from_sig(folder).argv, seed=2)
""")
    project.write("outputs/xps/2aeed959/.argv.json", '["--lr=0.1"]')
    project.write("outputs/grids/old/.keep", "")
    os.remove(str(project.root / "outputs/grids/old/.keep"))
    (project.root / "outputs/grids/old/2aeed959").symlink_to(project.root / "outputs/xps/2aeed959")
    answers, _ = project.ask({"do": "grid", "name": "again", "slurm": {}})
    assert answers[0]["xps"] == [[["--lr=0.1", "--seed=2"], 0, None]]



@pytest.mark.skipif(shutil.which("dora") is None, reason="needs the tool on PATH")
def test_a_notebook_runs_a_grid(project):
    project.write("notebook.py", '''
from digits.train import main
from dora import Explorer
from dora.grid import RunGridArgs, SubmitRules, run_grid

@Explorer
def explorer(launcher):
    launcher(lr=0.1)
    with launcher.job_array():
        launcher(lr=0.2, seed=5)

planned = run_grid(main, explorer, "nb", args=RunGridArgs(dry_run=True, silent=True))
print([(sheep.xp.sig, sheep.state(), sheep.job_id) for sheep in planned])
done = run_grid(main, explorer, "nb", SubmitRules(retry=True), args=RunGridArgs(interval=0.01))
print([(sheep.state(), sheep.xp.cfg.seed, sheep.log.exists()) for sheep in done])
some = run_grid(main, explorer, "nb", args=RunGridArgs(["!seed"], silent=True))
print([sheep.xp.sig for sheep in some])
try:
    run_grid(main, explorer, "nb", args=RunGridArgs(folder=1))
except RuntimeError:
    print("refused")
''')
    tools = os.path.dirname(shutil.which("dora"))
    done = project.python("notebook.py", PATH="{}:{}".format(tools, os.environ["PATH"]))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "[('2aeed959', None, None), ('{}', None, None)]".format(lines[0].split("'")[3])
    assert lines[-3].startswith("[('COMPLETED', 1, True), ('COMPLETED', 5, True)]")
    assert lines[-2:] == ["['2aeed959']", "refused"]
    assert any("2aeed959" in line and "lr=0.1" in line and "COM" in line for line in lines[1:-3])
    assert Path(project.root / "outputs/grids/nb/2aeed959/history.json").exists()


def test_another_treetable_is_preferred(project):
    project.write("treetable.py", "name = 'theirs'")
    done = project.python("-c", "import dora.explore, treetable; print(treetable.name)")
    assert done.stdout == "theirs\n", done.stderr
    os.remove(str(project.root / "treetable.py"))
    done = project.python("-c", "import dora.explore, treetable as t; print(t.treetable("
                          "[{'a': {'b': 1.5}}], t.table([t.group('a', [t.leaf('b', '.2f')])])))")
    assert done.stdout.splitlines()[-1].strip() == "1.50" or "treetable" in sys.modules, done.stderr
