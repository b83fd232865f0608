"""Names of XPs for people, made of their deltas."""
from collections import OrderedDict
from pathlib import Path
import typing as tp

from .xp import XP


class NamesMixin:
    """How XPs are named; a project overrides what it wants otherwise."""

    def short_name_part(self, key: str, value: tp.Any) -> str:
        """One part of a name, with every component of the key but the last cut to 3 letters."""
        *above, last = key.split(".")
        key = ".".join([part[:3] for part in above] + [last])
        if value is True:
            return key
        return "{}={}".format(key, value.name if isinstance(value, Path) else value)

    def get_name_parts(self, xp: XP) -> "OrderedDict[str, tp.Any]":
        """The parts of a name by argument, in the order of the delta."""
        assert xp.delta is not None
        return OrderedDict(xp.delta)

    def get_name(self, xp: XP) -> str:
        """The whole name of one XP."""
        _, base = self.get_names([xp])
        return base

    def get_names(self, xps: tp.Sequence[XP]) -> tp.Tuple[tp.List[str], str]:
        """A name for each XP, and the base name: the parts that all of them share."""
        assert xps
        every = [self.get_name_parts(xp) for xp in xps]
        missing = object()
        # Compared with ==, as deltas are: 1, 1.0 and True are one value.
        shared = OrderedDict(
            (key, value) for key, value in every[0].items()
            if all(parts.get(key, missing) == value for parts in every))
        names = [self._name(parts, without=shared) for parts in every]
        return names, self._name(shared)

    def _name(self, parts: tp.Mapping[str, tp.Any], without: tp.Container[str] = ()) -> str:
        return " ".join(
            self.short_name_part(key, value) for key, value in parts.items() if key not in without)
