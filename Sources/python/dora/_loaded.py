"""Which files of the project a run has loaded in the end, for the tool: also those that were only imported on the way."""
from hashlib import sha1
import json
import os
import sys
import time
import typing as tp

from ._places import Places
from .utils import write_and_rename


class Watch:
    """Begins where the program begins: in the folder that it starts in."""

    def __init__(self) -> None:
        self._root = os.path.realpath(os.getcwd())
        self._began = time.time_ns()

    def keep(self) -> None:
        """Writes down what the process has loaded, beside the run's state; one process does so for all."""
        folder, run = os.environ.get("DORA_FOLDER"), os.environ.get("DORA_RUN")
        if not folder or not run or os.environ.get("RANK", "0") != "0":
            return
        try:
            with write_and_rename(os.path.join(folder, "runs", run + ".loaded.json"), "w") as file:
                json.dump({"version": 1, "files": self._digests()}, file)
        except OSError:
            # How the program ends mustn't depend on it.
            pass

    def _digests(self) -> tp.Dict[str, str]:
        places = Places(self._root)
        digests = {}
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if not isinstance(path, str) or not path.endswith(".py") or not places.is_watched(path):
                continue
            name = os.path.relpath(os.path.realpath(path), self._root)
            if name.split(os.sep)[0] == os.pardir or not os.path.isfile(path):
                continue
            # What was written since isn't what was loaded.
            if os.stat(path).st_mtime_ns < self._began:
                with open(path, "rb") as file:
                    digests[name] = sha1(file.read()).hexdigest()
        return digests
