"""What programs print: bold and red text, progress in log lines, Dora's own logger."""
from __future__ import annotations

from collections.abc import Sized
import logging
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as tp

_handler: tp.Optional[logging.Handler] = None


def colorize(text: str, color: str) -> str:
    """Wraps `text` in the terminal's escape codes for `color`, such as `1` or `38;5;245`."""
    return "\033[{}m{}\033[0m".format(color, text)


def bold(text: str) -> str:
    """Makes `text` bold in a terminal."""
    return colorize(text, "1")


def red(text: str) -> str:
    """Makes `text` red in a terminal."""
    return colorize(text, "31")


def simple_log(first: str, *args, color=None) -> None:
    """Prints to the standard error, with `first` in bold."""
    print(bold(first), *args, file=sys.stderr)


def fatal(*args) -> tp.NoReturn:
    """Prints why the program can't go on, and ends it with status 1."""
    simple_log("FATAL:", *args)
    sys.exit(1)


def setup_logging(verbose: bool = False) -> None:
    """Shows what Dora logs on the standard error; called again, it only changes the level."""
    global _handler
    level = logging.DEBUG if verbose else logging.INFO
    logger = logging.getLogger("dora")
    if _handler is None:
        _handler = logging.StreamHandler(sys.stderr)
        _handler.setFormatter(
            logging.Formatter("[%(asctime)s][%(name)s][%(levelname)s] - %(message)s"))
        logger.addHandler(_handler)
    logger.setLevel(level)
    _handler.setLevel(level)


def disable_logging() -> None:
    """Takes back `setup_logging`."""
    global _handler
    if _handler is not None:
        logging.getLogger("dora").removeHandler(_handler)
        _handler = None


class LogProgress:
    """Iterates, and logs a line now and then: how far it is, how fast, and the metrics of the moment.

    Args:
        logger: what to log to.
        iterable: what to iterate over.
        updates: how many lines a whole iteration logs, about; 0 for none.
        min_interval: the least number of iterations between two lines.
        time_per_it: shows milliseconds an iteration instead of iterations a second.
        total: the length, for an iterable that doesn't know its own.
        name: begins every line.
        level: the level to log at.
    """

    def __init__(self, logger: logging.Logger, iterable: tp.Iterable, updates: int = 5,
                 min_interval: int = 1, time_per_it: bool = False,
                 total: tp.Optional[int] = None, name: str = "LogProgress",
                 level: int = logging.INFO):
        if total is None:
            assert isinstance(iterable, Sized), "an iterable without a length needs total="
            total = len(iterable)
        self.logger = logger
        self.iterable = iterable
        self.updates = updates
        self.min_interval = min_interval
        self.time_per_it = time_per_it
        self.total = total
        self.name = name
        self.level = level

    def update(self, **infos) -> bool:
        """Sets the metrics to show; True when a line is due at the end of this iteration."""
        self._infos = infos
        return self._will_log

    def __iter__(self):
        self._iterator = iter(self.iterable)
        self._infos: dict = {}
        self._index = -1
        self._will_log = False
        self._begin = time.time()
        return self

    def __next__(self):
        # The line of an iteration is logged when the next one begins: `update` has been called by then.
        if self._will_log:
            self._log()
            self._will_log = False
        value = next(self._iterator)
        self._index += 1
        if self.updates > 0 and self._index > 0:
            every = max(self.min_interval, self.total // self.updates)
            self._will_log = self._index % every == 0
        return value

    def _speed(self) -> str:
        seconds = max(time.time() - self._begin, 1e-9)
        speed = (1 + self._index) / seconds
        if speed < 1e-4:
            return "oo sec/it"
        if self.time_per_it:
            return "{:.2f} sec/it".format(1 / speed) if speed < 1 else (
                "{:.1f} ms/it".format(1000 / speed))
        return "{:.1f} sec/it".format(1 / speed) if speed < 0.1 else "{:.2f} it/sec".format(speed)

    def _log(self) -> None:
        parts = [self.name, "{}/{}".format(self._index, self.total), self._speed()]
        parts += ["{} {}".format(key.capitalize(), value) for key, value in self._infos.items()]
        self.logger.log(self.level, " | ".join(parts))
