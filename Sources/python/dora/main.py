"""The decorated main function of a project: how its arguments become an XP, and how that runs."""
import argparse
from functools import update_wrapper
import importlib
import json
import os
from pathlib import Path
import sys
import typing as tp

from . import _started, _treetable
from .conf import DoraConfig, SlurmConfig
from .log import simple_log
from .names import NamesMixin
from .utils import write_and_rename
from .xp import XP, get_digest

if tp.TYPE_CHECKING:
    from ._fingerprint import Recorder

# A notebook may import its grid files before anything else of ours.
_treetable.provide()

MainFun = tp.Callable[[], tp.Any]
Sig = tp.Union[str, Path]


def _load_main(full_name: str) -> "DecoratedMain":
    module, name = full_name.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def get_module_name(module: str) -> tp.Optional[str]:
    """The name that a module is imported by, also when it's the one that runs; None for a bare script."""
    if module != "__main__":
        return module
    spec = sys.modules[module].__spec__
    return None if spec is None else spec.name


class DecoratedMain(NamesMixin):
    """A main function that knows XPs. Subclasses say what arguments mean: `get_xp`, `value_to_argv`.

    Args:
        main: the project's function.
        dora: where its XPs are kept.
    """

    # What the tool calls this kind of program.
    backend: tp.Optional[str] = None

    def __init__(self, main: MainFun, dora: DoraConfig):
        update_wrapper(tp.cast(tp.Callable, self), main)
        self.main = main
        self.dora = dora
        name = get_module_name(main.__module__) or "train"
        package, _, self.main_module = name.rpartition(".")
        self.package = package or "unknown"
        self.name = self.package
        self._full_name = "{}.{}".format(main.__module__, main.__name__)
        self.program = "{}.{}".format(self.package, self.main_module)
        # Not a setting, but an XP has nothing else that says whose it is.
        dora._program = self.program  # type: ignore

    def __call__(self) -> tp.Any:
        argv = self._get_argv()
        if not self._is_active(argv):
            return self._main()
        xp = self._as_started(self._get_started_xp(argv))
        self.init_xp(xp)
        with xp.enter():
            return self._main()

    def _is_active(self, argv: tp.List[str]) -> bool:
        """Whether these arguments are to run an XP at all."""
        return True

    def _main(self) -> tp.Any:
        return self.main()

    def _get_argv(self) -> tp.List[str]:
        return sys.argv[1:]

    def _get_started_xp(self, argv: tp.List[str]) -> XP:
        """The XP of this process's own arguments; who wrote them needs no traceback."""
        return self.get_xp(argv)

    def _as_started(self, xp: XP) -> XP:
        """The XP as the tool knows it, when it started this process with exactly these arguments.

        A default that depends on the machine makes this process sign them otherwise; what the tool watches is the
        folder that it gave.
        """
        given = _started.sig(self.dora)
        if given is None or given == xp.sig:
            return xp
        started = XP(dora=self.dora, cfg=xp.cfg, argv=xp.argv, delta=xp.delta, sig=given)
        if _argv_in(started._argv_cache) != xp.argv:
            return xp
        simple_log("warning:", "these arguments were signed as {}, and here as {}: a default isn't "
                   "the same in every process".format(given, xp.sig))
        return started

    def __reduce__(self):
        return _load_main, (self._full_name,)

    def __repr__(self) -> str:
        return "DecoratedMain({})".format(self.main)

    def get_xp(self, argv: tp.Sequence[str]) -> XP:
        """The XP that these arguments stand for."""
        raise NotImplementedError

    def value_to_argv(self, arg: tp.Any) -> tp.List[str]:
        """Arguments out of what a launcher is called with: strings, dicts, or lists of them."""
        raise NotImplementedError

    def init_xp(self, xp: XP) -> XP:
        """Makes the XP's folder, and writes its arguments there: by them it can be found from its signature."""
        _keep_argv(xp._argv_cache, xp.argv)
        if xp._shared_argv_cache is not None:
            _keep_argv(xp._shared_argv_cache, xp.argv)
            _share(xp._shared_argv_cache)
        return xp

    def get_argv_from_sig(self, sig: Sig) -> tp.List[str]:
        """The arguments of an XP that has been initialised; `sig` may be a beginning of it, or its folder."""
        return self._find(sig)[1]

    def get_xp_from_sig(self, sig: Sig) -> XP:
        """An XP that has been initialised, with its arguments parsed anew."""
        name, argv = self._find(sig)
        xp = self.get_xp(argv)
        # One that has more digits than others must keep them: its folder is named so.
        if xp.sig != name and xp.delta is not None and get_digest(xp.delta).startswith(name):
            xp.rename(name)
        return xp

    def get_existing_xp_from_sig(self, sig: Sig) -> XP:
        """An XP as its folder has it, even if the program's defaults have changed since: with the signature given.

        Its `cfg` is None when the program doesn't take the arguments any more.
        """
        name, argv = self._find(sig)
        try:
            now = self.get_xp(argv)
        except (Exception, SystemExit):
            return XP(dora=self.dora, cfg=None, argv=argv, sig=name)
        return XP(dora=self.dora, cfg=now.cfg, argv=argv, delta=now.delta, sig=name)

    def _find(self, sig: Sig) -> tp.Tuple[str, tp.List[str]]:
        """The whole signature that `sig` begins, and the arguments that are kept under it."""
        for name in [str(sig)] + self._completions(str(sig)):
            xp = XP(dora=self.dora, cfg=None, argv=[], sig=name)
            for path in (xp._argv_cache, xp._shared_argv_cache):
                argv = None if path is None else _argv_in(path)
                if argv is not None:
                    return xp.folder.name, argv
        stored = self._stored(str(sig))
        if stored is not None:
            return stored
        raise RuntimeError("no XP is known as '{}': there is no argument list of it".format(sig))

    def _stored(self, sig: str) -> tp.Optional[tp.Tuple[str, tp.List[str]]]:
        """What the store knows of an XP that has no folder here: signed and never submitted, or pulled."""
        from . import _tool
        try:
            found = _tool.records(["status", "--json", "--", sig], is_optional=True)
        except _tool.ToolError:
            return None
        for record in found:
            folder = XP(dora=self.dora, cfg=None, argv=[], sig=record["sig"]).folder
            # A store may hold the XPs of several programs, whose output folders differ.
            if os.path.realpath(str(folder)) == os.path.realpath(record["folder"]):
                return record["sig"], record["argv"]
        return None

    def _completions(self, prefix: str) -> tp.List[str]:
        if len(prefix) < 4 or not set(prefix) <= set("0123456789abcdef"):
            return []
        found = set()
        for dir in (self.dora.dir, self.dora.shared):
            if dir is not None and (dir / self.dora.xps).is_dir():
                names = os.listdir(str(dir / self.dora.xps))
                found |= {name for name in names if name.startswith(prefix)}
        if len(found) > 1:
            raise RuntimeError("'{}' is the beginning of several XPs: {}".format(
                prefix, ", ".join(sorted(found))))
        return list(found)

    def get_xp_history(self, xp: XP) -> tp.List[dict]:
        """The metrics of an XP; a project overrides this if it keeps them elsewhere."""
        xp.link.load()
        return xp.link.history

    def get_slurm_config(self) -> SlurmConfig:
        """The resources of jobs that don't say otherwise."""
        return SlurmConfig()

    def description(self) -> tp.Dict[str, tp.Any]:
        """What the tool must know to sign arguments by itself; nothing, if only this process can."""
        return {}

    def composed_of(self, recorder: "Recorder") -> tp.Dict[str, tp.Any]:
        """What of the description depends on a configuration, and on which; nothing, if there is none."""
        return {}

    def sign(self, argv: tp.Sequence[str]) -> tp.Dict[str, tp.Any]:
        """The delta of one argument list, as the tool wants it: `{"delta": [[name, value], …]}`."""
        try:
            delta = self.get_xp(argv).delta
        except SystemExit as error:
            if not error.code:
                return {"exits": True}
            return {"refused": "the program ends with status {}".format(error.code)}
        return {"delta": [[key, value] for key, value in delta or []]}


class ArgparseMain(DecoratedMain):
    """A main function whose arguments an `ArgumentParser` parses.

    Args:
        main: the project's function.
        dora: where its XPs are kept.
        parser: the parser; its defaults are what deltas are against.
        slurm: the resources of jobs that don't say otherwise.
        use_underscore: whether launchers write `--batch_size` rather than `--batch-size`.
    """

    backend = "argparse"

    def __init__(self, main: MainFun, dora: DoraConfig, parser: argparse.ArgumentParser,
                 slurm: tp.Optional[SlurmConfig] = None, use_underscore: bool = True):
        super().__init__(main, dora)
        self.parser = parser
        self.slurm = slurm
        self.use_underscore = use_underscore

    def get_xp(self, argv: tp.Sequence[str]) -> XP:
        """The XP that these arguments stand for; arguments that the parser refuses end the program, as ever."""
        argv = list(argv)
        cfg = self.parser.parse_args(argv)
        delta = [
            (key, value) for key, value in vars(cfg).items()
            if self.parser.get_default(key) != value]
        return XP(dora=self.dora, cfg=cfg, argv=argv, delta=delta)

    def value_to_argv(self, arg: tp.Any) -> tp.List[str]:
        """`{"lr": 0.1, "debug": True}` becomes `--lr=0.1 --debug`; strings stay as they are."""
        if isinstance(arg, str):
            return [arg]
        if isinstance(arg, dict):
            return [self._option(key, value) for key, value in arg.items()]
        if isinstance(arg, (list, tuple)):
            return [word for part in arg for word in self.value_to_argv(part)]
        raise ValueError("arguments are strings, dicts and lists of them, not {!r}".format(arg))

    def _option(self, key: str, value: tp.Any) -> str:
        name = key if self.use_underscore else key.replace("_", "-")
        return "--{}".format(name) if value is True else "--{}={}".format(name, value)

    def description(self) -> tp.Dict[str, tp.Any]:
        """The parser, unless a project's own subclass makes something else of arguments."""
        from . import _describe
        if self._is_plain:
            parser = _describe.describe_parser(self.parser, self.dora.exclude, self.use_underscore)
        else:
            parser = {"native": False, "reason": type(self).__name__ + " overrides get_xp"}
        return {"use_underscore": self.use_underscore, "parser": parser}

    @property
    def _is_plain(self) -> bool:
        return type(self).get_xp is ArgparseMain.get_xp

    def sign(self, argv: tp.Sequence[str]) -> tp.Dict[str, tp.Any]:
        """The delta of one argument list, or why the parser refuses it."""
        if not self._is_plain:
            return super().sign(argv)
        from . import _describe
        return _describe.sign(self.parser, argv, self.dora.exclude)

    def get_slurm_config(self) -> SlurmConfig:
        """The resources that the decorator was given."""
        return super().get_slurm_config() if self.slurm is None else self.slurm


def argparse_main(parser: argparse.ArgumentParser, *,
                  dir: tp.Union[str, Path] = "./outputs",
                  exclude: tp.Sequence[str] = (),
                  slurm: tp.Optional[SlurmConfig] = None,
                  shared: tp.Optional[tp.Union[str, Path]] = None,
                  use_underscore: bool = True,
                  **kwargs) -> tp.Callable[[MainFun], ArgparseMain]:
    """Decorates the main function of a program that uses argparse.

    Args:
        parser: the parser; its defaults are what deltas are against.
        dir: the output folder.
        exclude: patterns of argument names that aren't signed.
        slurm: the resources of jobs that don't say otherwise.
        shared: a folder where argument lists are kept for others too.
        use_underscore: whether launchers write `--batch_size` rather than `--batch-size`.
        **kwargs: more of `DoraConfig`, such as `git_save` and `grid_package`.
    """
    def decorator(main: MainFun) -> ArgparseMain:
        dora = DoraConfig(
            dir=Path(dir), shared=None if shared is None else Path(shared), exclude=list(exclude),
            **kwargs)
        return ArgparseMain(main, dora, parser, slurm=slurm, use_underscore=use_underscore)
    return decorator


def _argv_in(path: Path) -> tp.Optional[tp.List[str]]:
    try:
        with open(str(path)) as file:
            return json.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _keep_argv(path: Path, argv: tp.List[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Every process of a run comes here; those after the first have nothing to write.
    if _argv_in(path) != argv:
        with write_and_rename(path, "w", suffix=".{}.tmp".format(os.getpid())) as file:
            json.dump(argv, file)


def _share(path: Path) -> None:
    """Opens a file and the two folders above it to everybody, as far as they are ours."""
    for place in (path.parent.parent, path.parent, path):
        try:
            place.chmod(0o777)
        except PermissionError:
            pass
