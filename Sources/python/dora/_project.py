"""Finds a project's main function, as the tool does."""
import importlib
import os
from pathlib import Path
import sys
import typing as tp

from .main import DecoratedMain


class ProjectError(Exception):
    """Why there is no main function to run."""

    def __init__(self, message: str, hint: tp.Optional[str] = None):
        super().__init__(message)
        self.hint = hint


def find_package(main_module: str) -> str:
    """The only folder here with an `__init__.py` and the main module."""
    file = main_module.replace(".", "/") + ".py"
    found = sorted(
        folder.name for folder in Path(".").iterdir()
        if (folder / "__init__.py").is_file() and (folder / file).is_file())
    if not found:
        raise ProjectError(
            "cannot find a training program in '{}'".format(os.getcwd()),
            "name it with -P PACKAGE or DORA_PACKAGE; without, the only folder with __init__.py "
            "and {} is taken".format(file))
    if len(found) > 1:
        raise ProjectError(
            "several packages could be the training program: " + ", ".join(found),
            "choose one with -P PACKAGE or DORA_PACKAGE")
    return found[0]


def module_name(package: tp.Optional[str], main_module: tp.Optional[str]) -> str:
    """The main module's full name: by what is given, by variables, or by what is found here."""
    main_module = main_module or os.environ.get("DORA_MAIN_MODULE") or "train"
    package = package or os.environ.get("DORA_PACKAGE") or find_package(main_module)
    return package + "." + main_module


def load_main(name: str) -> DecoratedMain:
    """Imports the main module from here and takes its `main`; what the import raises is the caller's."""
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(0, here)
    main = getattr(_imported(name), "main", None)
    if main is None:
        raise ProjectError(
            "'{}' has no function 'main'".format(name),
            "give it one, decorated with dora.argparse_main or dora.hydra_main: 'dora help tutorial' shows how; "
            "or take it as it is, with 'command = python3 -m {}' under [program] in .doraconfig".format(name))
    if not isinstance(main, DecoratedMain):
        raise ProjectError(
            "'{}.main' isn't decorated".format(name),
            "decorate it with dora.argparse_main or dora.hydra_main: 'dora help tutorial' shows how")
    return main


def _imported(name: str) -> tp.Any:
    """The module of that name. One that isn't there is no error of the program's, and has no traceback worth showing."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name
        if missing is None or not (name + ".").startswith(missing + "."):
            raise
    raise ProjectError(
        "cannot find the module '{}'".format(missing),
        "name the package with -P PACKAGE or DORA_PACKAGE, and its module with -M MODULE")
