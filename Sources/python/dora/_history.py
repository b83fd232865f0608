"""The two files that hold an XP's metrics.

`history.jsonl` is the journal: one JSON object a line, only ever appended to, so that pushing costs the same however
long the history is. `history.json` has the same entries as an array, for everything that reads what the Python tool
wrote; it's replaced whole, and so is valid at every instant. Dora's own tools follow the same rules.
"""
import atexit
from contextlib import contextmanager, suppress
import errno
import fcntl
import json
import os
import time
import typing as tp

# Rendering may take this part of the time, at most.
_RENDERING_SHARE = 20


class HistoryFile:
    """The journal and the array of one XP.

    Args:
        path: the array, `history.json`; the journal is beside it.
    """

    def __init__(self, path: str):
        self.path = path
        self.journal = path + "l"
        self._is_adopted = False
        self._is_behind = False
        self._last_cost = 0.0
        self._last_end = float("-inf")

    def entries(self) -> tp.Optional[tp.List[dict]]:
        """All entries, from whichever file has more; None when there is neither."""
        journal, array = self._journal_entries(), self._array_entries()
        if journal is None or (array is not None and len(array) > len(journal)):
            return array
        return journal

    def push(self, entry: dict) -> None:
        """Adds one entry at the end."""
        line = _line(entry)
        if not self._is_adopted:
            self._adopt()
        with self._locked() as file:
            self._mend(file)
            _append(file, line)
        self._is_behind = True
        self._render_when_due()

    def replace(self, entries: tp.List[dict]) -> None:
        """Makes `entries` the whole history."""
        lines = [_line(entry) for entry in entries]
        with self._locked():
            # Whoever waits for that lock finds another journal by then, and must wait for this one's: between the two
            # files a supervisor would take the old array for what the new journal lacks.
            with _replacing(self.journal) as file:
                _lock(file)
                _append(file, b"".join(lines))
                os.replace(_temporary(self.journal), self.journal)
                _replace(self.path, _array(lines))
        self._is_adopted = True
        self._is_behind = False

    def render(self) -> None:
        """Writes the array anew from the journal."""
        begin = time.monotonic()
        with self._locked():
            _replace(self.path, _array(self._journal_lines() or []))
        self._is_behind = False
        self._last_end = time.monotonic()
        self._last_cost = self._last_end - begin

    def _render_when_due(self) -> None:
        if self._is_supervised:
            return
        if self._last_end == float("-inf"):
            atexit.register(self._render_last)
        if time.monotonic() - self._last_end >= _RENDERING_SHARE * self._last_cost:
            self.render()

    def _render_last(self) -> None:
        # The folder may be gone by the end of the program, and the journal has everything anyway.
        if self._is_behind and os.path.exists(self.journal):
            with suppress(OSError):
                self.render()

    @property
    def _is_supervised(self) -> bool:
        """Whether a job's supervisor renders this XP's history."""
        folder = os.environ.get("DORA_FOLDER")
        return bool(os.environ.get("DORA_JOB") and folder) and (
            os.path.realpath(folder or "") == os.path.realpath(os.path.dirname(self.path)))

    def _adopt(self) -> None:
        """Begins the journal with what the Python tool has written and we haven't."""
        with self._locked() as file:
            self._mend(file)
            journal, array = self._journal_entries(), self._array_entries()
            if array and len(array) > len(journal or []):
                _replace(self.journal, b"".join(_line(entry) for entry in array))
        self._is_adopted = True

    def _journal_lines(self) -> tp.Optional[tp.List[bytes]]:
        try:
            with open(self.journal, "rb") as file:
                lines = file.read().split(b"\n")
        except FileNotFoundError:
            return None
        # What follows the last newline is a line that is still being written, or never will be.
        return [line for line in lines[:-1] if isinstance(_parsed(line), dict)]

    def _journal_entries(self) -> tp.Optional[tp.List[dict]]:
        lines = self._journal_lines()
        return None if lines is None else [json.loads(line.decode()) for line in lines]

    def _array_entries(self) -> tp.Optional[tp.List[dict]]:
        try:
            with open(self.path, "rb") as file:
                array = json.loads(file.read().decode())
        except (FileNotFoundError, ValueError):
            return None
        if not isinstance(array, list):
            return None
        return [entry for entry in array if isinstance(entry, dict)]

    @contextmanager
    def _locked(self):
        """The open journal, which is nobody else's meanwhile; made if there is none."""
        while True:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            file = os.open(self.journal, flags, 0o666)
            try:
                _lock(file)
                if _is_at(file, self.journal):
                    yield file
                    return
            finally:
                os.close(file)

    def _mend(self, file: int) -> None:
        """Ends the last line, if a writer was killed in it; what can't be read is set aside, not thrown away."""
        size = os.fstat(file).st_size
        if size == 0 or os.pread(file, 1, size - 1) == b"\n":
            return
        begin, tail = size, b""
        while begin > 0 and b"\n" not in tail:
            step = min(begin, 65536)
            begin -= step
            tail = os.pread(file, step, begin) + tail
        tail = tail[tail.rfind(b"\n") + 1:]
        if _parsed(tail) != ():
            _append(file, b"\n")
            return
        torn = os.open(self.journal + ".torn", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            _append(torn, tail + b"\n")
        finally:
            os.close(torn)
        os.ftruncate(file, size - len(tail))


def _line(entry: dict) -> bytes:
    return json.dumps(entry).encode() + b"\n"


def _array(lines: tp.List[bytes]) -> bytes:
    inside = b",\n".join(line.rstrip(b"\n") for line in lines)
    return b"[\n" + inside + b"\n]\n" if lines else b"[]\n"


def _parsed(line: bytes) -> tp.Any:
    """The JSON value of a line; an empty tuple, which JSON has not, if it's none."""
    try:
        return json.loads(line.decode())
    except ValueError:
        return ()


def _append(file: int, data: bytes) -> None:
    """Writes all of it or, on a full disk, nothing."""
    size = os.fstat(file).st_size
    try:
        written = os.write(file, data)
        while written < len(data):
            written += os.write(file, data[written:])
    except OSError:
        os.ftruncate(file, size)
        raise


def _temporary(path: str) -> str:
    return "{}.{}.tmp".format(path, os.getpid())


@contextmanager
def _replacing(path: str) -> tp.Iterator[int]:
    """A new file beside `path`, for the body to give its place to; if it doesn't, nothing is left of it."""
    temporary = _temporary(path)
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    file = os.open(temporary, flags, 0o666)
    try:
        yield file
    finally:
        os.close(file)
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _replace(path: str, data: bytes) -> None:
    with _replacing(path) as file:
        _append(file, data)
        os.replace(_temporary(path), path)


def _lock(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        # Some cluster file systems have no locks; appending in one write is then all there is.
        if error.errno not in (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK):
            raise


def _is_at(file: int, path: str) -> bool:
    """Whether the open file is still the one at `path`."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False
