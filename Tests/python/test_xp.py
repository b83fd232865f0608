"""XPs, their signatures and their folders."""
from hashlib import sha1
import json
from pathlib import Path

import pytest

from dora import XP, get_xp, is_xp
from dora.conf import DoraConfig
from dora.xp import get_digest


def make(dora, delta, **more):
    return XP(dora=dora, cfg=None, argv=[], delta=delta, **more)


@pytest.fixture
def dora(tmp_path):
    return DoraConfig(dir=tmp_path, exclude=["a", "skip_*"])


# Recorded with the Python tool.
@pytest.mark.parametrize("delta, sig", [
    ([], "97d170e1"),
    ([("lr", 0.1)], "2aeed959"),
    ([("lr", 1e-05), ("batch_size", 32)], "70fa5692"),
    ([("name", "\u00e9")], "654977b1"),
    ([("c", (1, 2.0)), ("b", True), ("a0", None)], None),
    ([("x", 1e16), ("w", 1.0), ("y", 1e22), ("z", 0.0001)], "d2414b26"),
])
def test_a_signature_is_the_digest_of_the_sorted_delta(dora, delta, sig):
    xp = make(dora, delta)
    expected = sha1(json.dumps(sorted([list(item) for item in delta])).encode()).hexdigest()
    assert xp.sig == (sig or expected[:8])
    assert get_digest(xp.delta) == expected


def test_excluded_names_are_no_part_of_the_delta(dora):
    assert make(dora, [("a", 5), ("b", 12), ("skip_x", 1)]) == make(dora, [("a", 7), ("b", 12)])
    assert make(dora, [("b", 12)]).sig != make(dora, [("b", 13)]).sig


def test_values_that_json_has_not_are_refused(dora):
    with pytest.raises(ValueError, match="^'b' can't be signed, it can only be excluded: .* is not jsonable"):
        make(dora, [("b", object())])
    assert make(dora, [("skip_b", object())]).delta == []


def test_everything_is_in_the_folder(dora, tmp_path):
    xp = make(dora, [("b", 1)])
    for path in (xp.history, xp.rendezvous_file, xp._argv_cache):
        assert path.parent == xp.folder == tmp_path / "xps" / xp.sig
    assert xp.code_folder == Path(".")


def test_the_code_of_what_the_tool_started_is_where_its_link_leads(dora, monkeypatch):
    xp = make(dora, [("b", 1)])
    monkeypatch.setenv("DORA_SIG", xp.sig)
    monkeypatch.setenv("DORA_FOLDER", str(xp.folder))
    dora.git_save = True
    assert xp.code_folder == Path(".")
    xp.folder.mkdir(parents=True)
    (xp.folder / "code").symlink_to(xp.folder)
    dora.git_save = False
    assert xp.code_folder == xp.folder / "code"


def test_the_output_folder_is_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dora = DoraConfig()
    assert dora.dir == tmp_path / "outputs"
    dora.dir = "plop"
    monkeypatch.chdir("/")
    assert dora.dir == tmp_path / "plop"
    monkeypatch.setenv("_DORA_ORIGINAL_DIR", "/original")
    dora.shared = "x"
    assert dora.shared == Path("/original/x")


def test_an_xp_is_entered_once_or_stacked(dora):
    outer, inner = make(dora, []), make(dora, [("b", 1)])
    with pytest.raises(RuntimeError, match="no XP has been entered"):
        get_xp()
    with outer.enter():
        with pytest.raises(RuntimeError, match="another XP has been entered"):
            with inner.enter():
                pass
        with inner.enter(stack=True):
            assert get_xp() is inner
        assert get_xp() is outer and is_xp()
    assert not is_xp()


def test_the_tool_says_how_many_digits_and_which_folder(dora, monkeypatch):
    delta = [("lr", 0.1)]
    digest = get_digest([["lr", 0.1]])
    monkeypatch.setenv("DORA_SIG", digest[:11])
    monkeypatch.setenv("DORA_FOLDER", "/elsewhere/xps/" + digest[:11])
    # Nobody has said that this program is what the tool started.
    assert make(dora, delta).sig == digest[:8]
    dora._program = "digits.train"
    monkeypatch.setenv("_DORA_STARTED", digest[:11] + " digits.train")
    xp = make(dora, delta)
    assert xp.sig == digest[:11]
    assert xp.folder == Path("/elsewhere/xps/" + digest[:11])
    assert xp.link.history_file == xp.folder / "history.json"
    assert make(dora, []).folder == dora.dir / "xps/97d170e1"
    other = DoraConfig(dir=dora.dir)
    other._program = "other.train"
    assert make(other, delta).folder == dora.dir / "xps" / digest[:8]


def test_a_program_inside_a_run_that_writes_to_its_folder_is_of_the_run(dora, monkeypatch):
    digest = get_digest([["lr", 0.1]])
    monkeypatch.setenv("DORA_SIG", digest[:9])
    monkeypatch.setenv("DORA_FOLDER", str(dora.dir / "xps" / digest[:9]))
    assert make(dora, [("lr", 0.1)]).sig == digest[:9]
    assert make(dora, [("lr", 0.2)]).folder.parent == dora.dir / "xps"
