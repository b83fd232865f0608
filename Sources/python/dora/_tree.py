"""The files of a config directory."""
from hashlib import sha1
import os
import typing as tp

# No config directory is so deep; a link that leads to itself is.
_DEEPEST = 32


def _walk(folder: bytes, below: bytes = b"", depth: int = 0) -> tp.Iterator[bytes]:
    """The names of everything below, a folder's with a slash at its end; links are followed."""
    if depth > _DEEPEST:
        return
    for name in os.listdir(os.path.join(folder, below) if below else folder):
        if name == b"__pycache__":
            continue
        path = below + name
        if os.path.isdir(os.path.join(folder, path)):
            yield path + b"/"
            yield from _walk(folder, path + b"/", depth + 1)
        else:
            yield path


def names_digest(folder: str) -> str:
    """The digest of all names in a config directory. The tool computes the same."""
    return sha1(b"\n".join(sorted(_walk(os.fsencode(folder))))).hexdigest()


def config_files(folder: str) -> tp.List[str]:
    """The paths of all config files in it."""
    return [
        os.path.join(folder, os.fsdecode(path)) for path in sorted(_walk(os.fsencode(folder)))
        if path.endswith((b".yaml", b".yml"))]
