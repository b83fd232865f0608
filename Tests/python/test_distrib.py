"""Which process of a run this is."""
import os
import signal
import subprocess

import pytest

from dora import XP, distrib
from dora.conf import DoraConfig


def set_env(monkeypatch, **values):
    for name, value in values.items():
        monkeypatch.setenv(name, str(value))


def test_alone():
    assert distrib.get_distrib_spec() == (0, 1, 0, 0, 1, "empty")
    assert (distrib.rank(), distrib.world_size(), distrib.is_master()) == (0, 1, True)


def test_by_the_variables_of_the_run(monkeypatch):
    set_env(monkeypatch, RANK=3, WORLD_SIZE=4)
    assert distrib.get_distrib_spec() == (3, 4, 3, 0, 1, "env")
    set_env(monkeypatch, LOCAL_RANK=1)
    assert distrib.get_distrib_spec().local_rank == 1
    assert (distrib.rank(), distrib.world_size(), distrib.is_master()) == (3, 4, False)


def test_by_the_variables_of_srun(monkeypatch):
    set_env(monkeypatch, SLURM_JOB_ID=9, SLURM_PROCID=5, SLURM_NTASKS=16)
    assert distrib.get_distrib_spec().source == "empty"
    set_env(monkeypatch, SLURM_STEP_NUM_TASKS=16, SLURM_LOCALID=1, SLURM_NODEID=2,
            SLURM_STEP_NUM_NODES=4)
    monkeypatch.setattr(os, "isatty", lambda file: False)
    assert distrib.get_distrib_spec() == (5, 16, 1, 2, 4, "slurm")
    # A shell on a terminal, as of `srun -n 16 --pty bash`, is one process all the same.
    monkeypatch.setattr(os, "isatty", lambda file: True)
    assert distrib.get_distrib_spec().source == "empty"


def test_a_task_of_srun_with_a_terminal_is_alone(monkeypatch):
    set_env(monkeypatch, SLURM_PROCID=0, SLURM_STEP_NUM_TASKS=2)
    shell, terminal = os.forkpty()
    if shell == 0:
        os.execvp("sh", ["sh", "-c", "echo up; exec sleep 600"])
    task = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        # Until it speaks it may not have its terminal yet.
        assert os.read(terminal, 2) == b"up"
        for pid, source in [(shell, "empty"), (task.pid, "slurm")]:
            set_env(monkeypatch, SLURM_TASK_PID=pid)
            assert distrib.get_distrib_spec().source == source
    finally:
        for pid in shell, task.pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(terminal)


@pytest.mark.parametrize("nodes, first", [
    ("node7", "node7"), ("node7,node8", "node7"), ("node[03-05,9]", "node03"),
    ("n[1,3]-x,m2", "n1-x"), ("a-b[10],c", "a-b10"),
])
def test_the_first_node_leads(monkeypatch, nodes, first):
    monkeypatch.setattr(os, "isatty", lambda file: False)
    set_env(monkeypatch, SLURM_PROCID=0, SLURM_STEP_NUM_TASKS=2, SLURM_STEP_NODELIST=nodes,
            MASTER_PORT=1)
    distrib.set_distrib_env()
    assert os.environ["MASTER_ADDR"] == first
    assert (os.environ["RANK"], os.environ["WORLD_SIZE"]) == ("0", "2")


def test_all_processes_choose_one_port(monkeypatch, tmp_path):
    ports = set()
    xp = XP(dora=DoraConfig(dir=tmp_path), cfg=None, argv=[], delta=[])
    for rank in range(3):
        set_env(monkeypatch, RANK=rank, WORLD_SIZE=3)
        monkeypatch.delenv("MASTER_PORT", raising=False)
        with xp.enter():
            distrib.set_distrib_env()
        ports.add(int(os.environ["MASTER_PORT"]))
        assert os.environ["MASTER_ADDR"] == "127.0.0.1"
    [port] = ports
    assert 20000 <= port < 60000


def test_a_run_of_one_process_needs_no_torch(project):
    done = project.python("-c", """
import sys, dora.distrib
dora.distrib.init()
assert "torch" not in sys.modules
""")
    assert done.returncode == 0, done.stderr


TORCH = {
    "torch/__init__.py": """
class cuda:
    is_available = staticmethod(lambda: False)
""",
    "torch/distributed.py": """
ready = []
def is_initialized(): return bool(ready)
def get_rank(): return 41
def get_world_size(): return 42
def init_process_group(**options): ready.append(options)
""",
}


def test_torch_is_initialised_with_the_variables_of_the_run(project):
    for name, text in TORCH.items():
        project.write(name, text)
    code = """
import os, sys
from dora import XP, distrib
from dora.conf import DoraConfig
assert distrib.rank() == 1
with XP(dora=DoraConfig(), cfg=None, argv=[], delta=[]).enter():
    distrib.init({})
assert "MASTER_PORT" in os.environ
import torch.distributed
[options] = torch.distributed.ready
assert options == dict(backend="gloo", init_method="env://", world_size=2, rank=1), options
assert (distrib.rank(), distrib.world_size()) == (41, 42)
distrib.init()
"""
    done = project.python("-c", code.format('"gloo"'), RANK="1", WORLD_SIZE="2")
    assert done.returncode == 0, done.stderr
    done = project.python("-c", code.format(""), RANK="1", WORLD_SIZE="2")
    assert done.returncode == 1
    assert "the backend 'nccl' needs a GPU" in done.stderr
