"""A program's grid files: which there are, what XPs they ask for, and how they show metrics."""
from contextlib import contextmanager
from copy import copy
import importlib
import json
import os
from pathlib import Path
import typing as tp

from .conf import SlurmConfig
from .explore import Explorer, Herd, Launcher
from .shep import Sheep
from .utils import jsonable
from .xp import XP

if tp.TYPE_CHECKING:
    from .main import DecoratedMain

Answer = tp.Dict[str, tp.Any]


class GridError(Exception):
    """What is wrong with a grid file, in one sentence."""


class Grids:
    """The grid files of one program.

    Args:
        main: its main function.
    """

    def __init__(self, main: "DecoratedMain"):
        self._main = main
        self._package = main.dora.grid_package or main.package + ".grids"
        self._explorer: tp.Optional[Explorer] = None

    def make(self, name: str, slurm: tp.Dict[str, tp.Any]) -> Answer:
        """The XPs that a grid asks for and how to show them, or the grids that there are when it's none of them."""
        folders = self._folders()
        file = name.replace(".", "/") + ".py"
        if not any(os.path.isfile(os.path.join(folder, file)) for folder in folders):
            return {"folders": folders, "grids": _names(folders)}
        explorer = getattr(importlib.import_module(self._package + "." + name), "explorer", None)
        if explorer is None:
            raise GridError("it has no 'explorer'")
        if not isinstance(explorer, Explorer):
            raise GridError("its 'explorer' is no dora.Explorer, but {}".format(type(explorer).__name__))
        self._explorer = explorer
        herd = Herd()
        with _folder(self._main.dora.dir / self._main.dora._grids / name):
            explorer(Launcher(self._main, self._slurm(slurm), herd))
        return dict(asked(herd, self._main.get_slurm_config()), look=_look(explorer))

    def list(self) -> Answer:
        """The names of all grids."""
        folders = self._folders()
        return {"folders": folders, "grids": _names(folders)}

    def metrics(self, question: tp.Dict[str, tp.Any]) -> Answer:
        """What the explorer makes of one XP's history, cut to `length` entries if that is given."""
        explorer = tp.cast(Explorer, self._explorer)
        xp = XP(dora=self._main.dora, cfg=None, argv=question["argv"], sig=question["sig"])
        history = self._main.get_xp_history(xp)[:question.get("length")]
        try:
            if _overrides(explorer, "process_sheep"):
                found = self._main.get_xp(xp.argv)
                found.rename(xp.sig)
                sheep = Sheep(found, state=question.get("state"), job=question.get("job"),
                              log=Path(question["log"]) if question.get("log") else None)
                return {"metrics": _row(explorer.process_sheep(sheep, history))}
        except NotImplementedError:
            pass
        return {"metrics": _row(explorer.process_history(history))}

    def _folders(self) -> tp.List[str]:
        """Where the grid files are; wherever an alias leads."""
        try:
            package = importlib.import_module(self._package)
        except ModuleNotFoundError as error:
            # Its absence is no fault; that of something that it imports is.
            if error.name and (self._package + ".").startswith(error.name + "."):
                return []
            raise
        file = getattr(package, "__file__", None)
        return [os.path.dirname(os.path.abspath(file))] if file else list(package.__path__)

    def _slurm(self, given: tp.Dict[str, tp.Any]) -> SlurmConfig:
        slurm = copy(self._main.get_slurm_config())
        for key, value in given.items():
            setattr(slurm, key, value)
        return slurm


@contextmanager
def _folder(path: Path) -> tp.Iterator[None]:
    """Meanwhile a grid has its folder of links: grid files list their own, to ask once more for what is there."""
    made = [folder for folder in [path, *path.parents] if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        # A dry run leaves nothing.
        for folder in made:
            try:
                folder.rmdir()
            except OSError:
                break


def _names(folders: tp.Sequence[str]) -> tp.List[str]:
    found = set()
    for top in folders:
        for folder, below, files in os.walk(top):
            below[:] = [name for name in below if not name.startswith(("_", "."))]
            for file in files:
                stem, extension = os.path.splitext(file)
                if extension == ".py" and not stem.startswith("_"):
                    path = os.path.relpath(os.path.join(folder, stem), top)
                    found.add(path.replace(os.sep, "."))
    return sorted(found)


def asked(herd: Herd, usual: SlurmConfig) -> Answer:
    """Every call of the launcher in short: arguments, the place of its resources, its array."""
    # By all that was set: options of sbatch are no fields, which is what two configurations are compared by.
    kinds: tp.List[tp.Tuple[tp.Dict[str, tp.Any], tp.FrozenSet[str]]] = []
    calls: tp.List[tp.List[tp.Any]] = []
    place = 0
    for call in herd.calls:
        kind = (vars(call.slurm), call.chosen)
        # Most have those of the call before.
        if not kinds or kinds[place] != kind:
            if kind not in kinds:
                kinds.append(kind)
            place = kinds.index(kind)
        calls.append([[str(word) for word in call.argv], place, call.array])
    return {"resources": [_chosen(slurm, chosen, usual) for slurm, chosen in kinds], "xps": calls}


def _chosen(slurm: tp.Dict[str, tp.Any], chosen: tp.AbstractSet[str], usual: SlurmConfig) -> Answer:
    """The resources that a grid file has set, or that are otherwise not as for all XPs of the program."""
    return {
        name: jsonable(value) for name, value in slurm.items()
        if name in chosen or value != getattr(usual, name, None)}


def _look(explorer: Explorer) -> Answer:
    """How the grid's table is made; what isn't overridden is None, and needs no Python."""
    look: Answer = {"meta": None, "metrics": None, "colors": None}
    for part in look:
        method = "get_colors" if part == "colors" else "get_grid_" + part
        if _overrides(explorer, method):
            value = list(getattr(explorer, method)())
            look[part] = [str(color) for color in value] if part == "colors" else [
                _node(node) for node in value]
    look["processes"] = _overrides(explorer, "process_sheep") or _overrides(explorer, "process_history")
    return look


def _overrides(explorer: Explorer, method: str) -> bool:
    own = getattr(getattr(explorer, method), "__func__", None)
    return own is not getattr(Explorer, method)


def _node(node: tp.Any) -> Answer:
    """A node of treetable's in JSON."""
    names = ("key", "display", "align", "format", "wrap", "missing", "shorten")
    values = {name: getattr(node, name, None) for name in names}
    found = {name: value for name, value in values.items() if name == "key" or value is not None}
    groups = getattr(node, "groups", None)
    if groups is not None:
        found["groups"] = [_node(child) for child in groups]
    return found


def _row(metrics: tp.Any) -> tp.Any:
    """Metrics as JSON has them; whatever it hasn't is shown as text."""
    if isinstance(metrics, dict):
        return {str(key): _row(value) for key, value in metrics.items()}
    try:
        value = jsonable(metrics)
        json.dumps(value)
        return value
    except (TypeError, ValueError):
        return str(metrics)
