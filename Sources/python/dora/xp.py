"""An XP: one set of arguments to a training program, known by its signature."""
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
import json
import os
from pathlib import Path
import typing as tp

from . import _started
from .conf import DoraConfig
from .link import Link
from .utils import jsonable

Delta = tp.List[tp.Tuple[str, tp.Any]]

SIG_DIGITS = 8


def get_digest(delta: tp.Sequence[tp.Any]) -> str:
    """The whole digest of a delta that is jsonable; a signature is its beginning."""
    return sha1(json.dumps(sorted(delta)).encode()).hexdigest()


@dataclass(init=False)
class XP:
    """One experiment; it may have any number of runs, which share its folder.

    Args:
        dora: where the project keeps its XPs.
        cfg: the parsed arguments, as the program uses them.
        argv: the arguments as they were given.
        delta: those that differ from their defaults; None if only the signature is known.
        sig: the signature, if it isn't to be computed.
    """
    dora: DoraConfig
    cfg: tp.Any
    argv: tp.List[str]
    sig: str
    delta: tp.Optional[Delta]
    link: Link = field(compare=False, repr=False)

    def __init__(self, dora: DoraConfig, cfg: tp.Any, argv: tp.List[str],
                 delta: tp.Optional[Delta] = None, sig: tp.Optional[str] = None):
        self.dora = dora
        self.cfg = cfg
        self.argv = argv
        self.delta = delta
        if delta is not None:
            self.delta = [_entry(key, val) for key, val in delta if not dora.is_excluded(key)]
        if sig is None:
            assert self.delta is not None, "an XP has a delta or a signature"
            digest = get_digest(self.delta)
            # The tool may have had to give it more digits, to tell it from another.
            given = _started.sig(dora)
            sig = given if given and digest.startswith(given) else digest[:SIG_DIGITS]
        self.rename(sig)

    def rename(self, sig: str) -> None:
        """Gives the XP another signature, and so another folder."""
        self.sig = sig
        self.link = Link(self.history)

    @property
    def folder(self) -> Path:
        """Where the XP keeps everything."""
        given = _started.folder(self.dora, self.sig)
        return self.dora.dir / self.dora.xps / self.sig if given is None else given

    @property
    def code_folder(self) -> Path:
        """Where its code is: its own checkout, or here."""
        # What the tool was told on its command line counts more than the configuration.
        is_started = _started.sig(self.dora) == self.sig
        is_saved = os.path.islink(str(self.folder / "code")) if is_started else self.dora.git_save
        return self.folder / "code" if is_saved else Path(".")

    @property
    def history(self) -> Path:
        """The file with its metrics."""
        return self.folder / self.dora.history

    @property
    def rendezvous_file(self) -> Path:
        """Where the workers of a run meet, if they meet in a file."""
        return self.folder / self.dora.rendezvous_file

    @property
    def _argv_cache(self) -> Path:
        return self.folder / ".argv.json"

    @property
    def _shared_folder(self) -> tp.Optional[Path]:
        return None if self.dora.shared is None else self.dora.shared / self.dora.xps / self.sig

    @property
    def _shared_argv_cache(self) -> tp.Optional[Path]:
        return None if self._shared_folder is None else self._shared_folder / ".argv.json"

    @contextmanager
    def enter(self, stack: bool = False):
        """Makes this the XP that `get_xp` returns; inside another one only with `stack`."""
        with _context.enter_xp(self, stack):
            yield


def _entry(key: str, value: tp.Any) -> tp.Any:
    """An argument as it's signed."""
    try:
        return jsonable((key, value))
    except ValueError as error:
        raise ValueError("'{}' can't be signed, it can only be excluded: {}".format(key, error)) from None


class _Context:
    """The XPs that this process is in, innermost last."""

    def __init__(self) -> None:
        self._xps: tp.List[XP] = []
        # Why there is none, as far as anybody knows.
        self.outside = "only the decorated main function runs inside one"

    @contextmanager
    def enter_xp(self, xp: XP, stack: bool = False):
        if self._xps and not stack:
            raise RuntimeError("another XP has been entered already")
        self._xps.append(xp)
        try:
            yield
        finally:
            self._xps.pop()


_context = _Context()


def get_xp() -> XP:
    """The XP that is running; RuntimeError outside one."""
    if not is_xp():
        raise RuntimeError("no XP has been entered: {}".format(_context.outside))
    return _context._xps[-1]


def is_xp() -> bool:
    """Whether an XP is running."""
    return bool(_context._xps)
