"""What a project configures: where XPs live, what jobs need, when they're submitted again."""
from argparse import Namespace
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import wraps
from pathlib import Path
import typing as tp

from ._sbatch import OPTIONS
from .git_save import to_absolute_path


def update_from_args(data: tp.Any, args: Namespace) -> None:
    """Sets the fields of `data` that `args` has a value for."""
    for key in list(vars(data)):
        value = getattr(args, key, None)
        if value is not None:
            setattr(data, key, value)


def update_from_hydra(data: tp.Any, cfg: tp.Any) -> None:
    """Sets the fields of `data` to what a configuration says, interpolations resolved; a name that's no field is an error.

    Args:
        data: the settings.
        cfg: a mapping of OmegaConf's or Python's own.
    """
    from omegaconf import OmegaConf
    values = OmegaConf.to_container(cfg, resolve=True) if OmegaConf.is_config(cfg) else cfg
    if not isinstance(values, dict):
        raise ValueError("settings are a group of values, not {!r}".format(values))
    for key, value in values.items():
        if not hasattr(data, str(key)) and not (isinstance(data, SlurmConfig) and key in OPTIONS):
            raise AttributeError("{} has no setting '{}'".format(type(data).__name__, key))
        setattr(data, key, value)


def _with_options(cls: type) -> type:
    """Lets a class of settings be made with options of sbatch as well."""
    fields_only = cls.__init__

    @wraps(fields_only)
    def __init__(self: tp.Any, *args: tp.Any, **kwargs: tp.Any) -> None:
        more = {name: kwargs.pop(name) for name in list(kwargs) if name in OPTIONS}
        fields_only(self, *args, **kwargs)
        vars(self).update(more)

    setattr(cls, "__init__", __init__)
    return cls


@_with_options
@dataclass
class SlurmConfig:
    """The resources of a job; nodes and tasks follow from the number of GPUs. Any other option of sbatch may be set too.

    Args:
        gpus: GPUs in all; 0 for none.
        gpus_per_node: how many a node has: more than this takes several whole nodes.
        mem_per_gpu: GB of memory for each GPU; 0 leaves it to the cluster.
        time: minutes that the job may take.
        cpus_per_gpu: CPUs for each GPU.
        cpus_per_task: CPUs for each task, if that isn't to follow from `cpus_per_gpu`.
        partition: the partition; None is the cluster's default.
        comment: a comment on the job.
        setup: shell commands that run before the program.
        max_num_timeout: how many times a job that ran out of time is queued again.
        constraint: features that the nodes must have.
        one_task_per_node: one task a node instead of one a GPU.
        array: `auto`, `never` or the most tasks that an array has.
        array_parallelism: how many tasks of an array run at once.
        exclude: nodes to avoid.
        qos: the quality of service.
        account: the account to charge.
        dependents: jobs chained behind this one, instead of queueing it again.
        container_chdir: whether a container starts in the working directory.
        force_chdir: the older name of `container_chdir`.
        srun_args: more words for srun.
        python: the interpreter, if it isn't the one that submits.
        nodelist: nodes to use.
    """
    gpus: int = 1
    gpus_per_node: int = 8
    mem_per_gpu: float = 40
    time: int = 1200
    cpus_per_gpu: int = 10
    cpus_per_task: tp.Optional[int] = None
    partition: tp.Optional[str] = None
    comment: tp.Optional[str] = None
    setup: tp.List[str] = field(default_factory=list)
    max_num_timeout: int = 20
    constraint: str = ""
    one_task_per_node: bool = False
    array: str = "auto"
    array_parallelism: int = 256
    exclude: tp.Optional[str] = None
    qos: tp.Optional[str] = None
    account: tp.Optional[str] = None
    dependents: int = 0
    container_chdir: bool = False
    force_chdir: tp.Optional[bool] = None
    srun_args: tp.List[str] = field(default_factory=list)
    python: tp.Optional[str] = None
    nodelist: tp.Optional[tp.List[str]] = None


@dataclass
class SubmitRules:
    """When an XP that has a run already is submitted again.

    Args:
        retry: if its last run failed or was cancelled.
        update: if its resources have changed.
        replace: if it's pending or running.
        replace_done: if it's done.
    """
    retry: bool = False
    update: bool = False
    replace: bool = False
    replace_done: bool = False


@dataclass
class DoraConfig:
    """Where and how a project's XPs are kept.

    Args:
        dir: the output folder: checkpoints and metrics of all XPs. Relative paths count from where the program is
            started, and become absolute at once, since programs change their working directory.
        exclude: patterns of argument names that aren't signed.
        git_save: whether runs use a checkout of their code.
        require_clean: whether runs are refused as long as a file outside the grids isn't committed.
        post_git_save_commands: shell commands to run in a fresh checkout.
        local_code: whether a checkout is copied to the node that runs it.
        shared: a folder where argument lists are kept for others too.
        grid_package: the package with the grid files; `<package>.grids` if None.
        history: the file with an XP's metrics, in its folder.
        xps: the folder of the XPs, in `dir`.
        rendezvous_file: where the workers of a run meet, if `use_rendezvous` is set.
    """
    dir: Path = Path("./outputs")
    exclude: tp.List[str] = field(default_factory=list)
    git_save: bool = False
    require_clean: bool = False
    post_git_save_commands: tp.List[str] = field(default_factory=list)
    local_code: bool = False
    shared: tp.Optional[Path] = None
    grid_package: tp.Optional[str] = None
    history: str = "history.json"
    xps: str = "xps"
    rendezvous_file: str = "rendezvous.txt"
    use_rendezvous: bool = False
    _grids: str = "grids"
    _codes: str = "codes"

    def is_excluded(self, arg_name: str) -> bool:
        """Whether an argument stays out of the signature."""
        return any(fnmatch(arg_name, pattern) for pattern in self.exclude)

    def __setattr__(self, name, value):
        if name in ("dir", "shared") and value is not None:
            value = to_absolute_path(Path(value))
        super().__setattr__(name, value)
