"""Histories for TensorBoard: `python -m dora.tensorboard -o runs SIG...`, then `tensorboard --logdir runs`.

Each XP gets a folder with one event file in it, as TensorBoard reads them: records with checksums, each an event with a
step and the entry's scalars. Nothing of TensorBoard or TensorFlow is needed to write them.
"""
import argparse
import os
from pathlib import Path
import struct
import sys
import typing as tp

from . import _tool
from ._history import HistoryFile

__all__ = ["export", "write_events"]

Entries = tp.Sequence[tp.Mapping[str, tp.Any]]


def _crc_table() -> tp.List[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


_TABLE = _crc_table()


def _checksum(data: bytes) -> int:
    """CRC-32C, masked as TensorFlow's records have it, so that a checksum of checksums isn't a weak one."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def _record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return (length + struct.pack("<I", _checksum(length)) + data + struct.pack("<I", _checksum(data)))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(number: int, data: bytes) -> bytes:
    """A field of a protocol buffer that holds bytes, text or another message."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _event(time: float, step: int, content: bytes) -> bytes:
    return struct.pack("<Bd", 1 << 3 | 1, time) + _varint(2 << 3) + _varint(step) + content


def _summary(scalars: tp.Iterable[tp.Tuple[str, float]]) -> bytes:
    values = b"".join(
        _field(1, _field(1, name.encode()) + struct.pack("<Bf", 2 << 3 | 5, _single(value)))
        for name, value in scalars)
    return _field(5, values)


def _single(value: float) -> float:
    """What fits into 4 bytes; beyond them it's infinite."""
    try:
        struct.pack("<f", value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return value


def scalars(entry: tp.Mapping[str, tp.Any], prefix: str = "") -> tp.Iterator[tp.Tuple[str, float]]:
    """The numbers of one entry; those of a nested one have its name and a slash before theirs, which makes a group."""
    for name, value in entry.items():
        if isinstance(value, dict):
            yield from scalars(value, prefix + str(name) + "/")
        elif isinstance(value, (int, float)):
            try:
                yield prefix + str(name), float(value)
            except OverflowError:
                continue


def write_events(path: Path, history: Entries, time: float = 0.) -> None:
    """Writes a history as one event file; entries are steps from 1 on."""
    out = [_record(_event(time, 0, _field(3, b"brain.Event:2")))]
    for step, entry in enumerate(history, 1):
        found = list(scalars(entry))
        if found:
            out.append(_record(_event(time, step, _summary(found))))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name("." + path.name + ".new")
    draft.write_bytes(b"".join(out))
    # A TensorBoard that looks meanwhile sees the old file or the new one.
    os.replace(str(draft), str(path))


def export(folders: tp.Mapping[str, tp.Union[str, Path]], logdir: tp.Union[str, Path]) -> tp.List[Path]:
    """Writes the histories of XPs: a folder below `logdir` for each, by the name that it's given here.

    Args:
        folders: the XPs' folders by the names that TensorBoard is to show.
        logdir: where the event files go.
    """
    paths = []
    for name, folder in folders.items():
        array = Path(folder) / "history.json"
        history = HistoryFile(str(array)).entries()
        if not history:
            continue
        # One name for ever: an export that is repeated replaces the file, and curves aren't shown twice.
        path = Path(logdir) / name / "events.out.tfevents.0000000000.dora"
        write_events(path, history, time=_modified(array))
        paths.append(path)
    return paths


def _modified(path: Path) -> float:
    for candidate in (path, Path(str(path) + "l")):
        if candidate.exists():
            return candidate.stat().st_mtime
    return 0.


def _directory(record: tp.Mapping[str, tp.Any]) -> str:
    """The sig and the XP's name, without what would make another folder of it."""
    name = str(record.get("name") or "").replace("/", "_").replace(os.sep, "_")
    return (record["sig"] + " " + name).strip()[:200]


def main(argv: tp.Optional[tp.Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m dora.tensorboard", description="Write the histories of XPs for TensorBoard.")
    parser.add_argument("sig", nargs="*", help="XPs; without any, all of the store")
    parser.add_argument("-o", "--output", default="tensorboard", help="a folder (default: %(default)s)")
    args = parser.parse_args(argv)
    try:
        records = _tool.records(["status", "--json"] + args.sig)
    except _tool.ToolError as error:
        print("fatal: {}".format(error), file=sys.stderr)
        return 128
    paths = export({_directory(record): record["folder"] for record in records}, args.output)
    print("wrote {} {}; look: tensorboard --logdir {}".format(
        len(paths), "history" if len(paths) == 1 else "histories", args.output), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
