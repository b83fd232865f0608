"""Grids from a notebook or a script: `run_grid` does what `dora grid` does, through the tool itself."""
from dataclasses import dataclass, field
import json
import time
import typing as tp

from . import _tool
from ._grids import asked
from .conf import SlurmConfig, SubmitRules
from .explore import Explorer, Herd, Launcher
from .shep import Sheep, sheep_of

if tp.TYPE_CHECKING:
    from .main import DecoratedMain

__all__ = ["RunGridArgs", "SubmitRules", "run_grid"]

# Seconds between two looks at the states.
_PAUSE = 2.


@dataclass
class RunGridArgs:
    """What `run_grid` does, and how it shows it.

    Args:
        patterns: only XPs whose names match all of these; numbers are indices, `!` negates.
        monitor: whether it returns only when all runs have ended.
        interval: minutes after which the table is shown again even if no state has changed.
        trim: cut all histories to the length of the XP with this index.
        trim_last: cut all histories to the length of the shortest.
        silent: print nothing.
        dry_run: submit and cancel nothing.
        cancel: cancel what is pending or running, instead.
        clear: cancel all, delete their folders, and start them anew. Nobody is asked.
        init: make the XPs and their folders known, and submit nothing.
        jupyter: whether the output of the cell is replaced by each table.
    """
    patterns: tp.List[str] = field(default_factory=list)
    monitor: bool = True
    interval: float = 5
    trim: tp.Optional[int] = None
    trim_last: bool = False
    silent: bool = False
    dry_run: bool = False
    cancel: bool = False
    clear: bool = False
    init: tp.Optional[bool] = False
    jupyter: bool = False
    # For the command line alone.
    folder: tp.Optional[int] = None
    log: tp.Optional[int] = None
    tail: tp.Optional[int] = None
    _from_commandline: bool = False


def run_grid(main: "DecoratedMain", explorer: Explorer, grid_name: str,
             rules: SubmitRules = SubmitRules(), slurm: tp.Optional[SlurmConfig] = None,
             args: tp.Optional[RunGridArgs] = None) -> tp.List[Sheep]:
    """Submits what's missing of a grid and cancels what left it; its XPs and their last runs come back.

    Args:
        main: the decorated main function.
        explorer: asks for the XPs.
        grid_name: the grid's name, which nothing else may have.
        rules: when an XP that has a run already is submitted again.
        slurm: the resources of jobs for which the explorer doesn't say otherwise.
        args: what is done beside that.
    """
    args = RunGridArgs() if args is None else args
    if any(index is not None for index in (args.folder, args.log, args.tail)):
        raise RuntimeError("folder, log and tail are for the command line: a sheep has .xp.folder and .log")
    herd = Herd()
    explorer(Launcher(main, slurm, herd))
    grid = _Grid(main, explorer, grid_name, herd, args)
    grid.act(rules)
    sheeps = grid.sheeps()
    if args.dry_run or args.cancel or args.init or not sheeps:
        return sheeps
    return grid.monitor(sheeps)


class _Grid:
    """One grid in the tool's hands.

    Args:
        main: the decorated main function.
        explorer: shows the metrics.
        name: the grid's name.
        herd: the XPs that were asked for.
        args: what the user wants.
    """

    def __init__(self, main: "DecoratedMain", explorer: Explorer, name: str, herd: Herd, args: RunGridArgs):
        self._main = main
        self._explorer = explorer
        self._args = args
        found = asked(herd, main.get_slurm_config())
        self._lines = [
            json.dumps({"argv": argv, "resources": found["resources"][place], "array": array})
            for argv, place, array in found["xps"]]
        self._words = ["-P", main.package, "-M", main.main_module, "--stdin", "--", name] + [
            str(pattern) for pattern in args.patterns]

    def act(self, rules: SubmitRules) -> None:
        """Plans and does what the arguments say."""
        args = self._args
        flags = {
            "--retry": rules.retry, "--replace": rules.replace, "--replace-done": rules.replace_done,
            "--dry-run": args.dry_run, "--cancel": args.cancel, "--clear": args.clear, "--yes": args.clear,
            "--init": args.init,
        }
        words = ["grid", "--no-monitoring"] + [flag for flag, is_set in flags.items() if is_set]
        _tool.run(words + self._words, self._lines, is_silent=args.silent)

    def sheeps(self) -> tp.List[Sheep]:
        """The selected XPs with their last runs, in the grid's order."""
        words = ["--json"] + (["--dry-run"] if self._args.dry_run else []) + self._words
        listed = _tool.records(words, self._lines, tool="dora-grid")
        if not listed:
            return []
        if self._args.dry_run:
            # An XP that isn't in the store has no status, but a place in the plan.
            plan = _tool.records(["grid", "--dry-run", "--json"] + self._words, self._lines, is_silent=True)
            states = [step for step in plan if step["index"] is not None]
        else:
            states = _tool.records(["status", "--json"], [xp["sig"] for xp in listed])
        sheeps = []
        for entry, state in zip(listed, states):
            xp = self._main.get_xp(entry["argv"])
            xp.rename(entry["sig"])
            sheeps.append(sheep_of(xp, state))
        return sheeps

    def monitor(self, sheeps: tp.List[Sheep]) -> tp.List[Sheep]:
        """Shows the table until nothing runs any more; once, if that isn't wanted."""
        shown: tp.Optional[tp.List[tp.Optional[str]]] = None
        due = 0.
        while True:
            states = [sheep.state() for sheep in sheeps]
            if not self._args.silent and (states != shown or time.monotonic() >= due):
                self._show(sheeps)
                due = time.monotonic() + self._args.interval * 60
            shown = states
            if not self._args.monitor or all(sheep.is_done() for sheep in sheeps):
                return sheeps
            time.sleep(min(_PAUSE, self._args.interval * 60))
            found = _tool.records(["status", "--json"], [sheep.xp.sig for sheep in sheeps])
            sheeps = [sheep_of(sheep.xp, state) for sheep, state in zip(sheeps, found)]

    def _show(self, sheeps: tp.List[Sheep]) -> None:
        import treetable as tt
        if self._args.jupyter:
            from IPython import display
            display.clear_output(wait=True)
        names, base = self._main.get_names([sheep.xp for sheep in sheeps])
        histories = self._histories(sheeps)
        lines = [
            self._line(index, sheep, name, history)
            for index, (sheep, name, history) in enumerate(zip(sheeps, names, histories))]
        if base:
            print("Base name:", base)
        head = tt.table(
            [tt.group("Meta", self._explorer.get_grid_meta())] + list(self._explorer.get_grid_metrics()),
            shorten=True)
        print(tt.treetable(lines, head, colors=self._explorer.get_colors()))

    def _histories(self, sheeps: tp.Sequence[Sheep]) -> tp.List[tp.List[dict]]:
        histories = [self._main.get_xp_history(sheep.xp) for sheep in sheeps]
        length = None
        if self._args.trim is not None:
            length = len(histories[self._args.trim])
        elif self._args.trim_last:
            length = min(len(history) for history in histories)
        return [history[:length] for history in histories]

    def _line(self, index: int, sheep: Sheep, name: str, history: tp.List[dict]) -> tp.Dict[str, tp.Any]:
        meta = {
            "index": index, "name": name, "state": (sheep.state() or "N/A")[:3], "sig": sheep.xp.sig,
            "sid": sheep.job or "",
        }
        try:
            metrics = self._explorer.process_sheep(sheep, history)
        except NotImplementedError:
            metrics = self._explorer.process_history(history)
        return dict({"Meta": meta}, **metrics)
