"""Signatures by Hydra itself: the delta of an argument list, or why Hydra refuses it."""
import difflib
import os
import re
import sys
import typing as tp

from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from .utils import jsonable
from .xp import get_digest

if tp.TYPE_CHECKING:
    from .hydra import HydraMain

# What the client looks up for itself; it changes no delta.
_OWN = {"DORA_SIG", "DORA_FOLDER", "_DORA_STARTED"}

Answer = tp.Dict[str, tp.Any]


def sign(main: "HydraMain", argv: tp.Sequence[str]) -> Answer:
    """The delta, its digest, and what the answer depends on beside the files of the config directory."""
    with _Watch(str(main.full_config_path)) as watch:
        try:
            xp = main.get_xp(argv)
            answer: Answer = {"delta": jsonable(xp.delta), "digest": get_digest(xp.delta or [])}
            if "${now:" in OmegaConf.to_yaml(xp.cfg):
                watch.is_volatile = True
        except Exception as error:
            answer = {"refused": refusal(main, error)}
    return dict(answer, environment=watch.environment(), volatile=watch.is_volatile)


def refusal(main: "HydraMain", error: BaseException) -> str:
    """What Hydra says, in one sentence: without addresses and searched places, with the near name of a misspelt one."""
    if not str(error).strip():
        # Hydra has an exception without a word around what OmegaConf says.
        return type(error).__name__ if error.__cause__ is None else refusal(main, error.__cause__)
    text = re.split(r"\n\s*(?:Config search path|See https?:)", str(error))[0]
    lines = text.rstrip().split("\n")
    sentence = lines.pop(0).strip()
    details = []
    for line in lines:
        if line.strip() == "^":
            before = sentence.rpartition(": ")[0]
            details.append(", at character {}".format(line.index("^") - (len(before) + 2 if before else 0) + 1))
        elif line.startswith("\t"):
            details.append((" " if details[-1:] and details[-1].endswith(":") else ", ") + line.strip())
        elif line.strip().startswith("full_key: ") and line.strip()[len("full_key: "):] in sentence:
            continue
        elif line.strip() and not re.match(r"\d\. |\s*object_type", line):
            before = (details or [sentence])[-1]
            separator = " " if before.endswith((".", ":")) else ". " if line == line.lstrip() else ", "
            details.append(separator + line.strip())
    sentence += "".join(details)
    if isinstance(error, OverrideParseException):
        sentence = "Error parsing override '{}': {}".format(error.override, sentence)
    if error.__cause__ is not None and re.fullmatch(r"Error merging override .*", sentence, re.DOTALL):
        # What is wrong with the value only the cause says.
        sentence += ": " + refusal(main, error.__cause__)
    missing = re.match(r"Could not override '([^']*)'", sentence)
    near = _near(main, missing.group(1)) if missing else None
    if near is not None:
        sentence += "; did you mean '{}'?".format(near)
    if isinstance(error, (HydraException, OmegaConfBaseException)) or type(error) is ValueError:
        return sentence
    return "{}: {}".format(type(error).__name__, sentence)


def _near(main: "HydraMain", name: str) -> tp.Optional[str]:
    keys = list(_keys(main._base, "")) + [group for group in main._config_groups if not group.startswith("hydra")]
    near = difflib.get_close_matches(name, keys, 1, 0.7)
    return near[0] if near and near[0] != name else None


def _keys(config: DictConfig, above: str) -> tp.Iterator[str]:
    for key in config:
        yield above + str(key)
        node = config._get_node(key)
        if isinstance(node, DictConfig) and not (node._is_none() or node._is_missing() or node._is_interpolation()):
            yield from _keys(node, above + str(key) + ".")


class _Watch:
    """Notes the environment variables that are looked up meanwhile, and whether other files are read.

    Args:
        folder: the config directory, whose files may be read.
    """

    _listening: tp.List["_Watch"] = []
    _hears = False

    def __init__(self, folder: str):
        self.is_volatile = False
        self._folder = folder.rstrip("/") + "/"
        self._names: tp.Set[tp.Any] = set()

    def environment(self) -> tp.List[tp.List[tp.Any]]:
        """The variables by name, each with its value or None."""
        names = {name if isinstance(name, str) else os.fsdecode(name) for name in self._names} - _OWN
        return [[name, os.environ.get(name)] for name in sorted(names)]

    def __enter__(self) -> "_Watch":
        environ = type(os.environ)
        self._methods = environ.__getitem__, environ.__iter__
        look_up, list_all = self._methods

        def noted(this, name):
            self._names.add(name)
            return look_up(this, name)

        def noted_all(this):
            self.is_volatile = True
            return list_all(this)

        environ.__getitem__, environ.__iter__ = noted, noted_all  # type: ignore
        if not _Watch._hears and hasattr(sys, "addaudithook"):
            _Watch._hears = True
            sys.addaudithook(_hear)
        _Watch._listening.append(self)
        return self

    def __exit__(self, *error: tp.Any) -> None:
        _Watch._listening.remove(self)
        environ = type(os.environ)
        environ.__getitem__, environ.__iter__ = self._methods  # type: ignore

    def hear_of(self, path: str) -> None:
        own = path.startswith(self._folder) or path.endswith((".py", ".pyc", ".so"))
        prefixes = (sys.prefix, sys.base_prefix, "/usr/lib/", "/proc/", "/sys/", "/dev/")
        if not own and not path.startswith(prefixes):
            self.is_volatile = True


def _hear(event: str, args: tp.Tuple[tp.Any, ...]) -> None:
    if event == "open" and _Watch._listening:
        try:
            path = os.path.abspath(os.fsdecode(args[0]))
        except (TypeError, ValueError):
            return
        for watch in _Watch._listening:
            watch.hear_of(path)
