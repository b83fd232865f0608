"""The decorated main function of a project that uses Hydra."""
from contextlib import contextmanager
import inspect
import os
from pathlib import Path
import re
import sys
import typing as tp

import hydra
from hydra import initialize_config_dir
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from . import distrib
from ._compose import Composer, choices, differences, dotted, simplified
from ._fingerprint import Recorder, composing
from ._overrides import to_override
from .conf import DoraConfig, SlurmConfig, update_from_hydra
from .main import DecoratedMain, MainFun, get_module_name
from .xp import XP, _context, get_xp, is_xp

# What a configuration may have under `dora` for the Python tool, and nobody needs here.
_UNUSED = {"shep"}
# Options that make Hydra show something, or run the program many times; none of them is an XP.
_NO_XP = re.compile(r"-m|--multirun|-h|--help|--hydra-help|--version|-c|--cfg|-i|--info|-sc|--shell-completion")


class HydraMain(DecoratedMain):
    """A main function whose arguments are Hydra's overrides.

    Args:
        main: the project's function.
        config_name: the primary config.
        config_path: the config directory, relative to the file of `main`; None for that file's own folder.
        **kwargs: more of `hydra.main`'s arguments, such as `version_base`.
    """

    backend = "hydra"

    def __init__(self, main: MainFun, config_name: str, config_path: tp.Optional[str], **kwargs):
        self.config_name = config_name
        self.config_path = config_path
        self.hydra_kwargs = kwargs
        _check(kwargs)
        file = Path(inspect.getfile(inspect.unwrap(main)))
        self._job_name = (get_module_name(main.__module__) or file.stem).rpartition(".")[2]
        self.full_config_path = file.parent.resolve() / (config_path or "")
        self._composer = Composer(self.full_config_path, config_name, self._job_name, kwargs)
        with composing():
            self._base = self._composer.compose()
        # Whether somebody else wanted to know what the configuration says.
        self.is_config_read = False
        self._groups: tp.Optional[tp.List[str]] = None
        self._bases: tp.Optional[tp.Dict[tp.Tuple[str, ...], DictConfig]] = None
        super().__init__(main, self._get_dora())

    @property
    def _base_cfg(self) -> DictConfig:
        """The usual configuration. Projects change it, for what the machine decides: the partition, the output folder."""
        self.is_config_read = True
        return self._base

    @_base_cfg.setter
    def _base_cfg(self, config: DictConfig) -> None:
        self.is_config_read = True
        self._base = config

    @property
    def _config_groups(self) -> tp.List[str]:
        if self._groups is None:
            self._groups = self._composer.groups()
        return self._groups

    def _get_dora(self) -> DoraConfig:
        dora = DoraConfig()
        _update(dora, self._base, "dora")
        dora.exclude = list(dora.exclude) + ["dora.*", "slurm.*"]
        return dora

    def get_slurm_config(self) -> SlurmConfig:
        """The resources that the configuration has under `slurm`."""
        slurm = SlurmConfig()
        _update(slurm, self._base, "slurm")
        return slurm

    def get_xp(self, argv: tp.Sequence[str]) -> XP:
        """The XP that these overrides stand for."""
        argv = simplified(argv)
        cfg = self._get_config(argv)
        base, delta = self._get_base_config(argv)
        return XP(dora=self.dora, cfg=cfg, argv=argv, delta=delta + self._get_delta(base, cfg))

    def _get_config(self, overrides: tp.Sequence[str] = ()) -> DictConfig:
        self.is_config_read = True
        return self._composer.compose(overrides)

    def _get_base_config(self, overrides: tp.Sequence[str] = ()) -> tp.Tuple[DictConfig, tp.List[tp.Any]]:
        """The configuration that has nothing but the same choices of config groups, and these choices."""
        chosen: tp.List[tp.Any] = list(choices(overrides, self._config_groups))
        if not chosen:
            return self._base, []
        words = tuple("{}={}".format(*choice) for choice in chosen)
        if self._bases is None:
            return self._get_config(words), chosen
        if words not in self._bases:
            self._bases[words] = self._get_config(words)
        return self._bases[words], chosen

    def _get_delta(self, init: DictConfig, other: DictConfig) -> tp.List[tp.Tuple[str, tp.Any]]:
        return [(dotted(place), value) for place, value in differences(init, other)]

    def value_to_argv(self, arg: tp.Any) -> tp.List[str]:
        """`{"optim.lr": 0.1}` becomes `optim.lr=0.1`; strings stay as they are, and so do choices of config groups."""
        if isinstance(arg, str):
            return [arg]
        if isinstance(arg, dict):
            return [
                "{}={}".format(key, value if key in self._config_groups else to_override(value))
                for key, value in arg.items()]
        if isinstance(arg, (list, tuple)):
            return [word for part in arg for word in self.value_to_argv(part)]
        raise ValueError("overrides are strings, dicts and lists of them, not {!r}".format(arg))

    def _is_active(self, argv: tp.List[str]) -> bool:
        return not any(_NO_XP.fullmatch(word.partition("=")[0]) for word in argv)

    def _get_started_xp(self, argv: tp.List[str]) -> XP:
        if os.environ.get("HYDRA_FULL_ERROR") == "1":
            return self.get_xp(argv)
        try:
            argv = simplified(argv)
        except ValueError as error:
            self._refuse(error)
        try:
            return self.get_xp(argv)
        except (HydraException, OmegaConfBaseException) as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> "tp.NoReturn":
        """Ends the process with the status that Hydra ends it with when it can't take the arguments."""
        from ._sign_hydra import refusal
        sys.exit("fatal: {} refuses the arguments: {}\nhint: with HYDRA_FULL_ERROR=1 there is a traceback".format(
            self.program, refusal(self, error)))

    def _main(self) -> tp.Any:
        run = hydra.main(config_name=self.config_name, config_path=self.config_path, **self.hydra_kwargs)
        with self._seen_as_script():
            if not is_xp():
                _context.outside = (
                    "Hydra's own sweeps run the function outside of any; a grid file makes XPs of many choices")
                return run(self.main)()
            with _arguments(get_xp().argv + self._run_overrides(get_xp())):
                return run(self.main)()

    def _run_overrides(self, xp: XP) -> tp.List[str]:
        overrides = ["hydra.run.dir=" + _quoted(str(xp.folder))]
        if distrib.get_distrib_spec().rank > 0:
            # One process keeps the record of all of them.
            overrides.append("hydra.output_subdir=null")
        return overrides

    @contextmanager
    def _seen_as_script(self) -> tp.Iterator[None]:
        """Makes Hydra look for the config directory beside the function's file.

        Hydra takes the function of an imported module for one of a package, and wants the directory to be one too.
        """
        functions = [self.main]
        while hasattr(functions[-1], "__wrapped__"):
            functions.append(functions[-1].__wrapped__)
        modules = [function.__module__ for function in functions]
        for function in functions:
            function.__module__ = "__main__"
        try:
            yield
        finally:
            for function, module in zip(functions, modules):
                function.__module__ = module

    def description(self) -> tp.Dict[str, tp.Any]:
        """Where the configuration is, and what the tool must know to compose it by itself."""
        from ._describe_hydra import describe
        return {"hydra": describe(self)}

    def composed_of(self, recorder: Recorder) -> tp.Dict[str, tp.Any]:
        """What the usual configuration was made of, and whether the program itself looked into it."""
        from ._describe_hydra import composed_of
        return {"config": composed_of(self, recorder)}

    def sign(self, argv: tp.Sequence[str]) -> tp.Dict[str, tp.Any]:
        """The delta of one argument list, or why Hydra refuses it; and what else the answer depends on."""
        from ._sign_hydra import sign
        # Whoever asks so asks about many, and the files stay as they are meanwhile.
        self._bases = {} if self._bases is None else self._bases
        return sign(self, argv)


def hydra_main(config_name: str, config_path: tp.Optional[str], **kwargs) -> tp.Callable[[MainFun], HydraMain]:
    """Decorates the main function of a program that uses Hydra.

    Args:
        config_name: the primary config, `config` for `config.yaml`.
        config_path: the config directory, relative to the file of the function.
        **kwargs: more of `hydra.main`'s arguments, such as `version_base`.
    """
    def decorator(main: MainFun) -> HydraMain:
        return HydraMain(main, config_name=config_name, config_path=config_path, **kwargs)
    return decorator


def _check(options: tp.Mapping[str, tp.Any]) -> None:
    """Says which argument this Hydra doesn't have, as an older one hasn't `version_base`."""
    known = inspect.signature(initialize_config_dir.__init__).parameters
    for name in options:
        if name not in known:
            raise TypeError("Hydra {} has no '{}', which hydra_main was given{}".format(
                hydra.__version__, name, "; Hydra 1.2 and newer have it" if name == "version_base" else ""))


def _update(data: tp.Any, config: DictConfig, section: str) -> None:
    """Sets what a section of the configuration says; an unknown name is an error."""
    if config is None or config.get(section) is None:
        return
    values = OmegaConf.to_container(config[section], resolve=True)
    if isinstance(values, dict):
        values = {key: value for key, value in values.items() if key not in _UNUSED or hasattr(data, str(key))}
    try:
        update_from_hydra(data, values)
    except (AttributeError, ValueError) as error:
        raise type(error)("{}: under '{}:' in the configuration".format(error, section)) from None


@contextmanager
def _arguments(words: tp.List[str]) -> tp.Iterator[None]:
    """Gives Hydra these arguments. It runs what is signed: not, for one, a dictionary that an earlier one merges with."""
    before = sys.argv[1:]
    sys.argv[1:] = words
    try:
        yield
    finally:
        sys.argv[1:] = before


def _quoted(text: str) -> str:
    """A string as a value in Hydra's grammar of overrides."""
    if re.fullmatch(r"[A-Za-z0-9_/.-]+", text):
        return text
    # Backslashes are themselves but before a quote; and what looks like an interpolation is none.
    escaped = re.sub(r"(\\*)'", r"\1\1\\'", text.replace("${", "\\${"))
    return "'" + re.sub(r"(\\+)$", r"\1\1", escaped) + "'"
