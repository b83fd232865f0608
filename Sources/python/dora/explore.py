"""What grid files are written with: the explorer, and the launcher that it's given."""
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field
import typing as tp

from . import _treetable
from ._sbatch import OPTIONS
from .conf import SlurmConfig

if tp.TYPE_CHECKING:
    from .main import DecoratedMain
    from .shep import Sheep, Shepherd

# Grid files import it, and describe their tables with it.
_treetable.provide()


@dataclass
class Call:
    """One call of a launcher: an XP to be."""
    argv: tp.List[str]
    slurm: SlurmConfig
    # The names of those of its resources that the grid file has set.
    chosen: tp.FrozenSet[str]
    # The job array that it belongs to, by number.
    array: tp.Optional[int] = None


@dataclass
class Herd:
    """What an explorer has asked for, in order; XPs that were asked for twice are still there twice."""
    calls: tp.List[Call] = field(default_factory=list)
    arrays: int = 0
    # The resources of the array that is being filled.
    _array_slurm: tp.Optional[SlurmConfig] = None


def _duplicate(slurm: SlurmConfig) -> SlurmConfig:
    """A deep copy, made for each of ten thousand XPs: only lists and such are worth copying deeply."""
    new = copy(slurm)
    for key, value in vars(slurm).items():
        if isinstance(value, (list, dict)):
            setattr(new, key, deepcopy(value))
    return new


class Launcher:
    """Asks for XPs: `launcher(lr=0.1)`.

    Arguments are keywords, dicts, strings that go to the program as they are, or lists of those.
    """

    def __init__(self, main: "DecoratedMain", slurm: tp.Optional[SlurmConfig] = None,
                 herd: tp.Optional[Herd] = None, argv: tp.Sequence[str] = ()):
        # Projects that copy launchers their own way hand on what the Python tool's have: a shepherd.
        self._main: "DecoratedMain" = main.main if type(main).__name__ == "Shepherd" else main
        self._slurm = _duplicate(self._main.get_slurm_config() if slurm is None else slurm)
        self._herd = Herd() if herd is None else herd
        self._argv = list(argv)
        self._chosen: tp.FrozenSet[str] = frozenset()

    @property
    def _shepherd(self) -> "Shepherd":
        # Some grids look XPs up through it.
        from .shep import Shepherd
        return Shepherd(self._main)

    def _copy(self) -> "Launcher":
        new = Launcher(self._main, self._slurm, self._herd, self._argv)
        new._chosen = self._chosen
        return new

    def bind(self, *args, **kwargs) -> "Launcher":
        """A new launcher with these arguments added to all of its XPs."""
        return self._copy().bind_(*args, **kwargs)

    def bind_(self, *args, **kwargs) -> "Launcher":
        """Adds these arguments to all XPs of this launcher from now on."""
        for arg in args:
            self._argv += self._main.value_to_argv(arg)
        self._argv += self._main.value_to_argv(kwargs)
        return self

    def slurm(self, **kwargs) -> "Launcher":
        """A new launcher with these resources for all of its XPs."""
        return self._copy().slurm_(**kwargs)

    def slurm_(self, **kwargs) -> "Launcher":
        """Sets resources of all XPs of this launcher from now on: keys of `SlurmConfig`, or options of sbatch."""
        for key, value in kwargs.items():
            if not hasattr(self._slurm, key) and key not in OPTIONS:
                raise AttributeError("no resource is called '{}'; there are {}".format(
                    key, ", ".join(sorted(vars(self._slurm)))))
            setattr(self._slurm, key, value)
        self._chosen |= set(kwargs)
        return self

    def __call__(self, *args, **kwargs) -> None:
        """Asks for one XP, with these arguments after the launcher's own."""
        launcher = self.bind(*args, **kwargs)
        herd = self._herd
        array = None
        if herd._array_slurm is not None:
            assert vars(herd._array_slurm) == vars(launcher._slurm), \
                "all XPs of one job array have the same resources"
            array = herd.arrays - 1
        herd.calls.append(Call(launcher._argv, launcher._slurm, launcher._chosen, array))

    @contextmanager
    def job_array(self):
        """Submits the XPs that are asked for inside as one job array."""
        herd = self._herd
        assert herd._array_slurm is None, "a job array can't begin inside another"
        herd._array_slurm = _duplicate(self._slurm)
        herd.arrays += 1
        try:
            yield
        finally:
            herd._array_slurm = None


class Explorer:
    """The function that asks for a grid's XPs, and how their metrics are shown; subclasses change the latter."""

    def __init__(self, explore: tp.Callable[[Launcher], None]):
        self.explore = explore

    def __call__(self, launcher: Launcher) -> None:
        self.explore(launcher)

    def get_grid_metrics(self) -> tp.List[tp.Any]:
        """The metrics to show, as nodes of `treetable`."""
        return []

    def get_grid_meta(self) -> tp.List[tp.Any]:
        """What to show of each XP beside its metrics, as nodes of `treetable`."""
        import treetable as tt
        return [
            tt.leaf("index", align=">"), tt.leaf("name"), tt.leaf("state"),
            tt.leaf("sig", align=">"), tt.leaf("sid", align=">"),
        ]

    def get_colors(self) -> tp.List[str]:
        """The colours of the table's lines, in turn."""
        return ["0", "38;5;245"]

    def process_sheep(self, sheep: "Sheep", history: tp.List[dict]) -> dict:
        """The metrics of one XP as the table wants them; if it isn't overridden, `process_history` is asked."""
        raise NotImplementedError

    def process_history(self, history: tp.List[dict]) -> dict:
        """The last value of each metric, and `epoch`, the number of entries."""
        metrics: tp.Dict[str, tp.Any] = {"epoch": len(history)}
        for entry in history:
            metrics.update(entry)
        return metrics
