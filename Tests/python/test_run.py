"""Programs run by hand, by `python -m dora run`, and what else `python -m dora` does."""
from hashlib import sha1
import json
import os
import sys

import pytest


def said(done):
    """What the program printed, by its first words."""
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


def test_a_module_run_by_hand_is_an_xp(project):
    done = project.python("-m", "digits.train", "--lr=0.1")
    assert done.returncode == 0, done.stderr
    assert said(done) == {
        "sig": "2aeed959", "folder": str(project.root / "outputs/xps/2aeed959"),
        "argv": "['--lr=0.1']", "ranks": "None None None"}
    assert project.read_json("outputs/xps/2aeed959/.argv.json") == ["--lr=0.1"]
    assert project.read_json("outputs/xps/2aeed959/history.json") == [{"loss": 0.1, "epoch": 0}]


def test_a_file_run_by_hand_is_an_xp(project):
    assert said(project.python("digits/train.py"))["sig"] == "97d170e1"


def test_what_a_started_program_has_loaded_is_written_down(project):
    root = project.root
    (root / "digits/late.py").write_text("x = 1\n")
    train = root / "digits/train.py"
    train.write_text(train.read_text().replace("def main():\n", "def main():\n    import digits.late\n", 1))
    os.utime(str(root / "digits/late.py"), (1, 1))
    os.utime(str(train), (1, 1))
    folder = root / "outputs/xps/2aeed959"
    (folder / "runs").mkdir(parents=True)
    started = {"DORA_SIG": "2aeed959", "DORA_FOLDER": str(folder), "DORA_RUN": "abc", "RANK": "0", "WORLD_SIZE": "1"}
    words = ["-m", "dora", "run", "-P", "digits", "--", "--lr=0.1"]
    assert project.python(*words, **dict(started, RANK="1")).returncode == 0
    assert not (folder / "runs/abc.loaded.json").exists()
    assert project.python(*words, **started).returncode == 0
    files = project.read_json("outputs/xps/2aeed959/runs/abc.loaded.json")["files"]
    assert files["digits/late.py"] == sha1(b"x = 1\n").hexdigest()
    assert "digits/train.py" in files and not any("dora" in name for name in files)


def test_a_second_run_goes_on(project):
    for epoch in range(3):
        project.python("-m", "digits.train", "--lr=0.1")
    history = project.read_json("outputs/xps/2aeed959/history.json")
    assert [entry["epoch"] for entry in history] == [0, 1, 2]


@pytest.mark.parametrize("words, argv", [
    (["run", "--package", "digits", "--main_module", "train", "--", "--lr=0.1"], ["--lr=0.1"]),
    (["-P", "digits", "--main_module=train", "run", "--lr", "0.1"], ["--lr", "0.1"]),
    (["run", "--lr=0.1", "--seed=1"], ["--lr=0.1", "--seed=1"]),
    (["run", "-Pdigits", "--clear", "--git_save", "--lr=0.1"], ["--lr=0.1"]),
    (["-v", "run", "--package=digits", "--main-module=train", "--lr=0.1"], ["--lr=0.1"]),
])
def test_run_takes_a_command_line_in_any_form(project, words, argv):
    done = project.python("-m", "dora", *words)
    assert done.returncode == 0, done.stderr
    assert said(done)["sig"] == "2aeed959"
    assert said(done)["argv"] == repr(argv)
    assert said(done)["ranks"] == "0 0 1"


def test_run_after_another_xp(project):
    project.python("-m", "digits.train", "--lr=0.1")
    done = project.python("-m", "dora", "run", "-f", "2aee", "--seed=2")
    assert said(done)["argv"] == "['--lr=0.1', '--seed=2']"
    done = project.python("-m", "dora", "run", "--from_sig=2aeed959")
    assert said(done)["sig"] == "2aeed959"


def test_run_with_an_emptied_folder(project):
    project.python("-m", "digits.train", "--lr=0.1")
    project.write("outputs/xps/2aeed959/checkpoint", "")
    project.python("-m", "dora", "run", "--clear", "--", "--lr=0.1")
    assert sorted(os.listdir(str(project.root / "outputs/xps/2aeed959"))) == [
        ".argv.json", "history.json", "history.jsonl"]
    assert len(project.read_json("outputs/xps/2aeed959/history.json")) == 1


def test_a_worker_takes_its_rank_from_the_environment(project):
    done = project.python("-m", "dora", "run", "-d", "--clear", "--", "--lr=0.1",
                          RANK="1", LOCAL_RANK="1", WORLD_SIZE="2")
    assert done.returncode == 0, done.stderr
    assert said(done)["ranks"] == "1 1 2"
    assert os.listdir(str(project.root / "outputs/xps/2aeed959")) == [".argv.json"]


def test_the_tool_chooses_signature_and_folder(project):
    folder = project.root / "elsewhere" / "2aeed9592d"
    folder.mkdir(parents=True)
    digest = _digest([["lr", 0.1]])
    done = project.python(
        "-m", "dora", "run", "--package", "digits", "--main_module", "train", "--", "--lr=0.1",
        DORA_SIG=digest[:10], DORA_FOLDER=str(folder), DORA_JOB="7")
    assert said(done)["sig"] == digest[:10]
    assert said(done)["folder"] == str(folder)
    assert sorted(os.listdir(str(folder))) == [".argv.json", "history.jsonl"]
    assert not (project.root / "outputs").exists()


def test_a_program_started_inside_a_run_is_an_xp_of_its_own(project):
    project.write("digits/train.py", (project.root / "digits/train.py").read_text().replace(
        'print("sig", xp.sig)',
        'print("sig", xp.sig); sys.stdout.flush()\n'
        '    if not xp.cfg.seed == 5:\n'
        '        os.system(sys.executable + " -m digits.train --seed=5")'))
    digest = _digest([["lr", 0.1]])
    folder = project.root / "elsewhere"
    folder.mkdir()
    done = project.python("-m", "dora", "run", "--", "--lr=0.1",
                          DORA_SIG=digest[:8], DORA_FOLDER=str(folder), DORA_JOB="7")
    assert done.returncode == 0, done.stderr
    inner = _digest([["seed", 5]])[:8]
    assert (folder / "history.jsonl").exists()
    assert project.read_json("outputs/xps/{}/history.json".format(inner))


def test_a_default_that_differs_between_machines_does_not_move_the_run(project):
    text = (project.root / "digits/train.py").read_text()
    project.write("digits/train.py", text.replace("default=0.001", "default=0.1"))
    folder = project.root / "outputs/xps/2aeed959"
    folder.mkdir(parents=True)
    (folder / ".argv.json").write_text('["--lr=0.1"]')
    done = project.python("-m", "dora", "run", "--", "--lr=0.1",
                          DORA_SIG="2aeed959", DORA_FOLDER=str(folder))
    assert said(done)["folder"] == str(folder)
    assert "signed as 2aeed959, and here as 97d170e1" in done.stderr


def _digest(delta):
    from dora.xp import get_digest
    return get_digest(delta)


@pytest.mark.parametrize("how", [
    ["-m", "digits.train"], ["-m", "dora", "run", "--"],
])
def test_status_and_traceback_are_the_programs_own(project, how):
    done = project.python(*how, "--seed=-3")
    assert (done.returncode, done.stderr) == (3, "")
    done = project.python(*how, "--seed=0")
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):")
    assert done.stderr.rstrip().endswith("RuntimeError: seed is 0")
    assert done.stderr.count("Traceback") == 1
    done = project.python(*how, "--lr=x")
    assert done.returncode == 2
    assert "invalid float value: 'x'" in done.stderr


def test_an_exception_can_be_looked_at(project):
    done = project.python("-m", "dora", "run", "--", "--seed=0", DORA_DEBUG="1",
                          stdin="p seen\nq\n")
    assert done.returncode == 1
    assert "(Pdb) 'the value of a local'" in done.stdout
    assert done.stderr.count("RuntimeError: seed is 0") == 1
    done = project.python("-m", "dora", "run", "--", "--seed=0", DORA_DEBUG="1", RANK="1",
                          WORLD_SIZE="2")
    assert "(Pdb)" not in done.stdout and done.returncode == 1


def test_a_program_that_cannot_be_imported_shows_its_traceback(project):
    project.write("digits/train.py", "import no_such_module")
    done = project.python("-m", "dora", "run")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("No module named 'no_such_module'")
    assert done.stderr.count("Traceback") == 1


@pytest.mark.parametrize("package, module, missing", [
    ("nowhere", "train", "nowhere"), ("nowhere.below", "train", "nowhere"),
    ("digits", "fit", "digits.fit"), ("digits.below", "train", "digits.below"),
])
def test_a_module_that_is_not_there_is_one_sentence(project, package, module, missing):
    done = project.python("-m", "dora", "run", "-P", package, "-M", module, "--", "--lr=0.1")
    assert done.returncode == 128
    assert done.stderr.startswith("fatal: cannot find the module '{}'\nhint: ".format(missing))
    assert "Traceback" not in done.stderr
    answers, errors = project.ask({"do": "describe"}, name=(package, module))
    assert [answer["failed"] for answer in answers] == ["cannot find the module '{}'".format(missing)]
    assert answers[0]["traceback"] is None
    assert errors == ""


def test_a_package_that_raises_shows_its_traceback(project):
    project.write("digits/__init__.py", "raise OSError('no licence')")
    done = project.python("-m", "dora", "run")
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    answers, _ = project.ask({"do": "describe"})
    assert answers[0]["failed"] == "OSError: no licence"
    assert answers[0]["traceback"].count("Traceback") == 1


@pytest.mark.parametrize("files, message", [
    ({"digits/__init__.py": None}, "fatal: cannot find a training program in "),
    ({"other/__init__.py": "", "other/train.py": ""},
     "fatal: several packages could be the training program: digits, other\n"),
    ({"digits/train.py": ""}, "fatal: 'digits.train' has no function 'main'\n"),
    ({"digits/train.py": "def main(): pass"}, "fatal: 'digits.train.main' isn't decorated\n"),
])
def test_a_project_without_a_main_function_is_fatal(project, files, message):
    for name, text in files.items():
        if text is None:
            (project.root / name).unlink()
        else:
            project.write(name, text)
    done = project.python("-m", "dora", "run")
    assert done.returncode == 128
    assert done.stderr.startswith(message)


def test_variables_name_the_program(project):
    project.write("other/__init__.py", "")
    text = (project.root / "digits/train.py").read_text()
    project.write("other/sub/fit.py", text.replace("0.001", "0.1"))
    done = project.python("-m", "dora", "run", "--lr=0.1",
                          DORA_PACKAGE="other", DORA_MAIN_MODULE="sub.fit")
    assert said(done)["sig"] == "97d170e1", done.stderr


def test_other_verbs_are_the_tools(project):
    tool = project.write("bin/dora", '#!/bin/sh\necho "$0 $*"\nexit 7\n')
    tool.chmod(0o755)
    for words in (["status", "--json"], ["-P", "x", "info"], [], ["--help"], ["run", "-d"],
                  ["run", "--ddp_workers=2"], ["-C", "x", "run"]):
        done = project.python("-m", "dora", *words, DORA_EXECUTABLE=str(tool))
        assert (done.returncode, done.stdout) == (7, " ".join([str(tool)] + words) + (
            "" if words else " ") + "\n")
    path = "{}:{}".format(tool.parent, os.environ["PATH"])
    assert project.python("-m", "dora", "status", PATH=path).returncode == 7


def test_without_the_tool_a_verb_is_fatal(project):
    done = project.python("-m", "dora", "status", PATH="/nowhere")
    assert done.returncode == 128
    assert done.stderr.startswith("fatal: cannot find the executable 'dora' on PATH\nhint: ")
    done = project.python("-m", "dora", "status", DORA_EXECUTABLE="/nowhere/dora")
    assert done.returncode == 128
    assert done.stderr.startswith("fatal: cannot run '/nowhere/dora': No such file or directory\n")


def test_the_python_tools_script_does_not_call_itself_for_ever(project):
    script = project.write("bin/dora", "#!{}\nfrom dora.__main__ import main\nmain()\n".format(
        sys.executable))
    script.chmod(0o755)
    done = project.python("-m", "dora", "status", PATH=str(script.parent))
    assert done.returncode == 128
    assert done.stderr.startswith("fatal: '{}' is a Python script, not the tool\n".format(script))


def test_a_decorated_main_reaches_processes_that_are_spawned(project):
    project.write("digits/train.py", (project.root / "digits/train.py").read_text().replace(
        "    xp.link.load()", """
    import multiprocessing
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print("spawned", pool.apply(sig_of, (main, ["--seed=7"])))
""").replace("@argparse_main", """
def sig_of(main, argv):
    return main.get_xp(argv).sig


@argparse_main"""))
    expected = _digest([["seed", 7]])[:8]
    for how in (["-m", "digits.train"], ["-m", "dora", "run"]):
        done = project.python(*how)
        assert said(done).get("spawned") == expected, done.stderr


def test_the_files_that_a_run_leaves_are_json(project):
    project.python("-m", "digits.train", "--lr=0.1", "--seed", "2")
    [folder] = (project.root / "outputs/xps").iterdir()
    assert (folder / ".argv.json").read_text() == json.dumps(["--lr=0.1", "--seed", "2"])
