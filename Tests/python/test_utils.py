"""Files and values."""
from argparse import Namespace
import json
import os
from pathlib import Path

import pytest

from dora import to_absolute_path
from dora.conf import SlurmConfig, SubmitRules, update_from_args
from dora.utils import import_or_fatal, jsonable, reliable_rmtree, try_load, write_and_rename


class Scalar:
    """A number of some library of tensors."""

    def __init__(self, value):
        self.value = value

    def tolist(self):
        return self.value


def test_jsonable():
    value = {"a": (1, 2.5, None), "b": Path("x/y"), "c": [True, "s"], "d": Scalar(0.5),
             "e": Scalar([[1, 2]])}
    assert jsonable(value) == {
        "a": [1, 2.5, None], "b": "x/y", "c": [True, "s"], "d": 0.5, "e": [[1, 2]]}
    assert isinstance(jsonable(value)["d"], float)
    for bad in (object(), {1, 2}, b"bytes", Scalar(object())):
        with pytest.raises(ValueError, match="is not jsonable"):
            jsonable([bad])


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "checkpoint.th"
    path.write_bytes(b"old")
    with pytest.raises(KeyError):
        with write_and_rename(path) as file:
            file.write(b"half")
            raise KeyError
    assert os.listdir(str(tmp_path)) == ["checkpoint.th"]
    with write_and_rename(path, "w") as file:
        file.write("new")
        assert path.read_bytes() == b"old"
        assert Path(file.name).name == "checkpoint.th.tmp"
    assert path.read_bytes() == b"new"
    assert os.listdir(str(tmp_path)) == ["checkpoint.th"]


def test_what_cannot_be_loaded_is_none(tmp_path, caplog):
    path = tmp_path / "x"
    assert try_load(path) is None
    path.write_bytes(b"")
    assert try_load(path) is None
    path.write_text("{")
    assert try_load(path, load=json.load, mode="r") is None
    assert len(caplog.records) == 3
    path.write_text("[1]")
    assert try_load(path, load=json.load, mode="r") == [1]


def test_a_folder_is_removed(tmp_path):
    (tmp_path / "x/y").mkdir(parents=True)
    (tmp_path / "x/y/z").write_text("")
    reliable_rmtree(tmp_path / "x")
    assert os.listdir(str(tmp_path)) == []


def test_a_folder_that_cannot_be_removed_is_moved_away(tmp_path, monkeypatch):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/kept").write_text("")

    def refuse(*args, **kwargs):
        raise OSError("busy")
    monkeypatch.setattr(os, "unlink", refuse)
    reliable_rmtree(tmp_path / "x")
    [trash] = os.listdir(str(tmp_path))
    assert trash.startswith("x_") and trash.endswith("_trash")
    assert (tmp_path / trash / "kept").exists()


def test_a_missing_module_ends_the_program(capsys):
    with pytest.raises(SystemExit) as info:
        import_or_fatal("no_such_module_anywhere")
    assert info.value.code == 1
    assert "no_such_module_anywhere" in capsys.readouterr().err
    assert import_or_fatal("json") is json


def test_an_absolute_path_is_of_the_same_kind(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert to_absolute_path("x") == str(tmp_path / "x")
    assert to_absolute_path(Path("x")) == tmp_path / "x"
    assert to_absolute_path("/x") == "/x"
    monkeypatch.setenv("_DORA_ORIGINAL_DIR", "/there")
    assert to_absolute_path("x") == "/there/x"
    assert to_absolute_path("/x") == "/x"


def test_options_that_are_given_change_the_configuration():
    slurm, rules = SlurmConfig(), SubmitRules()
    args = Namespace(gpus=4, partition=None, retry=True, other=1)
    update_from_args(slurm, args)
    update_from_args(rules, args)
    assert slurm == SlurmConfig(gpus=4)
    assert rules == SubmitRules(retry=True)
