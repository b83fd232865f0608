"""What the import of a program read: the files that its description depends on.

The tool keeps a description as long as nothing of this has changed, so whatever isn't seen here goes unnoticed there.
Seen are the source of every module, as the very bytes that were compiled; data files that Python code opened, or looked
for in vain by opening them (3.8 and later); folders where a new module would be found first; and, of installed
distributions, the list of their files, which every installer writes anew with a digest of each. What Hydra reads while
a program's usual configuration is composed is kept apart: the tool may be able to tell what of it the import depends on.

Not seen, and no program should make its parser depend on it: the environment, the clock, `sys.argv`, whether a file
exists that is never opened, the names in a folder of data, what a subprocess or an extension module reads.
"""
from contextlib import contextmanager
from hashlib import sha1
import importlib.machinery
import os
import sys
import typing as tp

from ._places import Places, module_files

# A data set that is opened at import is only watched for its size and times; reading it each time costs more than a
# description does.
_LARGEST_HASHED = 64 << 20
_SUFFIXES = (".py", ".so")


class Recorder:
    """Watches an import from its beginning.

    Args:
        places: tells the project's files from those of the interpreter.
    """

    current: tp.Optional["Recorder"] = None

    def __init__(self, places: Places):
        self._places = places
        self._files: tp.Dict[str, tp.Dict[str, tp.Any]] = {}
        self._composed: tp.Dict[str, tp.Dict[str, tp.Any]] = {}
        self._listed: tp.Set[str] = set()
        self._is_composing = False
        self._absent: tp.Set[str] = set()
        self._written: tp.Set[str] = set()
        self._modules: tp.Set[str] = set()
        self._is_on = False

    def start(self) -> None:
        """Begins to watch."""
        self._is_on = True
        Recorder.current = self
        self._watch_modules()
        # Python 3.7 has no such hook; there only modules are seen.
        if hasattr(sys, "addaudithook"):
            sys.addaudithook(self._hear)

    def stop(self) -> None:
        """Ends watching; an audit hook can't be taken away, only made deaf."""
        self._is_on = False
        for path in module_files():
            if self._places.is_watched(path):
                self._modules.add(os.path.abspath(path))
                self._note(path)
        for path in self._places.distribution_records(list(sys.modules)):
            self._note(path)

    @contextmanager
    def composing(self) -> tp.Iterator[None]:
        """Meanwhile a program's usual configuration is composed."""
        self._is_composing = True
        try:
            yield
        finally:
            self._is_composing = False

    def note_composed(self, path: str) -> None:
        """Adds a config file that wasn't seen to be read."""
        with self.composing():
            self._note(path)

    def composed(self) -> tp.List[tp.Dict[str, tp.Any]]:
        """The files that the usual configuration was composed of."""
        return [{"path": path, **seen} for path, seen in sorted(self._composed.items())]

    def has_listed(self, folder: str) -> bool:
        """Whether the import looked for names in this folder or below, but to compose the usual configuration."""
        return any(path == folder or path.startswith(folder.rstrip("/") + "/") for path in self._listed)

    def files(self) -> tp.List[tp.Dict[str, tp.Any]]:
        """Every file with its digest and status; those that weren't there have a path alone."""
        for path in self._places.client_files():
            self._note(path)
        there = [
            {"path": path, **seen} for path, seen in sorted(self._files.items())
            # Data that the import wrote or removed itself say nothing about the next import.
            if path in self._modules or (path not in self._written and os.path.exists(path))]
        absent = [
            {"path": path} for path in sorted(self._absent - set(self._files) - self._written)
            if not os.path.lexists(path)]
        return there + absent

    def listings(self) -> tp.List[tp.Dict[str, tp.Any]]:
        """The folders where modules are looked for, with the digest of what could be imported there, and their times."""
        found = []
        for folder in self._places.import_folders():
            if os.path.isdir(folder):
                # Before the names are read: as long as these times stay, they do too.
                status = os.stat(folder)
                found.append({
                    "dir": folder, "sha1": listing(folder), "inode": status.st_ino,
                    "mtime_ns": status.st_mtime_ns, "ctime_ns": status.st_ctime_ns})
        return found

    def _watch_modules(self) -> None:
        """Notes the project's modules as their bytes are compiled, and keeps byte code out of it.

        Python takes byte code for current when a source's size and the second of its time are those it had; a
        description must not rest on that.
        """
        loader = importlib.machinery.SourceFileLoader
        path_stats, get_data = loader.path_stats, loader.get_data

        def stats_of_others(this, path):
            if self._places.is_watched(path):
                raise OSError("byte code isn't used here")
            return path_stats(this, path)

        def noted_data(this, path):
            if self._is_on and path.endswith(".py") and self._places.is_watched(path):
                return self._note(path)
            return get_data(this, path)

        loader.path_stats = stats_of_others  # type: ignore
        loader.get_data = noted_data  # type: ignore

    def _hear(self, event: str, args: tp.Tuple[tp.Any, ...]) -> None:
        if not self._is_on or event not in ("open", "os.listdir", "os.scandir"):
            return
        try:
            path = os.path.abspath(os.fsdecode("." if args[0] is None else args[0]))
        except (TypeError, ValueError):
            # A file descriptor: it has been opened before.
            return
        if event != "open":
            if not self._is_composing:
                self._listed.add(path)
            return
        _, mode, flags = args
        if not self._places.is_watched_data(path) or path.endswith(".pyc"):
            return
        is_written = flags & (os.O_WRONLY | os.O_RDWR) if isinstance(flags, int) else False
        if is_written or (isinstance(mode, str) and set(mode) & set("wax+")):
            self._written.add(path)
            return
        # The event comes before the file is opened.
        self._is_on = False
        try:
            if os.path.isfile(path):
                self._note(path)
            elif not os.path.exists(path):
                self._absent.add(path)
        finally:
            self._is_on = True

    def _note(self, path: str) -> bytes:
        """Keeps a file's digest and status as they are now; returns its bytes.

        What was seen first stays: if the file changes while the import goes on, the description is stale at once.
        """
        path = os.path.abspath(path)
        data, seen = b"", None
        was_on, self._is_on = self._is_on, False
        try:
            with open(path, "rb") as file:
                found = os.fstat(file.fileno())
                if found.st_size <= _LARGEST_HASHED:
                    data = file.read()
                # An empty digest fits no file, so a change of the status alone makes it stale.
                seen = sha1(data).hexdigest() if found.st_size <= _LARGEST_HASHED else ""
        finally:
            self._is_on = was_on
        found_where = self._composed if self._is_composing else self._files
        found_where.setdefault(path, {
            "sha1": seen, "size": found.st_size, "inode": found.st_ino,
            "mtime_ns": found.st_mtime_ns, "ctime_ns": found.st_ctime_ns})
        return data


def listing(folder: str) -> str:
    """The digest of the names in a folder that could be imported: modules, extensions, packages.

    The tool computes the same. Sorted by code point, as names on disk that aren't text are too.
    """
    names = []
    for name in os.listdir(folder):
        is_package = not name.startswith(".") and name != "__pycache__" and (
            os.path.isdir(os.path.join(folder, name)))
        if name.endswith(_SUFFIXES) or is_package:
            names.append(name)
    return sha1("\n".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


@contextmanager
def composing() -> tp.Iterator[None]:
    """Tells whoever watches the import that a program's usual configuration is composed meanwhile."""
    if Recorder.current is None:
        yield
        return
    with Recorder.current.composing():
        yield
