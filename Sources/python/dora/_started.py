"""What the tool said when it started this process: DORA_SIG, DORA_FOLDER.

A program may start others, which inherit these variables and aren't what the tool started. So they count only for the
program whose `dora run` saw them first, and its name is left in the environment for those below it.
"""
import os
from pathlib import Path
import typing as tp

if tp.TYPE_CHECKING:
    from .conf import DoraConfig

_MARK = "_DORA_STARTED"


def mark(program: str) -> None:
    """Called when `program`, as `package.module`, is about to run by the tool's words."""
    given = os.environ.get("DORA_SIG")
    if given and not os.environ.get(_MARK, "").startswith(given + " "):
        os.environ[_MARK] = given + " " + program


def sig(dora: "DoraConfig") -> tp.Optional[str]:
    """The signature that the tool gave to what it started, if that is the program configured by `dora`."""
    given, place = os.environ.get("DORA_SIG"), os.environ.get("DORA_FOLDER")
    if not given or not place:
        return None
    program = getattr(dora, "_program", None)
    if program is not None and os.environ.get(_MARK) == given + " " + program:
        return given
    # Started by hand inside a run, but it would write to the very same folder.
    return given if dora.dir / dora.xps / given == Path(place) else None


def folder(dora: "DoraConfig", name: str) -> tp.Optional[Path]:
    """The folder that the tool gave to the XP `name`; where its code runs says nothing about where that is."""
    return Path(os.environ["DORA_FOLDER"]) if sig(dora) == name else None
