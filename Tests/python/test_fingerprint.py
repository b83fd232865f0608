"""When a description is still true; `is_current` follows the rules that the tool has."""
from hashlib import sha1
import json
import os
from pathlib import Path
import subprocess
import sys
import sysconfig

import pytest

from dora._fingerprint import listing

TICK = 50 * 10 ** 6


def is_current(described):
    for entry in described["files"]:
        path = Path(entry["path"])
        if "sha1" not in entry:
            if path.exists():
                return False
            continue
        if not path.exists():
            return False
        now = path.stat()
        seen = (now.st_size, now.st_ino, now.st_mtime_ns, now.st_ctime_ns)
        then = tuple(entry[key] for key in ("size", "inode", "mtime_ns", "ctime_ns"))
        if seen == then and max(then[2:]) + TICK < described["taken_ns"]:
            continue
        if now.st_size != entry["size"] or sha1(path.read_bytes()).hexdigest() != entry["sha1"]:
            return False
    return all(listing(entry["dir"]) == entry["sha1"] for entry in described["listings"])


def paths(described):
    return [entry["path"] for entry in described["files"]]


@pytest.fixture
def train(project):
    """Adds lines at the top of the program."""
    path = project.root / "digits/train.py"
    text = path.read_text()
    return lambda lines: path.write_text(lines + "\n" + text)


def test_a_description_stays_true_when_nothing_changes(project):
    described = project.describe()
    assert is_current(described)
    project.python("-m", "dora", "run", "--lr=0.1")
    (project.root / "digits/__pycache__").mkdir(exist_ok=True)
    (project.root / ".hidden").mkdir()
    (project.root / "notes.txt").write_text("")
    # The output folder is new; those after it aren't.
    described = project.describe()
    project.python("-m", "dora", "run", "--lr=0.2")
    assert is_current(described)


def test_modules_that_were_never_a_file_are_no_part_of_it(project, train):
    (project.root / "digits/made.py").write_text('''
import sys, types

class Lazy(types.ModuleType):
    def __getattr__(self, name):
        raise RuntimeError(name)

sys.modules["made.operators"] = types.ModuleType("made.operators")
sys.modules["made.operators"].__file__ = "_ops.py"
sys.modules["made.lazy"] = Lazy("made.lazy")
sys.modules["made.nothing"] = None
''')
    train("from digits import made")
    described = project.describe()
    assert is_current(described)
    assert str(project.root / "digits/made.py") in paths(described)
    assert not [path for path in paths(described) if path.endswith("_ops.py")]
    # What a run writes down of its modules has to cope as well.
    project.python("-m", "dora", "run", "--lr=0.1")


def test_the_projects_modules_are_in_it_and_nobody_elses(project, train):
    project.write("lib/helper.py", "")
    train("import json, digits.other, helper")
    project.write("digits/other.py", "")
    described = project.describe(PYTHONPATH="{}:{}".format(
        project.env()["PYTHONPATH"], project.root / "lib"))
    inside = [path for path in paths(described) if path.startswith(str(project.root))]
    assert inside == [str(project.root / name) for name in (
        "digits/__init__.py", "digits/other.py", "digits/train.py", "lib/helper.py")]
    standard = sysconfig.get_paths()["stdlib"]
    others = [path for path in paths(described) if path not in inside]
    assert not [path for path in others if path.startswith(standard) and "-packages" not in path]
    assert not [path for path in paths(described) if path.endswith(".pyc")]
    assert len(others) < 40
    entry = described["files"][paths(described).index(str(project.root / "digits/train.py"))]
    seen = (project.root / "digits/train.py").stat()
    assert entry["sha1"] == sha1((project.root / "digits/train.py").read_bytes()).hexdigest()
    assert (entry["size"], entry["inode"]) == (seen.st_size, seen.st_ino)
    assert entry["mtime_ns"] == seen.st_mtime_ns


def test_a_changed_module_is_noticed(project, train):
    described = project.describe()
    train("# changed")
    assert not is_current(described)


def test_a_touched_module_is_still_the_same(project):
    described = project.describe()
    os.utime(str(project.root / "digits/train.py"))
    assert is_current(described)


def test_an_edit_of_the_same_size_in_the_same_tick_is_noticed(project):
    path = project.root / "digits/train.py"
    for old, new in (("0.001", "0.002"), ("0.002", "0.003")):
        described = project.describe()
        before = path.stat()
        path.write_text(path.read_text().replace(old, new))
        os.utime(str(path), ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not is_current(described)
        answers, _ = project.ask({"do": "describe"}, {"do": "sign", "argv": ["--lr", new]})
        # Python itself would go by its byte code, which has the same size and time.
        assert answers[1] == {"delta": []}


def test_byte_code_of_the_same_time_and_size_is_not_trusted(project):
    path = project.root / "digits/train.py"
    before = path.stat()
    project.python("-c", "import digits.train")
    path.write_text(path.read_text().replace("0.001", "0.009"))
    os.utime(str(path), ns=(before.st_atime_ns, before.st_mtime_ns))
    answers, _ = project.ask({"do": "sign", "argv": ["--lr=0.009"]})
    assert answers == [{"delta": []}]


def test_a_module_that_changes_while_it_is_imported_makes_the_description_stale(project, train):
    project.write("digits/other.py", "VALUE = 1\n")
    train("""
import digits.other
open("digits/other.py", "r+").write("VALUE = 2")
""")
    described = project.describe()
    assert str(project.root / "digits/other.py") in paths(described)
    assert not is_current(described)
    # The next import writes what is there already.
    assert is_current(project.describe())


@pytest.mark.parametrize("name", ["digits/new.py", "new.py", "digits/sub/__init__.py", "json.py"])
def test_a_new_module_is_noticed(project, name):
    described = project.describe()
    project.write(name, "")
    assert not is_current(described)


def test_a_removed_module_is_noticed(project, train):
    train("try:\n    import digits.local\nexcept ImportError: pass")
    project.write("digits/local.py", "")
    described = project.describe()
    (project.root / "digits/local.py").unlink()
    assert not is_current(described)


needs_hook = pytest.mark.skipif(
    sys.version_info < (3, 8), reason="Python 3.7 can't tell which files are opened")


@needs_hook
def test_data_that_the_import_read_is_noticed(project, train):
    data = project.write("conf/defaults.json", '{"lr": 1}')
    train("import json; json.load(open('conf/defaults.json')); open('conf/defaults.json', 'rb')")
    described = project.describe()
    assert paths(described).count(str(data)) == 1
    assert is_current(described)
    data.write_text('{"lr": 2}')
    assert not is_current(described)


@needs_hook
def test_data_outside_the_project_is_noticed(project, train, tmp_path_factory):
    data = tmp_path_factory.mktemp("other") / "x.txt"
    data.write_text("1")
    train("open({!r}).close()".format(str(data)))
    described = project.describe()
    data.write_text("2")
    assert not is_current(described)


@needs_hook
def test_a_file_that_was_looked_for_in_vain_is_noticed(project, train):
    train("try:\n    open('local.json')\nexcept OSError: pass")
    described = project.describe()
    assert {"path": str(project.root / "local.json")} in described["files"]
    assert is_current(described)
    (project.root / "local.json").write_text("{}")
    assert not is_current(described)


@needs_hook
def test_what_the_import_wrote_itself_says_nothing(project, train):
    train("""
import os, tempfile
open("import.log", "a").write("x"); open("import.log").read()
with tempfile.NamedTemporaryFile("w", dir=".") as file:
    file.write("x"); file.flush(); open(file.name).read()
os.close(os.open("raw", os.O_WRONLY | os.O_CREAT)); open("raw").read()
""")
    described = project.describe()
    assert not [path for path in paths(described) if "digits" not in path and path.startswith(
        str(project.root))]
    project.describe()
    assert is_current(described)


@needs_hook
def test_a_huge_file_is_watched_by_its_status_alone(project, train):
    with open(str(project.root / "data.bin"), "wb") as file:
        file.truncate(100 << 20)
    train("open('data.bin').close()")
    described = project.describe()
    entry = described["files"][paths(described).index(str(project.root / "data.bin"))]
    assert (entry["sha1"], entry["size"]) == ("", 100 << 20)


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="needs an environment of its own")
def test_an_installed_distribution_is_seen_by_its_record_and_its_neighbours(project, train):
    venv = project.root / ".venv"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True, timeout=120)
    [packages] = venv.glob("lib/python*/site-packages")

    def install(name, version, text):
        (packages / name).mkdir(exist_ok=True)
        (packages / name / "__init__.py").write_text("")
        (packages / name / "core.py").write_text(text)
        info = packages / "{}-{}.dist-info".format(name, version)
        info.mkdir(exist_ok=True)
        digest = sha1(text.encode()).hexdigest()
        (info / "RECORD").write_text(
            "{0}/__init__.py,,0\n{0}/core.py,sha1={1},{2}\n".format(name, digest, len(text)))

    def describe():
        done = subprocess.run(
            [str(venv / "bin/python"), "-m", "dora._worker", "digits", "train"],
            input='{"do": "describe"}\n', cwd=str(project.root), env=project.env(), check=True,
            stdout=subprocess.PIPE, universal_newlines=True, timeout=120)
        return json.loads(done.stdout)

    install("used", "1.0", "X = 1")
    install("unused", "1.0", "X = 1")
    train("import used.core")
    described = describe()
    assert is_current(described)
    seen = [path for path in paths(described) if path.startswith(str(venv))]
    assert seen == [str(packages / "used-1.0.dist-info" / "RECORD")]
    # Of the same version, but other files: what `pip install .` does to a library of one's own.
    install("used", "1.0", "X = 2")
    assert not is_current(described)
    described = describe()
    install("unused", "1.0", "X = 2")
    assert is_current(described)
    install("another", "1.0", "")
    assert not is_current(described)


def test_a_project_below_the_interpreters_prefix_is_seen(project, monkeypatch):
    from dora._places import Places
    monkeypatch.setattr(sys, "prefix", str(project.root.parent))
    places = Places(str(project.root))
    assert places.is_watched_data(str(project.root / "conf.json"))
    assert places.is_watched(str(project.root / "digits/train.py"))
    assert not places.is_watched_data(str(project.root.parent / "share/x"))
    assert not places.is_watched_data("/proc/self/stat")
    assert not places.is_watched(os.__file__)


def test_a_listing_is_the_digest_of_importable_names(tmp_path):
    for name in ("b.py", "a.so", "notes.txt", ".x.py", "B.py", "e\u0301.py"):
        (tmp_path / name).write_text("")
    for name in ("pkg", "__pycache__", ".git", "dist-1.0.dist-info"):
        (tmp_path / name).mkdir()
    names = [".x.py", "B.py", "a.so", "b.py", "dist-1.0.dist-info", "e\u0301.py", "pkg"]
    assert listing(str(tmp_path)) == sha1("\n".join(names).encode()).hexdigest()
