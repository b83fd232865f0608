"""Which files of the project a run has loaded in the end, for the tool: also those that were only imported on the way."""
from hashlib import sha1
import json
import os
import sys
import time
import typing as tp

from ._places import Places, module_files
from .utils import write_and_rename


def chosen_configs(main: tp.Any, argv: tp.Sequence[str]) -> tp.List[str]:
    """The files of the config groups that a Hydra program's arguments choose."""
    folder = getattr(main, "full_config_path", None)
    if folder is None:
        return []
    pairs = [word.lstrip("+").partition("=") for word in argv]
    paths = [os.path.join(str(folder), group, choice + ".yaml") for group, _, choice in pairs]
    return [path for path in paths if os.path.isfile(path)]


class Watch:
    """Begins where the program begins: in the folder that it starts in."""

    def __init__(self) -> None:
        self._root = os.path.realpath(os.getcwd())
        self._began = time.time_ns()

    def keep(self, others: tp.Sequence[str] = ()) -> None:
        """Writes down what the process has loaded, and `others`, beside the run's state; one process does so for all."""
        folder, run = os.environ.get("DORA_FOLDER"), os.environ.get("DORA_RUN")
        if not folder or not run or os.environ.get("RANK", "0") != "0":
            return
        try:
            with write_and_rename(os.path.join(folder, "runs", run + ".loaded.json"), "w") as file:
                json.dump({"version": 1, "files": self._digests(others)}, file)
        except OSError:
            # How the program ends mustn't depend on it.
            pass

    def _digests(self, others: tp.Sequence[str]) -> tp.Dict[str, str]:
        places = Places(self._root)
        digests = {}
        sources = [path for path in module_files() if path.endswith(".py")]
        for path in sources + list(others):
            if not places.is_watched(path):
                continue
            name = os.path.relpath(os.path.realpath(path), self._root)
            if name.split(os.sep)[0] == os.pardir or not os.path.isfile(path):
                continue
            # What was written since isn't what was loaded.
            if os.stat(path).st_mtime_ns < self._began:
                with open(path, "rb") as file:
                    digests[name] = sha1(file.read()).hexdigest()
        return digests
