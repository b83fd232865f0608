"""Answers the tool's questions about one program: `python -m dora._worker PACKAGE MAIN_MODULE`.

A JSON line on the standard input asks, one on the standard output answers: `describe` for everything that signs
arguments without Python, `sign` for arguments that only the program's own parser can tell about, `grids`, `grid`, `metrics`
and `words` for its grid files.

A description holds as long as the files that the import read. A parser that is made from anything else - the
environment, the clock, `sys.argv` - can't be noticed to have changed; `_fingerprint` lists what is seen.
"""
import atexit
import importlib
import json
import os
import signal
import sys
import time
import traceback
import typing as tp

from . import _checkout
from ._fingerprint import Recorder
from ._places import Places

if tp.TYPE_CHECKING:
    from ._grids import Grids
    from .main import DecoratedMain

Answer = tp.Dict[str, tp.Any]


def serve(package: str, main_module: str) -> None:
    """Answers until nobody asks any more."""
    questions, answers = _own_streams()
    program = _Program(package + "." + main_module)
    for line in questions:
        answer = program.answer(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    _leave(0)


def _leave(status: int) -> None:
    # The program may have started threads that never end; temporary files it wants to remove, though.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _own_streams() -> tp.Tuple[tp.TextIO, tp.TextIO]:
    """The tool's two streams, out of the program's reach: what it prints goes to the standard error."""
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return questions, answers


class _Program:
    """One program, imported when the first question comes."""

    def __init__(self, name: str):
        _checkout.redirect()
        self._name = name
        self._main: tp.Optional["DecoratedMain"] = None
        self._failure: tp.Optional[Answer] = None
        self._grids: tp.Optional["Grids"] = None
        self._recorder = Recorder(Places(os.getcwd()))
        self._taken = 0

    def answer(self, question: tp.Dict[str, tp.Any]) -> Answer:
        if self._main is None and self._failure is None:
            self._import()
        if self._failure is not None or self._main is None:
            return self._failure or {"failed": "it wasn't imported", "traceback": None}
        if question["do"] == "describe":
            try:
                return self._describe(self._main)
            except Exception as error:
                return _failed(_words(error), error)
        if question["do"] in ("grids", "grid", "metrics", "words"):
            return self._ask_grids(self._main, question)
        if question["do"] == "config":
            return self._configure(self._main, question["argv"])
        return self._sign(self._main, question["argv"])

    def _import(self) -> None:
        from ._project import ProjectError, load_main
        # What a run has there: the usage messages of parsers begin with it.
        sys.argv = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")]
        self._taken = time.time_ns()
        self._recorder.start()
        try:
            self._main = load_main(self._name)
        except ProjectError as error:
            self._failure = {"failed": str(error), "traceback": None, "hint": error.hint}
        except SystemExit as error:
            self._failure = _failed("it exits when it's imported, with status {}".format(
                0 if error.code is None else error.code), error)
        except Exception as error:
            self._failure = _failed(_words(error), error)
        self._recorder.stop()

    def _describe(self, main: "DecoratedMain") -> Answer:
        from .utils import jsonable
        dora = main.dora
        return {
            "backend": main.backend, "dir": _shown(dora.dir), "exclude": list(dora.exclude),
            "shared": None if dora.shared is None else str(dora.shared),
            "git_save": dora.git_save, "grid_package": dora.grid_package,
            "slurm": {name: jsonable(value) for name, value in vars(main.get_slurm_config()).items()},
            "python": "{}.{}.{}".format(*sys.version_info[:3]), "prefix": sys.prefix,
            "import_folders": [os.path.abspath(path) for path in sys.path if os.path.isdir(path or ".")],
            "require_clean": dora.require_clean, "post_git_save_commands": list(dora.post_git_save_commands),
            "taken_ns": self._taken,
            **main.composed_of(self._recorder), **main.description(),
            "files": self._recorder.files(), "listings": self._recorder.listings(),
        }

    def _ask_grids(self, main: "DecoratedMain", question: tp.Dict[str, tp.Any]) -> Answer:
        from ._grids import GridError, Grids
        self._grids = self._grids or Grids(main)
        try:
            if question["do"] == "grids":
                return self._grids.list()
            if question["do"] == "words":
                return {"words": [str(word) for word in main.value_to_argv(question["value"])]}
            if question["do"] == "metrics":
                return self._grids.metrics(question)
            return self._grids.make(question["name"], question["slurm"])
        except GridError as error:
            return {"raised": str(error), "traceback": None}
        except SystemExit as error:
            raised = _failed("it exits with status {}".format(error.code), error)
        except Exception as error:
            raised = _failed(_words(error), error)
        return {"raised": raised["failed"], "traceback": raised["traceback"]}

    def _configure(self, main: "DecoratedMain", argv: tp.List[str]) -> Answer:
        from ._config import readable
        try:
            return {"config": readable(main.get_xp(argv).cfg)}
        except SystemExit as error:
            return {"refused": "the program ends with status {}".format(error.code)}
        except Exception as error:
            return {"refused": _words(error)}

    def _sign(self, main: "DecoratedMain", argv: tp.List[str]) -> Answer:
        try:
            return main.sign(argv)
        except Exception as error:
            return {"refused": _words(error)}


def _words(error: BaseException) -> str:
    """An exception in one line, as a traceback ends."""
    return traceback.format_exception_only(type(error), error)[-1].strip().split("\n")[0]


def _failed(reason: str, error: BaseException) -> Answer:
    """Why the import failed, with what of the traceback is the program's."""
    own = os.path.dirname(os.path.abspath(__file__)) + os.sep
    begin = error.__traceback__
    while begin is not None:
        file = begin.tb_frame.f_code.co_filename
        if not file.startswith((own, "<frozen importlib", os.path.dirname(importlib.__file__))):
            break
        begin = begin.tb_next
    lines = traceback.format_exception(type(error), error, begin)
    return {"failed": reason, "traceback": "".join(lines).rstrip("\n")}


def _shown(dir: tp.Any) -> str:
    """The output folder relative to the project if it's inside: a project can be moved with its store."""
    inside = os.path.relpath(str(dir), os.getcwd())
    return str(dir) if inside.split(os.sep)[0] == os.pardir else os.path.join(os.curdir, inside)


if __name__ == "__main__":
    try:
        serve(*sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C is for everything in the terminal; what there is to say the tool says.
        _leave(128 + signal.SIGINT)
