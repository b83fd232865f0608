"""The metrics of an XP, from its program to its folder."""
from pathlib import Path
import typing as tp

from . import distrib
from ._history import HistoryFile
from .utils import jsonable


class Link:
    """What a program pushes its metrics through.

    `history` is one list for as long as the link lives, and programs may change it in place. Every process of a run has
    it; only rank 0 writes it down.

    Args:
        history_file: the `history.json` of an XP; None keeps the metrics in memory alone.
    """

    def __init__(self, history_file: tp.Optional[Path] = None):
        self.history: tp.List[dict] = []
        self.history_file = history_file
        self._file: tp.Optional[HistoryFile] = None

    def load(self) -> None:
        """Reads what earlier runs have pushed, if there is anything."""
        entries = None if self.history_file is None else self._written().entries()
        if entries is not None:
            self.history[:] = entries

    def push_metrics(self, metrics: dict) -> None:
        """Adds one entry, such as the metrics of an epoch."""
        metrics = _entry(metrics)
        if self._is_writer:
            self._written().push(metrics)
        self.history.append(metrics)

    def update_history(self, history: tp.List[dict]) -> None:
        """Replaces all entries, for a program that keeps them in its own checkpoints."""
        if not isinstance(history, (list, tuple)):
            raise ValueError("history must be a list, but got {}".format(type(history)))
        entries = [_entry(entry) for entry in history]
        if self._is_writer:
            self._written().replace(entries)
        self.history[:] = entries

    @property
    def _is_writer(self) -> bool:
        return self.history_file is not None and distrib.is_master()

    def _written(self) -> HistoryFile:
        path = str(self.history_file)
        if self._file is None or self._file.path != path:
            self._file = HistoryFile(path)
        return self._file


def _entry(metrics: tp.Any) -> dict:
    entry = jsonable(metrics)
    if not isinstance(entry, dict):
        raise ValueError("metrics must be a dict, but got {}".format(type(metrics)))
    return entry
