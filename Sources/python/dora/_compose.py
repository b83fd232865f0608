"""Configurations of a Hydra project, as Hydra composes them, and what an XP's differs in from its base."""
from contextlib import contextmanager
from pathlib import Path
import typing as tp
import warnings

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig

Choice = tp.Tuple[str, str]
Path_ = tp.Tuple[str, ...]


class Composer:
    """Composes the configurations of one program.

    Args:
        folder: the config directory.
        config_name: the primary config in it.
        job_name: what Hydra calls the program.
        options: more of Hydra's own arguments: `version_base`.
    """

    def __init__(self, folder: Path, config_name: tp.Optional[str], job_name: str,
                 options: tp.Mapping[str, tp.Any]):
        self.folder = folder
        self.config_name = config_name
        self._job_name = job_name
        self._options = dict(options)

    @contextmanager
    def hydra(self) -> tp.Iterator[tp.Any]:
        """Hydra, initialised for this program; a configuration that is active meanwhile is there again afterwards."""
        with warnings.catch_warnings():
            # What Hydra has to say of the project's files it says when the program runs.
            warnings.simplefilter("ignore")
            with initialize_config_dir(str(self.folder), job_name=self._job_name, **self._options):
                yield GlobalHydra.instance().hydra

    def compose(self, overrides: tp.Sequence[str] = ()) -> DictConfig:
        """The configuration under these overrides."""
        with self.hydra():
            return compose(self.config_name, list(overrides))

    def groups(self) -> tp.List[str]:
        """The names of all config groups, Hydra's own too."""
        with self.hydra() as hydra:
            return list(hydra.list_all_config_groups())


def simplified(argv: tp.Sequence[str]) -> tp.List[str]:
    """The overrides that count: of those with the same key, as it's written, the last."""
    last: tp.Dict[str, int] = {}
    for index, word in enumerate(argv):
        if "=" not in word:
            raise ValueError("'{}' is no override: it has no '='".format(word))
        last[word.split("=", 1)[0].strip()] = index
    return [argv[index] for index in sorted(last.values())]


def choices(argv: tp.Sequence[str], groups: tp.Collection[str]) -> tp.List[Choice]:
    """What the overrides choose of config groups, as it's written; each group once, as `argv` is simplified."""
    found = {}
    for word in argv:
        group, equals, choice = word.partition("=")
        if group in groups:
            found[group] = choice
    return list(found.items())


def differences(base: DictConfig, config: DictConfig, above: Path_ = ()) -> tp.Iterator[tp.Tuple[Path_, tp.Any]]:
    """Everything in `config` that isn't as in `base`, with the keys that lead there; what was added comes whole.

    The keys are an argument and no state: what one comparison leaves behind when it fails can't change the next.
    """
    for key in sorted(base.keys()):
        place = above + (key,)
        before = base[key]
        if key not in config:
            raise ValueError("'{}' is missing, but the defaults have it".format(dotted(place)))
        after = config[key]
        if isinstance(before, DictConfig):
            if not isinstance(after, DictConfig):
                raise ValueError("'{}' is a group of values, and can't be {!r}".format(dotted(place), after))
            yield from differences(before, after, place)
        elif after != before:
            yield place, after
    for key in sorted(set(config.keys()) - set(base.keys())):
        yield above + (key,), config[key]


def dotted(place: Path_) -> str:
    """The keys as an override names them."""
    for key in place:
        if not isinstance(key, str):
            raise ValueError("the key {!r} is no string, and can't be signed".format(key))
    return ".".join(place)
