"""Which files are a project's, and which belong to the interpreter or to installed distributions."""
import os
import site
import sys
import sysconfig
import typing as tp

_KERNEL = ("/proc", "/sys", "/dev")
# Of each kind of distribution: the file that every installation writes anew, and the one that names its modules.
_RECORDS = (
    (".dist-info", "RECORD", "RECORD"), (".egg-info", "PKG-INFO", "top_level.txt"),
)


def _folders(*paths: tp.Optional[str]) -> tp.List[str]:
    """Both spellings of each folder: as it's named and where that leads."""
    named = {os.path.abspath(path) for path in paths if path}
    return sorted(named | {os.path.realpath(path) for path in named})


def _is_below(path: str, folders: tp.Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


class Places:
    """Sorts paths.

    Args:
        root: the project's root.
    """

    def __init__(self, root: str):
        self._root = _folders(root)
        paths = sysconfig.get_paths()
        installed = [paths.get("purelib"), paths.get("platlib")]
        # An interpreter with -S, or an old virtualenv, may have no such function.
        installed += getattr(site, "getsitepackages", list)()
        installed += [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
        installed += [
            path for path in sys.path
            if os.path.basename(path) in ("site-packages", "dist-packages")]
        self._installed = _folders(*installed)
        self._standard = _folders(
            paths.get("stdlib"), paths.get("platstdlib"), os.path.dirname(os.__file__))
        self._prefixes = _folders(sys.prefix, sys.exec_prefix, sys.base_prefix, "/usr/lib")
        self._client = _folders(os.path.dirname(__file__))

    def is_watched(self, path: str) -> bool:
        """Whether a module can change without the interpreter, or what is installed for it, changing."""
        path = os.path.abspath(path)
        return not _is_below(path, self._client + self._installed + self._standard)

    def is_watched_data(self, path: str) -> bool:
        """Whether a file that is no module can: all those of the project, and elsewhere those of no system."""
        if _is_below(path, _KERNEL) or not self.is_watched(path):
            return False
        # A project may well be kept below the interpreter's prefix, such as /usr/local.
        return _is_below(path, self._root) or not _is_below(path, self._prefixes)

    def client_files(self) -> tp.List[str]:
        """The client's own modules: another version of it may describe or sign otherwise."""
        return sorted({path for path in module_files() if _is_below(path, self._client)})

    def import_folders(self) -> tp.List[str]:
        """The folders on the import path, and those of the project's packages, where a new module could appear."""
        found = [path or os.getcwd() for path in sys.path]
        for module in list(sys.modules.values()):
            for path in _package_path(module):
                if self.is_watched(path):
                    found.append(path)
        # Nobody but us puts modules beside the client, unless it was installed among others.
        beside = [os.path.dirname(path) for path in self._client]
        unique = dict.fromkeys(os.path.abspath(path) for path in found)
        return [
            path for path in unique
            if _is_below(path, self._installed)
            or not (path in beside or _is_below(path, self._client + self._standard))]

    def distribution_records(self, modules: tp.Iterable[str]) -> tp.List[str]:
        """The lists of files of every installed distribution that one of the modules comes from."""
        wanted = {name.split(".")[0] for name in modules}
        on_path = {os.path.abspath(path) for path in sys.path}
        found = []
        for folder in self._installed:
            names = os.listdir(folder) if folder in on_path and os.path.isdir(folder) else []
            for kind, record, files in _RECORDS:
                for name in names:
                    place = os.path.join(folder, name)
                    if name.endswith(kind) and _top_level(os.path.join(place, files)) & wanted:
                        found.append(os.path.join(place, record))
        return [path for path in found if os.path.isfile(path)]


def module_files() -> tp.List[str]:
    """The files that the modules loaded so far were read from.

    A module that a program made in memory may name a file that there isn't, as `torch.ops` does, and one that answers
    for its attributes itself may raise anything.
    """
    found = []
    for module in list(sys.modules.values()):
        try:
            path = module.__file__
        except Exception:
            continue
        if isinstance(path, str) and os.path.isfile(path):
            found.append(path)
    return found


def _package_path(module: tp.Any) -> tp.List[str]:
    try:
        return [path for path in module.__path__ if isinstance(path, str)]
    except Exception:
        return []


def _top_level(listed: str) -> tp.Set[str]:
    """The names of the modules that a distribution holds, by a list of its files or of those names."""
    try:
        with open(listed, encoding="utf-8", errors="replace") as file:
            firsts = {line.strip().split(",")[0].split("/")[0] for line in file}
    except OSError:
        return set()
    return {first.split(".")[0] for first in firsts}
