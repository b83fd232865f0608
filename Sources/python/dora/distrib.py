"""Which of a run's processes this is. PyTorch is loaded by `init` alone."""
from collections import namedtuple
from hashlib import sha1
import logging
import os
import re
import sys

logger = logging.getLogger(__name__)

DistribSpec = namedtuple("DistribSpec", "rank world_size local_rank node_rank num_nodes source")


def get_distrib_spec() -> DistribSpec:
    """This process's place among those of the run, known before anything is initialised."""
    env = os.environ
    if "WORLD_SIZE" in env:
        rank = int(env["RANK"])
        return DistribSpec(
            rank, int(env["WORLD_SIZE"]), int(env.get("LOCAL_RANK", rank)),
            int(env.get("SLURM_NODEID", 0)), int(env.get("SLURM_STEP_NUM_NODES", 1)), "env")
    # SLURM_NTASKS is there in a batch script too, which is one process; the step's variables are srun's alone.
    if "SLURM_PROCID" in env and "SLURM_STEP_NUM_TASKS" in env and not _is_interactive():
        return DistribSpec(
            int(env["SLURM_PROCID"]), int(env["SLURM_STEP_NUM_TASKS"]),
            int(env.get("SLURM_LOCALID", 0)), int(env.get("SLURM_NODEID", 0)),
            int(env.get("SLURM_STEP_NUM_NODES", 1)), "slurm")
    return DistribSpec(0, 1, 0, 0, 1, "empty")


def _is_interactive() -> bool:
    """Whether srun has started a shell on a terminal: its other tasks, if any, wait for nobody."""
    try:
        with open("/proc/{}/stat".format(int(os.environ["SLURM_TASK_PID"]))) as file:
            # What follows the name: state, parent, group, session, terminal.
            return file.read().rpartition(")")[2].split()[4] != "0"
    except (KeyError, ValueError, IndexError, OSError):
        return os.isatty(0)


def set_distrib_env() -> None:
    """Completes the variables that frameworks read: MASTER_ADDR, MASTER_PORT, WORLD_SIZE, RANK, LOCAL_RANK.

    `init` calls it; call it yourself when some other framework initialises.
    """
    spec = get_distrib_spec()
    env = os.environ
    if spec.world_size == 1 and not env.get("DORA_FORCE_DISTRIB"):
        return
    if "MASTER_ADDR" not in env:
        nodes = env.get("SLURM_STEP_NODELIST") or env.get("SLURM_JOB_NODELIST")
        env["MASTER_ADDR"] = _first_node(nodes) if nodes else "127.0.0.1"
    if "MASTER_PORT" not in env:
        from .xp import get_xp
        # Every process must come to the same port without asking another.
        seed = get_xp().sig + env.get("SLURM_JOB_ID", "")
        env["MASTER_PORT"] = str(20000 + int(sha1(seed.encode()).hexdigest(), 16) % 40000)
    if "WORLD_SIZE" not in env:
        env["WORLD_SIZE"] = str(spec.world_size)
        env["RANK"] = str(spec.rank)
        env["LOCAL_RANK"] = str(spec.local_rank)


def _first_node(nodes: str) -> str:
    """The first name of Slurm's `node[01-03,07]-x,other`."""
    match = re.match(r"([^\[,]*)(?:\[([^\],-]*)[^\]]*\])?([^,]*)", nodes)
    return "".join(part or "" for part in match.groups()) if match else nodes


def init(backend: str = "nccl") -> None:
    """Initialises `torch.distributed` for the processes of this run; a run of one process needs none of it."""
    spec = get_distrib_spec()
    if spec.world_size == 1 and not os.environ.get("DORA_FORCE_DISTRIB"):
        logger.info("a run of one process, torch.distributed isn't needed")
        return
    import torch
    import torch.distributed as group
    if group.is_initialized():
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(spec.local_rank)
    elif backend == "nccl":
        raise RuntimeError("the backend 'nccl' needs a GPU: call dora.distrib.init('gloo')")
    from .xp import get_xp
    xp = get_xp()
    meets_in_file = xp.dora.use_rendezvous
    if not meets_in_file:
        set_distrib_env()
    group.init_process_group(
        backend=backend,
        init_method="file://{}".format(xp.rendezvous_file.absolute()) if meets_in_file else "env://",
        world_size=spec.world_size, rank=spec.rank)
    logger.info("process %d of %d (%d on its node), from %s",
                spec.rank, spec.world_size, spec.local_rank, spec.source)
    if meets_in_file:
        group.barrier()
        if spec.rank == 0:
            # The next run of this XP must not find the meeting of this one.
            xp.rendezvous_file.unlink()


def _initialized():
    """`torch.distributed`, if the program has loaded and initialised it."""
    group = sys.modules.get("torch.distributed")
    # A PyTorch that was built without it has no `is_initialized`.
    ready = getattr(group, "is_initialized", None)
    return group if ready is not None and ready() else None


def rank() -> int:
    """The number of this process among those of the run."""
    group = _initialized()
    return get_distrib_spec().rank if group is None else group.get_rank()


def world_size() -> int:
    """How many processes the run has."""
    group = _initialized()
    return get_distrib_spec().world_size if group is None else group.get_world_size()


def is_master() -> bool:
    """Whether this is the one process that speaks for the run."""
    return rank() == 0
