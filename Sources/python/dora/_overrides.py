"""Python values as Hydra's grammar of overrides has them."""
import json
import typing as tp


def to_override(value: tp.Any) -> str:
    """A value as the right side of an override. TypeError or ValueError when the grammar has no such thing."""
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float, str)):
        # As the Python tool writes it: a letter beyond ASCII is an escape that Hydra takes for what it is, six letters.
        return json.dumps(value)
    if isinstance(value, dict):
        items = ["{}: {}".format(_key(key), to_override(item)) for key, item in value.items()]
        return "{" + ", ".join(items) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(to_override(item) for item in value) + "]"
    raise TypeError("an override can't have a value of type {}: {!r}".format(type(value).__name__, value))


def _key(key: tp.Any) -> str:
    if key is None:
        return "null"
    if isinstance(key, (bool, int, float)):
        return str(key)
    if isinstance(key, str):
        if ":" in key:
            raise ValueError("a key of a dict can't have a colon: {!r}".format(key))
        return key
    raise TypeError("an override can't have a key of type {}: {!r}".format(type(key).__name__, key))
