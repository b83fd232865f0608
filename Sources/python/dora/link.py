"""The metrics of an XP, from its program to its folder."""
from pathlib import Path
import typing as tp

from . import distrib
from ._history import HistoryFile
from .utils import jsonable


class Link:
    """What a program pushes its metrics through.

    `history` is one list for as long as the link lives, and programs may change it in place. It begins empty: one that
    goes on from a checkpoint calls `load`, or gives `update_history` what it kept itself; for one that begins anew the
    metrics of earlier runs are gone at its first push. After each push the files hold what the list holds. Every
    process of a run has the list; only rank 0 writes it down.

    Args:
        history_file: the `history.json` of an XP; None keeps the metrics in memory alone.
    """

    def __init__(self, history_file: tp.Optional[Path] = None):
        self.history: tp.List[dict] = []
        self.history_file = history_file
        self._file: tp.Optional[HistoryFile] = None
        # The list, its length and its last entry, as they were when the files held the same.
        self._kept: tp.Tuple[tp.Any, ...] = ()

    def load(self) -> None:
        """Reads what earlier runs have pushed, if there is anything."""
        entries = None if self.history_file is None else self._written().entries()
        if entries is not None:
            self.history[:] = entries
            self._keep()

    def push_metrics(self, metrics: dict) -> None:
        """Adds one entry, such as the metrics of an epoch."""
        entry = _entry(metrics)
        if self._is_writer:
            # An entry in the middle that was changed in place isn't noticed; `update_history` is for that.
            if self._is_kept or not (self.history or self._written().entries()):
                self._written().push(entry)
            else:
                self._written().replace([_entry(kept) for kept in self.history] + [entry])
        self.history.append(entry)
        self._keep()

    def update_history(self, history: tp.List[dict]) -> None:
        """Replaces all entries, for a program that keeps them in its own checkpoints."""
        if not isinstance(history, (list, tuple)):
            raise ValueError("a history is a list of dicts, not {}".format(type(history).__name__))
        entries = [_entry(entry) for entry in history]
        if self._is_writer:
            self._written().replace(entries)
        self.history[:] = entries
        self._keep()

    def _state(self) -> tp.Tuple[tp.Any, ...]:
        return (self.history, len(self.history), self.history[-1] if self.history else None)

    def _keep(self) -> None:
        self._kept = self._state()

    @property
    def _is_kept(self) -> bool:
        """Whether the list is still what the files hold, as far as that can be seen at no cost."""
        if not self._kept:
            return False
        kept, now = self._kept, self._state()
        return kept[0] is now[0] and kept[1] == now[1] and kept[2] is now[2]

    @property
    def _is_writer(self) -> bool:
        return self.history_file is not None and distrib.is_master()

    def _written(self) -> HistoryFile:
        path = str(self.history_file)
        if self._file is None or self._file.path != path:
            self._file = HistoryFile(path)
            self._kept = ()
        return self._file


def _entry(metrics: tp.Any) -> dict:
    entry = jsonable(metrics)
    if not isinstance(entry, dict):
        raise ValueError("metrics must be a dict, but got {}".format(type(metrics)))
    return entry
