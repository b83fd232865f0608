"""`python -m dora …` is `dora …`; only `run` stays in this process."""
import os
import shutil
import sys
import typing as tp

from ._project import ProjectError
from ._run import Options, run

_MARK = "_DORA_EXECUTED"


def main() -> None:
    """Runs a program here, or becomes the tool."""
    words = sys.argv[1:]
    before, verb, after = _split(words)
    if verb == "run":
        options = Options(after)
        # One that torchrun or the tool has started is a worker already.
        if not options.ddp or "RANK" in os.environ:
            outer = Options(before)
            options.package = options.package or outer.package
            options.main_module = options.main_module or outer.main_module
            try:
                run(options)
            except ProjectError as error:
                _fatal(str(error), error.hint)
            return
    _become_tool(words)


def _split(words: tp.List[str]) -> tp.Tuple[tp.List[str], tp.Optional[str], tp.List[str]]:
    """The options before the verb, the verb, and the rest."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        takes_value = words[at] in ("-P", "--package", "-M", "--main_module", "--main-module")
        at += 2 if takes_value else 1
    return words[:at], words[at] if at < len(words) else None, words[at + 1:]


def _become_tool(words: tp.List[str]) -> None:
    """Goes on as the executable `dora`, which the tool names to what it starts."""
    named = os.environ.get("DORA_EXECUTABLE")
    path = named or shutil.which("dora")
    hint = "install dora, or name its executable in DORA_EXECUTABLE"
    if path is None:
        _fatal("cannot find the executable 'dora' on PATH", hint)
    # The Python tool's script of the same name would come straight back here.
    elif os.environ.get(_MARK) == str(os.getpid()):
        _fatal("'{}' is a Python script, not the tool".format(path), hint)
    else:
        os.environ[_MARK] = str(os.getpid())
        sys.stdout.flush()
        try:
            os.execv(path, [path] + words)
        except OSError as error:
            _fatal("cannot run '{}': {}".format(path, error.strerror), hint)


def _fatal(message: str, hint: tp.Optional[str] = None) -> None:
    print("fatal: " + message, file=sys.stderr)
    if hint:
        print("hint: " + hint, file=sys.stderr)
    sys.exit(128)


if __name__ == "__main__":
    main()
