"""`dora run` inside the process that it's asked in: what the tool starts, and what `torchrun -m dora run` and
`srun python -m dora run` are."""
import os
import sys
import traceback
import typing as tp

from . import _checkout, _loaded, _started
from ._project import ProjectError, load_main, module_name
from .distrib import get_distrib_spec
from .utils import reliable_rmtree


class Options:
    """The words of a `run` command line.

    What isn't known begins the program's own arguments when it's an option, and is one of them otherwise; so
    `run lr=0.1 -d` and `run -d --lr=0.1` are both what they look like.
    """

    def __init__(self, words: tp.Sequence[str]):
        self.package: tp.Optional[str] = None
        self.main_module: tp.Optional[str] = None
        self.from_sig: tp.Optional[str] = None
        self.clear = False
        # Whether somebody must start several processes.
        self.ddp = False
        self.debug = False
        self.argv: tp.List[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word == "--":
                break
            if not word.startswith("-") or word == "-":
                self.argv.append(word)
            elif not self._take(word, rest):
                rest.insert(0, word)
                break
        self.argv += rest

    def _take(self, word: str, rest: tp.List[str]) -> bool:
        name, equals, value = word.partition("=")
        # Both spellings of a long option are taken.
        name = name if not name.startswith("--") else "--" + name[2:].replace("-", "_")
        if name[:2] in ("-P", "-M", "-f") and len(name) > 2:
            # A short option with its value in the same word.
            name, equals, value = word[:2], "=", word[2:]
        flags = {"-d": "ddp", "--ddp": "ddp", "--clear": "clear", "-D": "debug",
                 "--debug": "debug", "--git_save": None, "--no_git_save": None}
        values = {"-P": "package", "--package": "package", "-M": "main_module",
                  "--main_module": "main_module", "-f": "from_sig", "--from_sig": "from_sig",
                  "--ddp_workers": "ddp", "--workers": "ddp"}
        if name in flags and not equals:
            if flags[name]:
                setattr(self, flags[name] or "", True)
            return True
        if name in values:
            if not equals:
                if not rest:
                    return False
                value = rest.pop(0)
            setattr(self, values[name], value)
            return True
        return False


def run(options: Options) -> None:
    """Runs the program to its end; its exceptions and its exit status are the process's."""
    spec = get_distrib_spec()
    if spec.source == "slurm" and spec.world_size > 1:
        # srun has started others too: this is one of the run's processes, as under torchrun.
        os.environ.update(
            RANK=str(spec.rank), LOCAL_RANK=str(spec.local_rank), WORLD_SIZE=str(spec.world_size))
    is_debugged = (options.debug or os.environ.get("DORA_DEBUG") == "1") and (
        os.environ.get("RANK", "0") == "0")
    if is_debugged:
        # Else Hydra prints an exception and ends the program itself.
        os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        _run(options)
    except Exception as error:
        if not is_debugged or isinstance(error, ProjectError):
            raise
        import pdb
        traceback.print_exc()
        pdb.post_mortem(sys.exc_info()[2])
        sys.exit(1)


def _run(options: Options) -> None:
    _checkout.redirect()
    main = load_main(module_name(options.package, options.main_module))
    _started.mark(main.program)
    argv = options.argv
    if options.from_sig is not None:
        argv = list(main.get_argv_from_sig(options.from_sig)) + argv
    if "WORLD_SIZE" not in os.environ:
        if options.clear:
            folder = main.get_xp(argv).folder
            if folder.exists():
                reliable_rmtree(folder)
        # Programs may take it for granted that somebody has set these.
        os.environ.update(RANK="0", LOCAL_RANK="0", WORLD_SIZE="1")
    sys.argv[1:] = argv
    watch = _loaded.Watch()
    try:
        main()
    finally:
        _checkout.tell()
        # A program that this one starts inherits the variables, but isn't the run.
        if _started.sig(main.dora) is not None:
            watch.keep(_loaded.chosen_configs(main, argv))
