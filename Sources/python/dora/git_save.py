"""Paths that outlive a change of the working directory."""
import os
from pathlib import Path
import sys
import typing as tp

AnyPath = tp.TypeVar("AnyPath", str, Path)


def to_absolute_path(path: AnyPath) -> AnyPath:
    """The absolute path of one that is relative to where the command was typed.

    A run may be started in a checkout of its code, and Hydra changes to the XP's folder; both leave word of where they
    came from. A path of either kind, `str` or `Path`, gives one of the same kind.
    """
    kind = type(path)
    absolute = Path(path)
    if absolute.is_absolute():
        return kind(absolute)
    original = os.environ.get("_DORA_ORIGINAL_DIR")
    if original is not None:
        return kind(Path(original) / absolute)
    if "hydra" in sys.modules:
        # Only a program that has imported Hydra can have been moved by it.
        import hydra.utils
        return kind(Path(hydra.utils.to_absolute_path(str(absolute))))
    return kind(Path(os.getcwd()) / absolute)
