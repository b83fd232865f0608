"""Calls the tool, for code that runs in Python and wants what only the tool knows."""
import json
import os
import shutil
import subprocess
import typing as tp


class ToolError(RuntimeError):
    """The tool isn't there, or says no; its own words are on the standard error."""


def path(tool: str = "dora") -> str:
    """The executable: the one that started us, or the one on the PATH."""
    given = os.environ.get("DORA_EXECUTABLE")
    beside = os.path.join(os.path.dirname(given), tool) if given else None
    found = beside if beside and os.access(beside, os.X_OK) else shutil.which(tool)
    if found is None:
        raise ToolError("cannot find the executable '{}'; install dora, or name it in DORA_EXECUTABLE".format(tool))
    return found


def records(words: tp.Sequence[str], lines: tp.Sequence[str] = (), tool: str = "dora",
            is_optional: bool = False, is_silent: bool = False) -> tp.List[tp.Dict[str, tp.Any]]:
    """What `dora WORDS`, given these lines on its standard input, answers in JSON Lines."""
    done = _call(path(tool), words, lines, stdout=subprocess.PIPE,
                 stderr=subprocess.DEVNULL if is_optional or is_silent else None)
    if done.returncode != 0 and not is_optional:
        raise ToolError("'{} {}' ended with status {}".format(tool, words[0], done.returncode))
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def run(words: tp.Sequence[str], lines: tp.Sequence[str] = (), is_silent: bool = False) -> None:
    """Does `dora WORDS`; what it plans and does is on the standard error, its table nowhere."""
    done = _call(path(), words, lines, stdout=subprocess.DEVNULL,
                 stderr=subprocess.PIPE if is_silent else None)
    if done.returncode != 0:
        # Silence is for what goes well.
        raise ToolError((done.stderr or "").strip() or "'dora {}' ended with status {}".format(
            words[0], done.returncode))


def _call(executable: str, words: tp.Sequence[str], lines: tp.Sequence[str],
          **streams: tp.Any) -> "subprocess.CompletedProcess[str]":
    given: tp.Dict[str, tp.Any] = {"stdin": subprocess.DEVNULL}
    if lines:
        given = {"input": "".join(line + "\n" for line in lines)}
    return subprocess.run([executable] + list(words), universal_newlines=True, **given, **streams)
