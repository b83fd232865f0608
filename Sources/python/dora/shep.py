"""An XP together with what became of it, as grid files see it."""
from pathlib import Path
import typing as tp

from .xp import XP

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
    def current_job_id(self) -> tp.Optional[str]:
        """What the engine calls the last run."""
        return self.job

    def __repr__(self) -> str:
        return "Sheep({}, state={}, sid={}, argv={})".format(
            self.xp.sig, self._state, self.job, self.xp.argv)
