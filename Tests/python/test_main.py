"""The decorated main function."""
from argparse import ArgumentParser
from collections import OrderedDict
import json
from pathlib import Path
import pickle
import sys

import pytest

from dora import XP, argparse_main, get_xp, is_xp
from dora.conf import SlurmConfig
from dora.main import ArgparseMain, DecoratedMain
from dora.xp import get_digest


def make(dir, main=None, **options):
    parser = ArgumentParser("test")
    parser.add_argument("--a", type=int)
    parser.add_argument("--b", type=int, default=42)
    parser.add_argument("--num_workers", type=int, default=10)
    parser.add_argument("--cat_a")
    parser.add_argument("--flag", action="store_true")
    parser.add_argument("--out", type=Path)
    options.setdefault("exclude", ["num_workers", "cat_*"])

    def body():
        """What it does."""
        xp = get_xp()
        xp.link.push_metrics({"loss": 0.1})
        return xp

    return argparse_main(parser, dir=dir, **options)(main or body)


def call(main, argv, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["train"] + argv)
    return main()


@argparse_main(ArgumentParser())
def of_this_module():
    """Is found by name."""


def test_a_call_enters_the_xp_of_the_command_line(tmp_path, monkeypatch):
    main = make(tmp_path)
    assert not is_xp()
    xp = call(main, ["--a=4", "--cat_a=x"], monkeypatch)
    assert not is_xp()
    assert isinstance(xp, XP)
    assert (xp.cfg.a, xp.cfg.cat_a) == (4, "x")
    assert xp.argv == ["--a=4", "--cat_a=x"]
    assert xp.delta == [["a", 4]]
    assert xp.folder == tmp_path / "xps" / xp.sig
    assert (xp.folder / ".argv.json").read_text() == '["--a=4", "--cat_a=x"]'
    assert json.loads((xp.folder / "history.json").read_text()) == [{"loss": 0.1}]


def test_excluded_arguments_and_defaults_leave_the_signature_alone(tmp_path):
    main = make(tmp_path)
    assert main.get_xp([]).sig == "97d170e1"
    assert main.get_xp(["--b=42", "--num_workers=3", "--cat_a=y"]).sig == "97d170e1"
    assert main.get_xp(["--b=43"]).sig != "97d170e1"


def test_a_path_is_signed_as_text(tmp_path):
    assert make(tmp_path).get_xp(["--out=x/y"]).delta == [["out", "x/y"]]


def test_arguments_that_the_parser_refuses_end_the_program(tmp_path, capsys):
    with pytest.raises(SystemExit) as info:
        make(tmp_path).get_xp(["--a=x"])
    assert info.value.code == 2
    assert "invalid int value: 'x'" in capsys.readouterr().err


def test_an_xp_is_found_by_its_signature_a_prefix_or_its_folder(tmp_path):
    main = make(tmp_path)
    xp = main.init_xp(main.get_xp(["--a=4"]))
    for name in (xp.sig, xp.sig[:4], Path(xp.sig), xp.folder):
        assert main.get_argv_from_sig(name) == ["--a=4"]
        assert main.get_xp_from_sig(name) == xp
        assert main.get_existing_xp_from_sig(name) == xp


@pytest.mark.parametrize("name", ["00000000", "0000", "", "../x", "zz", "/nowhere/at/all"])
def test_an_unknown_signature_is_a_runtime_error(tmp_path, name):
    with pytest.raises(RuntimeError, match="no XP is known"):
        make(tmp_path).get_xp_from_sig(name)


def test_an_ambiguous_prefix_is_a_runtime_error(tmp_path):
    for name in ("abcd1111", "abcd2222"):
        (tmp_path / "xps" / name).mkdir(parents=True)
    with pytest.raises(RuntimeError, match="abcd1111, abcd2222"):
        make(tmp_path).get_xp_from_sig("abcd")


def test_an_existing_xp_keeps_its_signature_when_defaults_change(tmp_path):
    main = make(tmp_path)
    xp = main.init_xp(main.get_xp(["--b=7"]))
    main.parser.set_defaults(b=7)
    assert main.get_xp_from_sig(xp.sig).sig == "97d170e1"
    existing = main.get_existing_xp_from_sig(xp.sig)
    assert (existing.sig, existing.argv, existing.cfg.b) == (xp.sig, ["--b=7"], 7)
    (xp.folder / ".argv.json").write_text('["--gone"]')
    assert main.get_existing_xp_from_sig(xp.sig).cfg is None


def test_an_xp_with_a_longer_signature_keeps_it(tmp_path):
    main = make(tmp_path)
    xp = main.get_xp(["--a=4"])
    longer = get_digest(xp.delta)[:10]
    xp.rename(longer)
    main.init_xp(xp)
    assert xp.link.history_file == tmp_path / "xps" / longer / "history.json"
    assert main.get_xp_from_sig(longer[:6]).sig == longer


def test_a_shared_folder_serves_other_output_folders(tmp_path):
    shared = tmp_path / "shared"
    first = make(tmp_path / "a", shared=shared)
    xp = first.init_xp(first.get_xp(["--a=5"]))
    with pytest.raises(RuntimeError):
        make(tmp_path / "b").get_xp_from_sig(xp.sig)
    other = make(tmp_path / "c", shared=shared).get_xp_from_sig(xp.sig[:5])
    assert (other.sig, other.argv) == (xp.sig, xp.argv)
    assert (shared / "xps" / xp.sig / ".argv.json").stat().st_mode & 0o777 == 0o777


def test_initialising_again_leaves_the_file_alone(tmp_path):
    main = make(tmp_path)
    xp = main.init_xp(main.get_xp(["--a=5"]))
    before = xp._argv_cache.stat()
    main.init_xp(xp)
    assert xp._argv_cache.stat().st_ino == before.st_ino
    assert [path.name for path in xp.folder.iterdir()] == [".argv.json"]


def test_the_arguments_kept_are_those_of_the_last_run(tmp_path, monkeypatch):
    main = make(tmp_path)
    first = call(main, ["--a=4", "--cat_a=x"], monkeypatch)
    last = call(main, ["--num_workers=2", "--a", "4"], monkeypatch)
    assert first.sig == last.sig
    assert main.get_argv_from_sig(first.sig) == ["--num_workers=2", "--a", "4"]


def test_values_become_arguments(tmp_path):
    main = make(tmp_path)
    assert main.value_to_argv({"batch_size": 3, "x": True, "y": False, "z": None}) == [
        "--batch_size=3", "--x", "--y=False", "--z=None"]
    assert main.value_to_argv(["--v", {"lr": 1e-05}, ("w", ["x"])]) == [
        "--v", "--lr=1e-05", "w", "x"]
    dashes = make(tmp_path, use_underscore=False)
    assert dashes.value_to_argv({"batch_size": 3, "no_x": True}) == ["--batch-size=3", "--no-x"]
    with pytest.raises(ValueError):
        main.value_to_argv(0.5)


def test_names_leave_out_what_all_share(tmp_path):
    main = make(tmp_path)
    xps = [main.get_xp(["--a=1", "--b={}".format(b)]) for b in (1, 2)]
    assert main.get_names(xps) == (["b=1", "b=2"], "a=1")
    assert main.get_name(xps[0]) == "a=1 b=1"
    assert main.get_name(main.get_xp(["--flag"])) == "flag"
    assert main.get_names([main.get_xp([]), xps[0]]) == (["", "a=1 b=1"], "")


def test_a_project_names_its_xps_as_it_likes(tmp_path):
    class Named(ArgparseMain):
        def get_name_parts(self, xp):
            return OrderedDict([("model.encoder.dim", 3), ("data", Path("/data/set")), ("x", True)])

    base = make(tmp_path)
    main = Named(base.main, base.dora, base.parser)
    assert main.get_name(main.get_xp([])) == "mod.enc.dim=3 data=set x"


def test_it_is_the_function_it_wraps_for_who_asks(tmp_path):
    main = make(tmp_path)
    assert (main.__name__, main.__doc__, main.__module__) == ("body", "What it does.", __name__)
    assert main.__wrapped__ is main.main
    assert isinstance(main, DecoratedMain)


def test_it_is_pickled_by_name():
    assert pickle.loads(pickle.dumps(of_this_module)) is of_this_module
    assert b"ArgumentParser" not in pickle.dumps(of_this_module)


def test_settings_reach_the_configuration(tmp_path):
    slurm = SlurmConfig(gpus=8)
    main = make(tmp_path, slurm=slurm, git_save=True, grid_package="other.grids")
    assert main.get_slurm_config() is slurm
    assert make(tmp_path).get_slurm_config() == SlurmConfig()
    assert main.dora.git_save and main.dora.grid_package == "other.grids"
    assert main.get_xp([]).code_folder == main.get_xp([]).folder / "code"
    main.dora.dir = "elsewhere"
    assert main.get_xp([]).folder == Path.cwd() / "elsewhere/xps/97d170e1"
    with pytest.raises(TypeError):
        make(tmp_path, misspelt=1)


def test_the_history_of_an_xp(tmp_path, monkeypatch):
    main = make(tmp_path)
    xp = call(main, ["--a=4"], monkeypatch)
    again = main.get_xp_from_sig(xp.sig)
    assert again.link.history == []
    assert main.get_xp_history(again) == [{"loss": 0.1}]


def test_the_package_and_the_module_are_those_of_the_function():
    assert (of_this_module.package, of_this_module.main_module) == ("unknown", "test_main")
