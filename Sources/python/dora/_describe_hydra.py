"""What the tool must know of a Hydra program to compose its configurations by itself, and whether it may."""
import os
import sys
import types
import typing as tp

import hydra
from hydra.core.config_store import ConfigStore
import omegaconf
from omegaconf import OmegaConf
from omegaconf.basecontainer import BaseContainer
import yaml

from . import _compose
from ._fingerprint import Recorder
from ._tree import config_files, names_digest
from .main import DecoratedMain

if tp.TYPE_CHECKING:
    from .hydra import HydraMain

# What Hydra and OmegaConf register themselves.
_STANDARD = {
    "oc.create", "oc.decode", "oc.deprecated", "oc.dict.keys", "oc.dict.values", "oc.env", "oc.select", "env", "hydra",
    "now", "python_version",
}
# What Hydra puts into the store of configs itself.
_STORED = {"hydra", "_dummy_empty_config_.yaml"}


def describe(main: "HydraMain") -> tp.Dict[str, tp.Any]:
    """Everything but the configuration's own files, which the tool reads itself.

    `foreign` are the names that something else offers as configs, `unsure` is why only Hydra can compose this one.
    """
    reasons: tp.List[str] = []
    foreign = {name.rpartition(".yaml")[0] or name for name in ConfigStore.instance().repo if name not in _STORED}
    try:
        foreign |= _offered_elsewhere(main, reasons)
    except Exception as error:
        reasons.append("{}: {}".format(type(error).__name__, error))
    description: tp.Dict[str, tp.Any] = {
        "config_dir": str(main.full_config_path), "config_name": main.config_name,
        "versions": {
            "hydra": hydra.__version__, "omegaconf": omegaconf.__version__, "pyyaml": yaml.__version__},
        "exclude": list(main.dora.exclude), "foreign": sorted(foreign),
        "replaced_resolvers": sorted(name for name in _STANDARD if _is_replaced(name)),
        "environment": _changed_environment(reasons),
    }
    if "version_base" in main.hydra_kwargs:
        description["version_base"] = main.hydra_kwargs["version_base"]
    reasons += _own_ways(main)
    description["unsure"] = reasons[0] if reasons else None
    return description


def composed_of(main: "HydraMain", recorder: Recorder) -> tp.Dict[str, tp.Any]:
    """The files that the usual configuration was composed of, and a digest of the names beside them.

    A new file may be one that was optional. With `is_read` the program itself looked into the configuration, so any of it
    may have decided anything of the description; otherwise only what the client takes of it can have.
    """
    folder = str(main.full_config_path)
    is_seen = hasattr(sys, "addaudithook")
    for path in [] if is_seen else config_files(folder):
        recorder.note_composed(path)
    return {
        "is_read": main.is_config_read or not is_seen or recorder.has_listed(folder),
        "files": recorder.composed(), "trees": [{"dir": folder, "sha1": names_digest(folder)}],
    }


def _offered_elsewhere(main: "HydraMain", reasons: tp.List[str]) -> tp.Set[str]:
    found: tp.Set[str] = set()
    folder = str(main.full_config_path)
    expected = {"pkg://hydra.conf", "structured://", folder, "file://" + folder}
    with main._composer.hydra() as running:
        loader = running.config_loader
        for element in loader.get_search_path().get_path():
            if element.path in expected:
                continue
            for source in loader.get_sources():
                if source.provider == element.provider and source.path == element.path.partition("://")[2]:
                    found |= {name.rpartition(".yaml")[0] or name for name in source.list("", results_filter=None)}
                    break
            else:
                reasons.append("configs are searched for in '{}' too".format(element.path))
        whole = hydra.compose(main.config_name, return_hydra_config=True)
    if whole.hydra.get("searchpath"):
        reasons.append("the configuration sets hydra.searchpath")
    return found - {"hydra"}


def _is_replaced(name: str) -> bool:
    """Whether a standard resolver isn't the library's any more, as far as that can be seen."""
    resolver = BaseContainer._resolvers.get(name)
    if resolver is None:
        return False
    inside = [cell.cell_contents for cell in getattr(resolver, "__closure__", None) or ()]
    functions = [resolver] + [value for value in inside if isinstance(value, types.FunctionType)]
    return len(functions) < 2 or not all(
        function.__module__.split(".")[0] in ("omegaconf", "hydra") for function in functions)


def _changed_environment(reasons: tp.List[str]) -> tp.List[str]:
    """The environment variables that the import set, changed or removed."""
    try:
        with open("/proc/self/environ", "rb") as file:
            pairs = [entry.partition(b"=") for entry in file.read().split(b"\0") if entry]
    except OSError:
        reasons.append("the environment that it was started with isn't known")
        return []
    before = {name: value for name, _, value in pairs}
    after = dict(os.environb)
    changed = {name for name in set(before) | set(after) if before.get(name) != after.get(name)}
    return sorted(os.fsdecode(name) for name in changed)


def _own_ways(main: "HydraMain") -> tp.List[str]:
    """What of the program's own stands between its files and its signatures."""
    from .hydra import HydraMain
    found = []
    if type(main) is not HydraMain:
        found.append("{} isn't hydra_main's own class".format(type(main).__name__))
    for cls in (HydraMain, DecoratedMain, _compose.Composer):
        for name, value in vars(cls).items():
            function = getattr(value, "fget", value)
            if isinstance(function, types.FunctionType) and function.__module__ != cls.__module__:
                found.append("{} is replaced".format(name))
    for name in vars(main):
        if isinstance(getattr(HydraMain, name, None), (types.FunctionType, property)):
            found.append("{} is replaced".format(name))
    if set(main.hydra_kwargs) - {"version_base"}:
        found.append("hydra_main has other arguments")
    if not _is_base_as_composed(main):
        found.append("the base configuration was changed")
    return found


def _is_base_as_composed(main: "HydraMain") -> bool:
    """Whether `_base_cfg` is what the files say, but for the values under `dora` and `slurm`, which aren't signed."""
    now = OmegaConf.to_container(main._base)
    fresh = OmegaConf.to_container(main._composer.compose())
    if not isinstance(now, dict) or not isinstance(fresh, dict):
        return False
    for section in ("dora", "slurm"):
        ours, theirs = now.pop(section, None), fresh.pop(section, None)
        if repr(ours) == repr(theirs):
            continue
        # Another value may be a copy of it.
        is_used = "${" in repr(fresh) and section in repr(fresh)
        if is_used or not isinstance(ours, dict) or not isinstance(theirs, dict) or list(ours) != list(theirs):
            return False
    return repr(now) == repr(fresh)
