"""Makes what runs in a checkout import the code of that checkout, also what is installed from the work tree.

`pip install -e` leaves word of where the work tree's packages are, as a folder on the import path or as a finder with
a table of its own. A run in a checkout has to have them from there, or its recorded code isn't what ran.
"""
import os
import sys
import typing as tp

# The modules that setuptools makes for a package that isn't at the top of its project.
_FINDERS = "__editable__"
# A virtual environment may be kept in the work tree, and may even have been recorded.
_INSTALLED = ("site-packages", "dist-packages")


class Checkout:
    """The checkout that this process works in, and the work tree that it's of."""

    def __init__(self, top: str, original: str):
        self._top = top
        self._original = original

    @classmethod
    def here(cls) -> tp.Optional["Checkout"]:
        """None for what runs in the work tree itself."""
        original = os.environ.get("_DORA_ORIGINAL_DIR")
        if not original:
            return None
        original, folder = os.path.realpath(original), os.path.realpath(os.getcwd())
        top = folder
        while not os.path.exists(os.path.join(top, ".git")):
            if top == os.path.dirname(top):
                return None
            top = os.path.dirname(top)
        # The project may be in a folder of its repository, and use packages from others.
        below = os.path.relpath(folder, top)
        if below != os.curdir:
            if not original.endswith(os.sep + below):
                return None
            original = original[:-len(below) - 1]
        return None if original == top else cls(top, original)

    def moved(self, path: str) -> tp.Optional[str]:
        """What the checkout has of the work tree's `path`; None for what is somewhere else, or isn't recorded."""
        path = os.path.realpath(path)
        if not _is_below(path, self._original) or _is_below(path, self._top):
            return None
        if any(part in _INSTALLED for part in path.split(os.sep)):
            return None
        place = os.path.join(self._top, os.path.relpath(path, self._original))
        return os.path.normpath(place) if os.path.exists(place) else None

    def redirect(self) -> None:
        """Has the work tree's folders on the import path stand for the checkout's."""
        sys.path[:] = [self._path(path) for path in sys.path]
        for name, module in list(sys.modules.items()):
            if not name.startswith(_FINDERS):
                continue
            packages, namespaces = getattr(module, "MAPPING", {}), getattr(module, "NAMESPACES", {})
            for package, path in packages.items():
                # A module that is no package is there without its suffix.
                packages[package] = self.moved(path) or (self.moved(path + ".py") or path + ".py")[:-3]
            for package, paths in namespaces.items():
                namespaces[package] = [self.moved(path) or path for path in paths]

    def _path(self, path: str) -> str:
        return (self.moved(path) or path) if path else path

    def strangers(self) -> tp.List[str]:
        """Modules that were imported from the work tree although the checkout has them: some other kind of finder's."""
        found = []
        for name, module in sorted(sys.modules.items()):
            path = getattr(module, "__file__", None)
            if isinstance(path, str) and self.moved(path) is not None:
                found.append(name)
        return found


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def redirect() -> None:
    """Called before the program is imported."""
    checkout = Checkout.here()
    if checkout is not None:
        checkout.redirect()


def tell() -> None:
    """Says on the standard error what a run had from the work tree after all; the first process does so for all."""
    checkout = Checkout.here() if os.environ.get("RANK", "0") == "0" else None
    strangers = checkout.strangers() if checkout is not None else []
    if strangers:
        names = ", ".join("'{}'".format(name) for name in strangers[:4])
        rest = " and {} more".format(len(strangers) - 4) if len(strangers) > 4 else ""
        print("warning: imported from the work tree, not from the checkout of the code: {}{}".format(names, rest),
              file=sys.stderr)
