"""Python values as JSON: what is signed of them, and what a description must know of them."""

import argparse
import enum
import json
import pathlib

from .utils import jsonable

# Above this Python may refuse to read or print a number.
LARGEST = 10**600


def signable(value):
    """The JSON form of an argument's value, which is what is signed; ValueError when there is none."""
    converted = jsonable(value)
    json.loads(json.dumps(converted), object_pairs_hook=_distinct)
    return converted


def _distinct(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("keys that JSON can't tell apart")


def is_known_enum(cls):
    """Whether members of an enum class compare, and are looked up, as Python's own enums do."""
    return (
        type(cls) is enum.EnumMeta
        and not issubclass(cls, enum.Flag)
        and cls.__new__ is enum.Enum.__new__
        and getattr(cls._missing_, "__func__", None) is enum.Enum._missing_.__func__
        and cls.__eq__ in (object.__eq__, str.__eq__, int.__eq__, float.__eq__)
        and all(type(m.value) in (str, int, float, bool, type(None), tuple) for m in cls)
    )


def is_shared(value):
    """Whether every value equal to this one that parsing makes is this very object, in CPython."""
    if value is None or value is argparse.SUPPRESS or isinstance(value, (bool, enum.Enum)):
        return True
    if type(value) is int:
        return -5 <= value <= 256
    if type(value) is not str or len(value) > 1 or value >= "\u0100":
        return False
    # A constant of one character may be another object than the one that every computation gives.
    return value is (chr(ord(value)) if value else str())


# Types whose values compare with no value of a type that isn't here, and the numbers.
_ALONE = (object, dict, bytes, set, frozenset, list, tuple)


def _compared_like(cls):
    """The name of the type of Python's own that decides how values of this type compare, or None."""
    for kind in _ALONE:
        if cls.__eq__ is kind.__eq__ and cls.__ne__ is kind.__ne__:
            return kind.__name__
    return None


class Values:
    """Encodes values, and keeps apart those that Swift can't compare."""

    def __init__(self):
        self.members = []
        self.enums = []
        self.opaques = []
        self._places = {}
        self._kept = []

    def _place(self, table, value):
        """Where a value is in a table, or would be next; and whether it's new there."""
        key = (id(table), id(value))
        if key in self._places:
            return self._places[key], False
        # As long as it's kept, no other value gets its id.
        self._kept.append(value)
        self._places[key] = sum(1 for other in self._places if other[0] == key[0])
        return self._places[key], True

    def identity(self, value):
        """A number for the object, or -1 when its value alone says which object it is."""
        return -1 if is_shared(value) else self._place(self._kept, value)[0]

    def encode(self, value):
        plain = self._plain(value, 0)
        return {"opaque": self._opaque(value)} if plain is None else plain[0]

    def enum(self, cls):
        """The place of an enum class that turns strings into members, or None."""
        if not is_known_enum(cls):
            return None
        place, is_new = self._place(self.enums, cls)
        if is_new:
            self.enums.append(None)
            names = [v for v in cls._value2member_map_ if type(v) is str]
            self.enums[place] = [[name, self._member(cls(name))] for name in names]
        return place

    def _plain(self, value, depth):
        """The form of a value that Swift can compare, in a list; None when there is none."""
        kind = type(value)
        if value is argparse.SUPPRESS:
            return [{"suppress": True}]
        if value is None or kind in (bool, str, float):
            return [value]
        if kind is int:
            return [value] if -LARGEST < value < LARGEST else None
        if kind is pathlib.PosixPath:
            return [{"path": str(value)}]
        if isinstance(value, enum.Enum):
            return [{"member": self._member(value)}] if is_known_enum(kind) else None
        if kind not in (list, tuple) or depth > 20:
            return None
        parts = []
        for part in value:
            # A list equals itself even if it holds a nan, which doesn't.
            plain = None if part != part else self._plain(part, depth + 1)
            if plain is None:
                return None
            parts.append(plain[0])
        return [{kind.__name__: parts}]

    def _member(self, member):
        place, is_new = self._place(self.members, member)
        if is_new:
            entry = {"repr": repr(member), "str": str(member), "type": type(member).__name__}
            if isinstance(member, str):
                entry["value"] = str.__str__(member)
            elif isinstance(member, int):
                entry["value"] = int.__add__(member, 0)
            elif isinstance(member, float):
                entry["value"] = float.__add__(member, 0.0)
            self.members.append(entry)
        return place

    def _opaque(self, value):
        place, is_new = self._place(self.opaques, value)
        if is_new:
            self.opaques.append(None)
            entry = {"type": type(value).__name__, "like": _compared_like(type(value))}
            try:
                entry["differs"] = bool(value != value)
                entry["json"] = signable(value)
            except (TypeError, ValueError):
                entry["signable"] = False
            except Exception:
                pass
            self.opaques[place] = entry
        return place
