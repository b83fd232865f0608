"""The worker's protocol."""
import json
import signal
import subprocess
import sys

import pytest


def test_a_program_is_described_and_signs(project):
    answers, _ = project.ask(
        {"do": "describe"}, {"do": "sign", "argv": ["--lr=0.1", "--workers=9"]},
        {"do": "sign", "argv": []}, {"do": "sign", "argv": ["--lr=x"]},
        {"do": "sign", "argv": ["--help"]})
    described = answers[0]
    assert described["backend"] == "argparse"
    assert described["dir"] == "./outputs"
    assert described["exclude"] == ["workers"]
    assert described["python"] == "{}.{}.{}".format(*sys.version_info[:3])
    assert described["use_underscore"] is True and described["git_save"] is False
    assert described["shared"] is None and described["grid_package"] is None
    assert described["slurm"]["gpus"] == 1
    assert isinstance(described["parser"], dict)
    assert answers[1:3] == [{"delta": [["lr", 0.1]]}, {"delta": []}]
    assert list(answers[3]) == ["refused"] and "invalid float value: 'x'" in answers[3]["refused"]
    assert answers[4] == {"exits": True}


def test_configurations_have_what_is_not_signed_too(project):
    answers, _ = project.ask(
        {"do": "config", "argv": ["--workers=9"]}, {"do": "config", "argv": ["--lr=x"]},
        {"do": "sign", "argv": []})
    assert answers[0]["config"]["workers"] == 9 and "lr" in answers[0]["config"]
    assert "status 2" in answers[1]["refused"]
    assert answers[2] == {"delta": []}


def test_an_interrupt_ends_it_without_a_word(project):
    train = project.root / "digits/train.py"
    train.write_text("import atexit\natexit.register(open, 'left', 'w')\n" + train.read_text())
    worker = subprocess.Popen(
        [sys.executable, "-m", "dora._worker", "digits", "train"], cwd=str(project.root), env=project.env(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
        # Who runs the tests in the background may have it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    worker.stdin.write('{"do": "describe"}\n')
    worker.stdin.flush()
    assert json.loads(worker.stdout.readline())["backend"] == "argparse"
    worker.send_signal(signal.SIGINT)
    out, err = worker.communicate(timeout=120)
    assert (worker.returncode, out, err) == (130, "", "")
    assert (project.root / "left").exists()


def test_settings_are_described(project):
    text = (project.root / "digits/train.py").read_text()
    project.write("digits/train.py", text.replace('exclude=["workers"]', """
    dir="/abs/out", shared="shared", use_underscore=False, git_save=True, grid_package="g",
    slurm=dora.conf.SlurmConfig(gpus=4)""").replace("import os", "import os\nimport dora"))
    described = project.describe()
    assert described["dir"] == "/abs/out"
    assert described["shared"] == str(project.root / "shared")
    assert (described["use_underscore"], described["git_save"]) == (False, True)
    assert (described["grid_package"], described["slurm"]["gpus"]) == ("g", 4)


def test_the_folder_that_a_program_sets_afterwards_is_the_one(project):
    path = project.root / "digits/train.py"
    project.write("digits/train.py", path.read_text() + "\nmain.dora.dir = 'there/x'\n")
    assert project.describe()["dir"] == "./there/x"


def test_what_the_import_prints_and_reads_is_no_part_of_the_protocol(project):
    path = project.root / "digits/train.py"
    project.write("digits/train.py", """
import os, subprocess, sys
print("from python")
os.write(1, b"from the descriptor\\n")
subprocess.call(["echo", "from a child"])
sys.stdout.flush()
print("read:", repr(sys.stdin.read()), repr(os.read(0, 10)), sys.argv[1:])
""" + path.read_text())
    answers, errors = project.ask({"do": "describe"}, {"do": "sign", "argv": ["--lr=0.1"]})
    assert answers[0]["dir"] == "./outputs"
    assert answers[1] == {"delta": [["lr", 0.1]]}
    for line in ("from python", "from the descriptor", "from a child", "read: '' b'' []"):
        assert line in errors


def test_questions_are_answered_one_by_one(project):
    worker = subprocess.Popen(
        [sys.executable, "-m", "dora._worker", "digits", "train"], cwd=str(project.root),
        env=project.env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True)
    for seed in range(2, 5):
        worker.stdin.write(json.dumps({"do": "sign", "argv": ["--seed", str(seed)]}) + "\n")
        worker.stdin.flush()
        assert json.loads(worker.stdout.readline()) == {"delta": [["seed", seed]]}
    worker.stdin.close()
    assert worker.wait(30) == 0
    worker.stdout.close()


def test_the_worker_signs_as_the_program_does(project):
    project.write("digits/train.py", """
import argparse, enum
from pathlib import Path
from dora import argparse_main

class Kind(enum.Enum):
    A = "a"

class Number(float):
    pass

parser = argparse.ArgumentParser()
parser.add_argument("--pair", nargs=2, type=int, default=(1, 2))
parser.add_argument("--number", type=Number, default=1.5)
parser.add_argument("--path", type=Path, default=Path("x"))
parser.add_argument("--list", type=lambda text: tuple(text.split(",")), default=())
parser.add_argument("--skipped_one", default=0)
parser.add_argument("--kind", type=Kind)
parser.add_argument("rest", nargs="*")
parser.set_defaults(other=3)

@argparse_main(parser, exclude=["skip*"])
def main():
    pass
""")
    argvs = [[], ["--pair", "1", "2"], ["--pair", "3", "4", "--number=1e300"], ["--number=nan"],
             ["--path=x"], ["--path=y/../z"], ["--list=a,b"], ["--skipped_one=7", "a", "b"],
             ["\u00e9", "\udcff"]]
    answers, _ = project.ask(*({"do": "sign", "argv": argv} for argv in argvs))
    done = project.python("-c", """
import json, sys
from digits.train import main
print(json.dumps([main.get_xp(argv).delta for argv in json.load(sys.stdin)]))
""", stdin=json.dumps(argvs))
    assert json.dumps([answer["delta"] for answer in answers]) == done.stdout.strip()
    [answer], _ = project.ask({"do": "sign", "argv": ["--kind=a"]})
    assert list(answer) == ["refused"] and "kind" in answer["refused"]


@pytest.mark.parametrize("text, reason", [
    ("def broken(:", "SyntaxError: invalid syntax"),
    ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
    ("raise ValueError('two\\nlines')", "ValueError: two"),
    ("import sys; sys.exit(3)", "it exits when it's imported, with status 3"),
    ("import sys; sys.exit()", "it exits when it's imported, with status 0"),
])
def test_an_import_that_fails_is_told_once_with_its_own_traceback(project, text, reason):
    project.write("digits/train.py", "x = 1\n" + text + "\n")
    answers, errors = project.ask({"do": "describe"}, {"do": "sign", "argv": []})
    assert answers[0] == answers[1]
    assert answers[0]["failed"].startswith(reason)
    assert "\n" not in answers[0]["failed"]
    trace = answers[0]["traceback"]
    assert "digits/train.py\", line 2" in trace
    assert "/dora/" not in trace and "importlib" not in trace
    assert errors == ""


@pytest.mark.parametrize("text, reason", [
    ("", "'digits.train' has no function 'main'"),
    ("main = 3", "'digits.train.main' isn't decorated"),
])
def test_a_program_without_a_decorated_main_is_told_so(project, text, reason):
    project.write("digits/train.py", text)
    answer = project.describe()
    assert (answer["failed"], answer["traceback"]) == (reason, None)
    assert "dora.argparse_main or dora.hydra_main" in answer["hint"]


def test_a_module_that_is_not_there(project):
    answers, _ = project.ask({"do": "describe"}, name=("digits", "gone"))
    assert answers[0]["failed"] == "cannot find the module 'digits.gone'"
    assert answers[0]["traceback"] is None
    assert "-P PACKAGE" in answers[0]["hint"]


def test_a_subclass_that_parses_its_own_way_is_asked_itself(project):
    path = project.root / "digits/train.py"
    project.write("digits/train.py", path.read_text().replace('if __name__', """
from dora import XP
from dora.main import ArgparseMain

class Own(ArgparseMain):
    def get_xp(self, argv):
        if "exit" in argv:
            sys.exit(argv[1])
        return XP(dora=self.dora, cfg=None, argv=list(argv), delta=[("n", len(argv))])

main = Own(main.main, main.dora, main.parser)

if __name__"""))
    answers, _ = project.ask(
        {"do": "describe"}, {"do": "sign", "argv": ["a", "b"]}, {"do": "sign", "argv": ["exit", "x"]})
    assert answers[0]["parser"] == {"native": False, "reason": "Own overrides get_xp"}
    assert answers[1] == {"delta": [["n", 2]]}
    assert list(answers[2]) == ["refused"]


def test_a_thread_that_never_ends_does_not_keep_the_worker(project):
    path = project.root / "digits/train.py"
    project.write("digits/train.py", """
import atexit, threading, time
threading.Thread(target=lambda: time.sleep(1000)).start()
atexit.register(lambda: open("tidied", "w").close())
""" + path.read_text())
    project.ask({"do": "describe"})
    assert (project.root / "tidied").exists()
