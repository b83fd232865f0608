"""Programs that use Hydra; what their signatures are is compared in test_hydra_parity."""
import json
import os
import pickle
import sys

import pytest

import hydra_project

hydra = pytest.importorskip("hydra")
# Hydra's newest release for 3.7 can't configure its own logging there.
pytestmark = pytest.mark.skipif(sys.version_info < (3, 8), reason="Hydra doesn't run on this Python")
VERSION_BASE = None if hydra.__version__ < "1.2" else "1.1"


@pytest.fixture
def toy(project):
    """The project of `conftest`, with a Hydra program beside the other."""
    hydra_project.write(project.root, VERSION_BASE)
    return project


@pytest.fixture
def main(toy, monkeypatch):
    """Its main function, in this process."""
    monkeypatch.syspath_prepend(str(toy.root))
    monkeypatch.chdir(toy.root)
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
        monkeypatch.delitem(sys.modules, name)
    from toy.train import main
    yield main
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy"]:
        del sys.modules[name]


def run(toy, *words, how=("-m", "toy.train"), **env):
    return toy.python("-W", "ignore", *how, *words, **env)


def said(done):
    return dict(line.partition(" ")[::2] for line in done.stdout.splitlines())


def ask(toy, *questions, **env):
    answers, _ = toy.ask(*questions, name=("toy", "train"), **env)
    return answers


def add(toy, text):
    path = toy.root / "toy/train.py"
    path.write_text(path.read_text() + "\n" + text)


@pytest.mark.parametrize("how", [("-m", "toy.train"), ("-m", "dora", "run", "-P", "toy", "--"), ("toy/train.py",)])
def test_it_runs_by_hydra_in_the_folder_of_its_xp(toy, how):
    done = run(toy, "optim.lr=0.2", "db=pg", how=how)
    assert done.returncode == 0, done.stderr
    folder = toy.root / "out/xps" / said(done)["sig"]
    assert said(done)["folder"] == said(done)["cwd"] == str(folder)
    assert said(done)["same"] == "DictConfig True"
    assert said(done)["absolute"] == "{0}/x {0}/y".format(toy.root)
    assert (folder / ".argv.json").read_text() == '["optim.lr=0.2", "db=pg"]'
    assert json.loads((folder / "history.json").read_text()) == [{"loss": 0.2}]
    assert sorted(os.listdir(str(folder / ".hydra"))) == ["config.yaml", "hydra.yaml", "overrides.yaml"]
    assert (folder / ".hydra/overrides.yaml").read_text() == "- optim.lr=0.2\n- db=pg\n"
    assert "the lr is 0.2" in (folder / "train.log").read_text()


def test_the_folder_may_have_any_name(toy):
    for name in ("a b", "it's a=b,c", "a\\b(x)[1]{2}"):
        (toy.root / name).mkdir()
        os.rename(str(toy.root / "toy"), str(toy.root / name / "toy"))
        root, toy.root = toy.root, toy.root / name
        done = run(toy, "optim.lr=0.2")
        assert done.returncode == 0, done.stderr
        assert said(done)["cwd"] == "{}/out/xps/{}".format(toy.root, said(done)["sig"])
        os.rename(str(toy.root / "toy"), str(root / "toy"))
        toy.root = root


def test_one_process_of_several_keeps_hydras_record(toy):
    done = run(toy, "optim.lr=0.2", RANK="1", WORLD_SIZE="2")
    assert done.returncode == 0, done.stderr
    folder = toy.root / "out/xps" / said(done)["sig"]
    assert sorted(os.listdir(str(folder))) == [".argv.json", "train.log"]
    assert run(toy, "optim.lr=0.2", RANK="0", WORLD_SIZE="2").returncode == 0
    assert (folder / ".hydra").exists()


def test_sweeps_are_hydras(toy):
    done = run(toy, "-m", "optim.lr=1,2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no xp 1") == done.stdout.count("no xp 2") == 1
    assert not (toy.root / "out").exists()
    train = toy.root / "toy/train.py"
    train.write_text(train.read_text().replace("if not is_xp():", "if False:"))
    done = run(toy, "-m", "optim.lr=1,2")
    assert done.returncode == 1
    assert "no XP has been entered: Hydra's own sweeps run the function outside of any" in done.stderr


@pytest.mark.parametrize("words, text", [
    (["--help"], "model/lm: big, open, small"), (["--cfg=job", "db=pg"], "driver: pg"),
    (["-i"], "Config search path"), (["--info=searchpath"], "Config search path"), (["--version"], "Hydra 1."),
])
def test_what_hydra_shows_is_no_xp(toy, words, text):
    done = run(toy, *words)
    assert done.returncode == 0 and text in done.stdout
    assert not (toy.root / "out").exists()


def test_hydra_runs_what_is_signed(toy):
    argv = ["optim.steps={a: 5}", "optim.steps={b: {c: 1}}", "seed=3", "seed=4"]
    done = run(toy, *argv)
    assert said(done)["same"] == "DictConfig True"
    [folder] = (toy.root / "out/xps").iterdir()
    assert (folder / ".hydra/overrides.yaml").read_text() == "- 'optim.steps={b: {c: 1}}'\n- seed=4\n"
    answers = ask(toy, {"do": "sign", "argv": argv})
    assert answers[0]["delta"] == [["optim.steps.b.c", 1]]


def test_status_and_traceback_are_the_programs_own(toy):
    assert run(toy, "seed=-3").returncode == 3
    done = run(toy, "seed=0")
    assert done.returncode == 1 and "RuntimeError: seed is 0" in done.stderr
    done = run(toy, "seed=0", how=("-m", "dora", "run", "-P", "toy", "--"), DORA_DEBUG="1", stdin="p seen\nq\n")
    assert done.returncode == 1
    assert "(Pdb) 'the value of a local'" in done.stdout


def test_one_failure_changes_no_later_signature(main):
    right = main.get_xp(["optim.steps.a=2"]).sig
    for bad in (["optim.steps.b=3"], ["model/lm=open", "optim.lr=2"], ["nowhere=1"], ["x"], ["optim=null"]):
        with pytest.raises(Exception):
            main.get_xp(bad)
        assert main.get_xp(["optim.steps.a=2"]).sig == right
    assert main.get_xp([]).sig == "97d170e1"


def test_an_xp_is_found_again_by_its_signature_or_its_folder(main, toy):
    xp = main.init_xp(main.get_xp(["optim.lr=3", "db=pg", "optim.lr=0.3"]))
    assert xp.argv == ["db=pg", "optim.lr=0.3"]
    for name in (xp.sig, xp.sig[:5], xp.folder):
        again = main.get_xp_from_sig(name)
        assert (again.sig, again.delta, again.argv, again.dora) == (xp.sig, xp.delta, xp.argv, xp.dora)
    assert xp.delta == [["db", "pg"], ["lr_copy", 0.3], ["optim.lr", 0.3]]
    assert main.get_name(xp) == "db=pg lr_copy=0.3 opt.lr=0.3"
    assert main.get_names([xp, main.get_xp(["db=pg"])]) == (["lr_copy=0.3 opt.lr=0.3", ""], "db=pg")
    assert main.get_xp_history(xp) == []


def test_the_configuration_is_omegaconfs(main):
    from omegaconf import DictConfig
    xp = main.get_xp(["+new={a: 1}"])
    assert isinstance(xp.cfg, DictConfig) and xp.cfg.new.a == 1
    xp.cfg.optim.lr = 7
    assert main.get_xp([]).cfg.optim.lr == 0.1


def test_sections_of_the_configuration_are_settings(main, toy):
    assert main.dora.dir == toy.root / "out"
    assert main.dora.exclude == ["seed", "useless.*", "dora.*", "slurm.*"]
    assert (main.get_slurm_config().gpus, main.get_slurm_config().mem_per_gpu) == (2, 20.5)
    main._base_cfg.slurm = {"gpus": 16}
    assert (main.get_slurm_config().gpus, main.get_slurm_config().mem_per_gpu) == (16, 40)
    main.dora.dir = "elsewhere"
    assert main.get_xp([]).folder == toy.root / "elsewhere/xps/97d170e1"
    main._base_cfg = main._get_config(["optim.lr=5"])
    assert main.get_xp(["optim.lr=5"]).sig == "97d170e1"
    assert main.get_xp(["db=pg"]).sig != main.get_xp(["db=pg", "optim.lr=5"]).sig


def test_options_of_sbatch_are_settings_too(toy):
    path = toy.root / "toy/conf/config.yaml"
    path.write_text(
        path.read_text().replace("slurm:\n", "slurm:\n  nice: 5\n  exclusive: true\n"), encoding="utf-8")
    answers = ask(toy, {"do": "describe"})
    assert (answers[0]["slurm"]["nice"], answers[0]["slurm"]["exclusive"], answers[0]["slurm"]["gpus"]) == (5, True, 2)


@pytest.mark.parametrize("section, name", [("dora", "dirr"), ("slurm", "gpu")])
def test_a_setting_that_is_none_is_an_error(toy, section, name):
    path = toy.root / "toy/conf/config.yaml"
    path.write_text(path.read_text().replace(section + ":\n", "{}:\n  {}: 3\n".format(section, name)), encoding="utf-8")
    answers = ask(toy, {"do": "describe"})
    assert "has no setting '{}': under '{}:' in the configuration".format(name, section) in answers[0]["failed"]


def test_values_become_overrides(main):
    assert main.value_to_argv({"optim.lr": 1e-05, "db": "pg", "name": "x", "flag": True, "nothing": None}) == [
        "optim.lr=1e-05", "db=pg", 'name="x"', "flag=true", "nothing=null"]
    assert main.value_to_argv(["a=1", ({"k": {"a": [1, "b"]}}, "c")]) == ["a=1", 'k={a: [1, "b"]}', "c"]
    for bad in (0.5, {"k": object()}, {"k": {"a:b": 1}}):
        with pytest.raises((ValueError, TypeError)):
            main.value_to_argv(bad)


def test_it_is_pickled_by_name(main):
    assert pickle.loads(pickle.dumps(main)) is main
    assert len(pickle.dumps(main)) < 200
    assert (main.__name__, main.__doc__, main.main.__module__) == ("main", "Trains.", "toy.train")
    assert (main.package, main.main_module) == ("toy", "train")


def test_it_reaches_processes_that_are_spawned(toy):
    add(toy, "def sig_of(main, argv):\n    return main.get_xp(argv).sig\n")
    done = toy.python("-c", """
import multiprocessing
from toy.train import main, sig_of
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.apply(sig_of, (main, ["optim.lr=3"])) == main.get_xp(["optim.lr=3"]).sig)
""")
    assert done.stdout == "True\n", done.stderr


def test_a_program_is_described(toy):
    described = ask(toy, {"do": "describe"})[0]
    assert (described["backend"], described["dir"], described["slurm"]["gpus"]) == ("hydra", "./out", 2)
    found = described["hydra"]
    assert found["config_dir"] == str(toy.root / "toy/conf") and found["config_name"] == "config"
    assert found.get("version_base", "none") == (VERSION_BASE or "none")
    assert found["versions"]["hydra"] == hydra.__version__
    assert (found["unsure"], found["foreign"], found["replaced_resolvers"]) == (None, [], [])
    config = described["config"]
    assert [tree["dir"] for tree in config["trees"]] == [found["config_dir"]]
    assert config["is_read"] is False
    files = {os.path.relpath(file["path"], found["config_dir"]) for file in config["files"]}
    assert files == {"config.yaml", "db/mysql.yaml", "model/lm/small.yaml"}
    assert not [file["path"] for file in described["files"] if file["path"].endswith(".yaml")]


@pytest.mark.parametrize("text, is_read, files", [
    ("main.dora.dir = 'elsewhere'", False, []),
    ("main.get_slurm_config()", False, []),
    ("main._base_cfg.slurm.gpus = 4", True, []),
    ("rate = main.get_xp([]).cfg.optim.lr", True, ["config.yaml", "db/mysql.yaml", "model/lm/small.yaml"]),
    ("import os, hydra\nos.listdir(main.full_config_path)", True, []),
    ("text = open(main.full_config_path / 'db/pg.yaml').read()", False, ["db/pg.yaml"]),
    ("main.value_to_argv({'db': 'pg'})", True, []),
])
def test_a_program_that_looks_into_its_configuration_is_told(toy, text, is_read, files):
    add(toy, text)
    described = ask(toy, {"do": "describe"})[0]
    assert "failed" not in described, described
    assert described["config"]["is_read"] is is_read
    folder = described["hydra"]["config_dir"]
    seen = [os.path.relpath(file["path"], folder) for file in described["files"] if file["path"].startswith(folder)]
    assert seen == files


def test_a_new_name_in_the_config_directory_changes_its_digest(toy):
    def digest():
        from dora._tree import names_digest
        return names_digest(str(toy.root / "toy/conf"))

    before = digest()
    (toy.root / "toy/conf/db/pg.yaml").write_text("driver: other\n")
    assert digest() == before
    for change in ("toy/conf/extra/none_of_these.yaml", "toy/conf/db/.hidden.yaml", "toy/conf/README"):
        toy.write(change, "")
        assert digest() != before
        before = digest()
    toy.write("toy/conf/__pycache__/x.pyc", "")
    os.symlink("..", str(toy.root / "toy/conf/loop"))
    assert digest() != before


@pytest.mark.parametrize("text, key, value", [
    ("from hydra.core.config_store import ConfigStore\nConfigStore.instance().store('x', {'a': 1}, group='db')",
     "foreign", ["db"]),
    ("from hydra.core.config_store import ConfigStore\nConfigStore.instance().store('other', {'a': 1})",
     "foreign", ["other"]),
    ("from omegaconf import OmegaConf\nOmegaConf.register_new_resolver('oc.env', lambda *a: 'x', replace=True)",
     "replaced_resolvers", ["oc.env"]),
    ("from omegaconf import OmegaConf\nOmegaConf.register_new_resolver('mine', lambda *a: 'x')",
     "replaced_resolvers", []),
    ("import os\nos.environ['TOY_NEW'] = '1'", "environment", ["TOY_NEW"]),
    ("main._base_cfg.optim.lr = 0.5", "unsure", "the base configuration was changed"),
    ("main._base_cfg.slurm.gpus = 4", "unsure", None),
    ("main._base_cfg.slurm = {'gpus': 1}", "unsure", "the base configuration was changed"),
    ("main._base_cfg = main._get_config(['db=pg'])", "unsure", "the base configuration was changed"),
    ("main.get_xp = lambda argv: None", "unsure", "get_xp is replaced"),
    ("from dora.hydra import HydraMain\nHydraMain._get_delta = lambda self, a, b: []", "unsure",
     "_get_delta is replaced"),
    ("from dora.hydra import HydraMain\n\nclass Own(HydraMain):\n    pass\n\nmain.__class__ = Own", "unsure",
     "Own isn't hydra_main's own class"),
    ("import yaml\nyaml.SafeLoader.add_constructor('tag:yaml.org,2002:int', lambda loader, node: 7)", "unsure",
     "YAML is read in another way"),
    ("from yaml.resolver import Resolver\nfor first in 'yYnN':\n    Resolver.yaml_implicit_resolvers[first] = []", "unsure",
     "YAML is read in another way"),
    ("import yaml\nyaml.SafeLoader.bool_values.pop('yes')", "unsure", "YAML is read in another way"),
    ("main.dora.exclude.append('num')", "exclude", ["seed", "useless.*", "dora.*", "slurm.*", "num"]),
])
def test_what_stands_between_the_files_and_signatures_is_told(toy, text, key, value):
    add(toy, text)
    described = ask(toy, {"do": "describe"}, LC_ALL="C.UTF-8")[0]
    assert "failed" not in described, described
    assert described["hydra"][key] == value


@pytest.mark.parametrize("name", ["nonsense"] + ([] if VERSION_BASE else ["version_base"]))
def test_an_argument_that_this_hydra_lacks_is_named(toy, name):
    path = toy.root / "toy/train.py"
    path.write_text(path.read_text().replace("@hydra_main(", "@hydra_main({}='1.2', ".format(name), 1))
    failed = run(toy)
    assert failed.returncode == 1
    said_last = failed.stderr.splitlines()[-1]
    assert said_last.startswith("TypeError: Hydra {} has no '{}'".format(hydra.__version__, name)), failed.stderr
    assert ("1.2 and newer" in said_last) == (name == "version_base")


def test_other_places_for_configs_are_told(toy):
    toy.write("more/db/third.yaml", "driver: third\n")
    path = toy.root / "toy/conf/config.yaml"
    path.write_text(path.read_text() + "hydra:\n  searchpath: [file://{}/more]\n".format(toy.root), encoding="utf-8")
    assert ask(toy, {"do": "describe"})[0]["hydra"]["unsure"] == "the configuration sets hydra.searchpath"


def test_an_answer_tells_what_it_depends_on(toy):
    add(toy, "from omegaconf import OmegaConf\n"
             "OmegaConf.register_new_resolver('read', lambda name: open(name).read())\n")
    toy.write("note.txt", "7")
    plain, look_up, clock, read, bad = ask(
        toy, {"do": "sign", "argv": ["optim.lr=3"]}, {"do": "sign", "argv": ["name=${oc.env:TOY_NAME}"]},
        {"do": "sign", "argv": ["+t=${now:%S}"]}, {"do": "sign", "argv": ["name=${read:note.txt}"]},
        {"do": "sign", "argv": ["optim.lrr=3"]}, TOY_NAME="me")
    assert plain["delta"] == [["lr_copy", 3], ["optim.lr", 3]]
    assert plain["environment"] == [["TOY_HOST", None]] and plain["volatile"] is False
    assert look_up["delta"] == [["name", "me"]]
    assert look_up["environment"] == [["TOY_HOST", None], ["TOY_NAME", "me"]]
    assert clock["volatile"] is True
    assert read["delta"] == [["name", "7"]]
    assert read["volatile"] is hasattr(sys, "addaudithook")
    assert bad["refused"] == (
        "Could not override 'optim.lrr'. To append to your config use +optim.lrr=3; did you mean 'optim.lr'?")


def test_settings_of_a_projects_own_come_from_a_configuration():
    from dora.conf import SlurmConfig, update_from_hydra
    from omegaconf import OmegaConf
    config = OmegaConf.create({"n": 4, "job": {"gpus": "${n}", "partition": None, "setup": ["module load x"]}})
    slurm = SlurmConfig()
    update_from_hydra(slurm, config.job)
    assert (slurm.gpus, slurm.partition, slurm.setup, slurm.time) == (4, None, ["module load x"], 1200)
    update_from_hydra(slurm, {"time": 5})
    assert slurm.time == 5
    for bad, kind in (({"gpu": 1}, AttributeError), (OmegaConf.create([1]), ValueError)):
        with pytest.raises(kind):
            update_from_hydra(slurm, bad)


def test_the_configuration_has_its_interpolations_resolved(toy):
    config, refused = ask(
        toy, {"do": "config", "argv": ["optim.lr=0.5"]}, {"do": "config", "argv": ["nowhere=1"]})
    assert config["config"]["optim"]["lr"] == config["config"]["lr_copy"] == 0.5
    assert config["config"]["optim"]["betas"] == [0.9, 0.99]
    assert "nowhere" in refused["refused"]
