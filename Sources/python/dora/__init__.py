"""Dora's Python client: what a training program imports.

    import argparse
    from dora import argparse_main, get_xp

    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-3)

    @argparse_main(parser, dir="./outputs")
    def main():
        xp = get_xp()
        xp.link.push_metrics({"loss": 1 / xp.cfg.lr})

Only the standard library is needed, and Hydra by a project that uses it (`hydra_main`). Each name is loaded when it's
first used, so that ``import dora.log`` in a script that has nothing to do with experiments costs next to nothing.
"""
import importlib

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .explore import Explorer, Launcher
    from .git_save import to_absolute_path
    from ._hydra_main import hydra_main
    from .link import Link
    from .main import argparse_main
    from ._preemption import register_preemption_callback
    from .shep import Sheep
    from .xp import XP, get_xp, is_xp

_HOMES = {
    "Explorer": "explore",
    "Launcher": "explore",
    "Link": "link",
    "Sheep": "shep",
    "XP": "xp",
    "argparse_main": "main",
    "get_xp": "xp",
    "hydra_main": "_hydra_main",
    "is_xp": "xp",
    "register_preemption_callback": "_preemption",
    "to_absolute_path": "git_save",
}
_MODULES = {
    "conf", "distrib", "explore", "git_save", "grid", "hydra", "link", "log", "main", "names", "shep", "utils", "xp",
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    if name in _HOMES:
        value = getattr(importlib.import_module("." + _HOMES[name], __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module("." + name, __name__)
    raise AttributeError("module 'dora' has no attribute '{}'".format(name))


def __dir__():
    return sorted(set(globals()) | set(_HOMES) | _MODULES)
