"""An XP together with what became of it, as grid files and notebooks see it."""
from pathlib import Path
import typing as tp

from . import _tool
from ._preemption import register_preemption_callback
from .xp import XP

if tp.TYPE_CHECKING:
    from .main import DecoratedMain

# As the Python tool spells it.
register_preemption_callaback = register_preemption_callback

_FINAL = {
    "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "MISSING",
}


class Sheep:
    """An XP and its last run.

    Args:
        xp: the XP.
        state: the state of its last run, in Slurm's words; None without a run.
        job: what the engine calls that run.
        log: the file with its output.
    """

    def __init__(self, xp: XP, state: tp.Optional[str] = None, job: tp.Optional[str] = None,
                 log: tp.Optional[Path] = None):
        self.xp = xp
        self.job = job
        self.log = log
        self._state = state

    def state(self, mode: str = "standard") -> tp.Optional[str]:
        """The state of the last run, or None."""
        return self._state

    def is_done(self, mode: str = "standard") -> bool:
        """Whether nothing of it will run any more."""
        return self._state is None or self._state in _FINAL

    @property
    def job_id(self) -> tp.Optional[str]:
        """What the engine calls the last run."""
        return self.job

    @property
    def current_job_id(self) -> tp.Optional[str]:
        """What the engine calls the last run."""
        return self.job

    def __repr__(self) -> str:
        return "Sheep({}, state={}, sid={}, argv={})".format(
            self.xp.sig, self._state, self.job, self.xp.argv)


class Shepherd:
    """Looks up what became of XPs; it's the tool that submits and cancels them.

    Args:
        main: the program's main function.
    """

    def __init__(self, main: "DecoratedMain", log: tp.Callable[[str], None] = print):
        self.main = main
        self.log = log

    def get_sheep_from_argv(self, argv: tp.Sequence[str]) -> Sheep:
        """The XP that these arguments stand for, and its last run."""
        return self.get_sheep_from_xp(self.main.get_xp(argv))

    def get_sheep_from_sig(self, sig: tp.Union[str, Path]) -> Sheep:
        """The XP with this signature, and its last run."""
        return self.get_sheep_from_xp(self.main.get_xp_from_sig(sig))

    def get_sheep_from_xp(self, xp: XP) -> Sheep:
        """An XP and its last run, by what the tool knows of it."""
        records = _tool.records(["status", "--json", xp.sig], is_optional=True)
        return sheep_of(xp, records[0] if records else {})

    def update(self) -> None:
        """Nothing to do: a sheep is as of when it was looked up."""


def sheep_of(xp: XP, record: tp.Dict[str, tp.Any]) -> Sheep:
    """A sheep, by a record of `dora-status --json`."""
    state = record.get("state")
    log = record.get("log")
    return Sheep(xp, state=None if state == "N/A" else state, job=record.get("job"),
                 log=Path(log) if log else None)
