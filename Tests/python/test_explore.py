"""Grid files."""
from argparse import ArgumentParser

import pytest

from dora import Explorer, Launcher, Sheep, argparse_main
from dora.conf import SlurmConfig


@pytest.fixture
def launcher(tmp_path):
    main = argparse_main(ArgumentParser(), dir=tmp_path)(lambda: None)
    return Launcher(main)


def asked(launcher):
    return [(call.argv, call.array) for call in launcher._herd.calls]


def test_arguments_add_up(launcher):
    @Explorer
    def explorer(launcher):
        launcher(epochs=40)
        launcher.bind_(["--x", {"lr": 0.1}], dim=3)
        sub = launcher.bind({"dim": 4}, "--y")
        sub(seed=1)
        launcher()

    explorer(launcher)
    assert asked(launcher) == [
        (["--epochs=40"], None),
        (["--x", "--lr=0.1", "--dim=3", "--dim=4", "--y", "--seed=1"], None),
        (["--x", "--lr=0.1", "--dim=3"], None),
    ]


def test_resources_are_each_launchers_own(launcher):
    sub = launcher.slurm(gpus=8)
    sub()
    launcher()
    launcher.slurm_(mem_per_gpu=None, partition="dev")()
    assert [call.slurm for call in launcher._herd.calls] == [
        SlurmConfig(gpus=8), SlurmConfig(), SlurmConfig(mem_per_gpu=None, partition="dev")]
    with pytest.raises(AttributeError, match="cpu_per_task"):
        launcher.slurm(cpu_per_task=40)


def test_options_of_sbatch_are_resources_too(launcher):
    from dora._grids import asked as all_asked
    assert vars(SlurmConfig(gpus=2, nice=5))["nice"] == 5
    with pytest.raises(TypeError):
        SlurmConfig(nicer=5)
    launcher.slurm(reservation="a", exclusive=True)()
    launcher.slurm(reservation="b")()
    launcher()
    assert all_asked(launcher._herd, SlurmConfig())["resources"] == [
        {"reservation": "a", "exclusive": True}, {"reservation": "b"}, {}]
    with pytest.raises(AttributeError):
        launcher.slurm(job_name="mine")
    with launcher.job_array():
        with pytest.raises(AssertionError):
            launcher.slurm(reservation="c")()


def test_job_arrays_have_one_set_of_resources(launcher):
    with launcher.job_array():
        for seed in range(2):
            launcher(seed=seed)
        with pytest.raises(AssertionError):
            launcher.slurm(gpus=8)(seed=3)
        with pytest.raises(AssertionError):
            with launcher.job_array():
                pass
    launcher(seed=4)
    with launcher.job_array():
        launcher.bind(seed=5)()
    assert [array for _, array in asked(launcher)] == [0, 0, None, 1]


def test_metrics_of_a_history_are_its_last_ones(tmp_path):
    explorer = Explorer(lambda launcher: None)
    history = [{"train": {"loss": 2}, "best": 1}, {"train": {"loss": 1}}]
    assert explorer.process_history(history) == {"epoch": 2, "train": {"loss": 1}, "best": 1}
    assert explorer.get_grid_metrics() == []
    assert len(explorer.get_colors()) == 2
    with pytest.raises(NotImplementedError):
        explorer.process_sheep(None, history)


def test_a_sheep_is_an_xp_and_its_last_run(launcher):
    xp = launcher._main.get_xp([])
    assert Sheep(xp).is_done() and Sheep(xp).state() is None
    running = Sheep(xp, state="RUNNING", job="7")
    assert (running.xp, running.current_job_id, running.is_done()) == (xp, "7", False)
    assert Sheep(xp, state="FAILED", job="7").is_done()
    assert repr(running) == "Sheep(97d170e1, state=RUNNING, sid=7, argv=[])"
