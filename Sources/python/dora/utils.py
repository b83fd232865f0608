"""Small things that training programs need around their files."""
from contextlib import contextmanager, suppress
import importlib
import logging
import os
from pathlib import Path
import pickle
from shutil import rmtree
import sys
import tempfile
import typing as tp

from .log import fatal

logger = logging.getLogger(__name__)


def jsonable(value: tp.Any) -> tp.Any:
    """The same value in types that JSON has; ValueError when there is no such thing.

    Tensors and arrays of any library become lists, and their scalars numbers: all of them have a `tolist`.
    """
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if value is None or isinstance(value, (int, float, str, bool)):
        return value
    # Whoever has a value of OmegaConf's has imported it.
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(value):
        return omegaconf.OmegaConf.to_container(value)
    if callable(getattr(value, "tolist", None)):
        return jsonable(value.tolist())
    raise ValueError("{!r} is not jsonable.".format(value))


@contextmanager
def write_and_rename(path: tp.Union[str, Path], mode: str = "wb", suffix: str = ".tmp"):
    """Opens a file beside `path` that takes its place once it's written whole.

    A program that is killed while it saves a checkpoint so keeps the last one.
    """
    temporary = str(path) + suffix
    try:
        with open(temporary, mode) as file:
            yield file
        os.replace(temporary, str(path))
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def try_load(path: tp.Union[str, Path], load: tp.Callable = pickle.load, mode: str = "rb") -> tp.Any:
    """What `load` reads from the file at `path`, or None, with a warning, if that fails."""
    try:
        with open(path, mode) as file:
            return load(file)
    # ValueError is how JSON and text encodings fail; RuntimeError is how torch.load does.
    except (OSError, pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        logger.warning("cannot load '%s', going on without it: %r", path, error)
        return None


def import_or_fatal(module_name: str) -> tp.Any:
    """Imports a module, or ends the program with a message."""
    try:
        return importlib.import_module(module_name)
    except ImportError:
        logger.info("cannot import %s", module_name, exc_info=True)
        fatal("cannot import the module '{}'".format(module_name))


def reliable_rmtree(path: tp.Union[str, Path]) -> None:
    """Removes a folder; what can't be removed is at least moved out of the way."""
    path = Path(path)
    failed = []

    def on_error(function, name, error):
        failed.append(name)
        logger.warning("cannot remove '%s'", name)

    if sys.version_info < (3, 12):
        rmtree(str(path), onerror=on_error)
    else:
        rmtree(str(path), onexc=on_error)
    if failed and path.exists():
        trash = tempfile.mkdtemp(dir=str(path.parent), prefix=path.name + "_", suffix="_trash")
        logger.warning("moving '%s' to '%s'", path, trash)
        path.rename(trash)
