"""Calls the tool, for code that runs in Python and wants what only the tool knows."""
import json
import os
import shutil
import subprocess
import typing as tp


class ToolError(RuntimeError):
    """The tool isn't there, or says no; its own words are on the standard error."""


def path() -> str:
    """The executable `dora`: the one that started us, or the one on the PATH."""
    found = os.environ.get("DORA_EXECUTABLE") or shutil.which("dora")
    if found is None:
        raise ToolError("cannot find the executable 'dora'; install dora, or name it in DORA_EXECUTABLE")
    return found


def records(words: tp.Sequence[str], lines: tp.Sequence[str] = (),
            is_optional: bool = False) -> tp.List[tp.Dict[str, tp.Any]]:
    """What `dora WORDS`, given these lines on its standard input, answers in JSON Lines."""
    given: tp.Dict[str, tp.Any] = {"stdin": subprocess.DEVNULL}
    if lines:
        given = {"input": "".join(line + "\n" for line in lines)}
    done = subprocess.run(
        [path()] + list(words), stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if is_optional else None, universal_newlines=True, **given)
    if done.returncode != 0 and not is_optional:
        raise ToolError("'dora {}' ended with status {}".format(words[0], done.returncode))
    return [json.loads(line) for line in done.stdout.splitlines() if line]
