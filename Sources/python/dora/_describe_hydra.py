"""What the tool must know of a Hydra program to compose its configurations by itself, and whether it may."""
import importlib.machinery
import importlib.util
import os
import sys
import types
import typing as tp

import hydra
from hydra.core.config_store import ConfigStore
import omegaconf
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader
from omegaconf.basecontainer import BaseContainer
import yaml

from . import _compose, utils, xp
from ._fingerprint import Recorder
from ._places import Places
from ._tree import config_files, names_digest
from .conf import DoraConfig
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
    found = _changed_reading() + _standing_before()
    if type(main) is not HydraMain:
        found.append("{} isn't hydra_main's own class".format(type(main).__name__))
    for module in (_compose, utils, xp):
        for name, value in vars(module).items():
            if isinstance(value, types.FunctionType) and value.__globals__ is not vars(module):
                found += _replaced(name, value)
    for cls in (HydraMain, DecoratedMain, _compose.Composer, DoraConfig, xp.XP):
        for name, value in vars(cls).items():
            function = getattr(value, "fget", value)
            # Python 3.13 gives data classes a method of its own.
            own = (cls.__module__, "dataclasses", "reprlib")
            if isinstance(function, types.FunctionType) and function.__module__ not in own:
                found.append("{} is replaced".format(name))
    for name in vars(main):
        if isinstance(getattr(HydraMain, name, None), (types.FunctionType, property)):
            found.append("{} is replaced".format(name))
    if set(main.hydra_kwargs) - {"version_base"}:
        found.append("hydra_main has other arguments")
    if not _is_base_as_composed(main):
        found.append("the base configuration was changed")
    return found


def _replaced(name: str, function: types.FunctionType) -> tp.List[str]:
    """Says so of a function that isn't one of those that we import."""
    package = function.__module__.split(".")[0]
    known = ("dora", "contextlib", "dataclasses", "hydra", "shutil")
    return [] if package in known else ["{} is replaced".format(name)]


def _changed_reading() -> tp.List[str]:
    """Whether YAML means something else than it does by itself."""
    loader = get_yaml_loader()
    functions = list(loader.yaml_constructors.values()) + list(loader.yaml_multi_constructors.values())
    is_own = all(
        getattr(function, "__module__", "").split(".")[0] in ("yaml", "omegaconf") for function in functions)
    is_own = is_own and _tags(yaml.resolver) == _tags(_fresh(yaml.resolver))
    is_own = is_own and yaml.constructor.SafeConstructor.bool_values == {
        "yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}
    for cls in loader.__mro__[1:-1]:
        is_own = is_own and cls.__module__.split(".")[0] in ("yaml", "omegaconf")
        resolved = vars(cls).get("yaml_implicit_resolvers")
        is_own = is_own and (not resolved or cls is yaml.resolver.Resolver)
    return [] if is_own else ["YAML is read in another way"]


def _fresh(module: types.ModuleType) -> types.ModuleType:
    """A module as it's before anybody changes something of it."""
    spec = importlib.util.spec_from_file_location(module.__name__, str(module.__file__))
    assert spec is not None and spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    return fresh


def _tags(resolver: tp.Any) -> tp.Dict[str, tp.List[tp.Tuple[str, str]]]:
    """What plain words are taken for, by the character that they begin with."""
    return {
        first: [(tag, pattern.pattern) for tag, pattern in entries]
        for first, entries in resolver.Resolver.yaml_implicit_resolvers.items()}


def _standing_before() -> tp.List[str]:
    """The project's modules that have the name of a library, or of one of the standard library."""
    places = Places(os.getcwd())
    paths = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items()) if "." not in name}
    for name in ("antlr4", "hydra", "omegaconf", "yaml"):
        spec = importlib.machinery.PathFinder.find_spec(name)
        paths[name] = None if spec is None else spec.origin
    found = []
    for name, path in paths.items():
        if not isinstance(path, str) or not places.is_watched(path):
            continue
        standard = os.path.join(os.path.dirname(os.__file__), name)
        is_standard = os.path.exists(standard + ".py") or os.path.exists(os.path.join(standard, "__init__.py"))
        if is_standard or name in ("antlr4", "hydra", "omegaconf", "yaml"):
            found.append("the module {} stands before another".format(name))
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
