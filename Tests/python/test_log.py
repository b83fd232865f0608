"""Log lines."""
import logging

import pytest

from dora import log


@pytest.fixture
def logger(caplog):
    caplog.set_level(logging.INFO)
    return logging.getLogger("test")


def numbers(caplog):
    return [record.getMessage().split(" | ")[1] for record in caplog.records]


def test_progress_logs_about_as_often_as_asked(logger, caplog):
    assert list(log.LogProgress(logger, range(20), updates=4, name="Train")) == list(range(20))
    assert numbers(caplog) == ["5/20", "10/20", "15/20"]
    assert caplog.records[0].getMessage().startswith("Train | 5/20 | ")
    assert caplog.records[0].getMessage().endswith(" it/sec")


def test_a_line_shows_the_metrics_of_its_own_iteration(logger, caplog):
    progress = log.LogProgress(logger, range(10), updates=2)
    due = [progress.update(loss=index, best="x") for index in progress]
    assert due == [False] * 5 + [True] + [False] * 4
    assert [record.getMessage().split(" | ")[3:] for record in caplog.records] == [
        ["Loss 5", "Best x"]]


@pytest.mark.parametrize("options, expected", [
    ({"updates": 0}, []),
    ({"updates": 100, "min_interval": 4}, ["4/10", "8/10"]),
    ({"updates": 5, "total": 4}, ["{}/4".format(index) for index in range(1, 10)]),
])
def test_how_often(logger, caplog, options, expected):
    iterable = iter(range(10)) if "total" in options else range(10)
    list(log.LogProgress(logger, iterable, **options))
    assert numbers(caplog) == expected


@pytest.mark.parametrize("seconds, time_per_it, shown", [
    (2.0, False, "3.00 it/sec"), (2.0, True, "333.3 ms/it"), (12.0, True, "2.00 sec/it"),
    (120.0, False, "20.0 sec/it"), (1e6, False, "oo sec/it"),
])
def test_speeds(logger, caplog, monkeypatch, seconds, time_per_it, shown):
    now = [0.0]
    monkeypatch.setattr(log.time, "time", lambda: now[0])
    progress = log.LogProgress(logger, range(10), updates=2, time_per_it=time_per_it)
    for index in progress:
        now[0] = seconds
    assert caplog.records[0].getMessage() == "LogProgress | 5/10 | " + shown


def test_a_length_is_needed(logger):
    with pytest.raises(AssertionError):
        log.LogProgress(logger, iter([1]))


def test_colours(capsys):
    assert log.bold("x") == "\033[1mx\033[0m"
    assert log.red("x") == "\033[31mx\033[0m"
    with pytest.raises(SystemExit) as info:
        log.fatal("no", 3)
    assert info.value.code == 1
    assert capsys.readouterr().err == log.bold("FATAL:") + " no 3\n"


def test_the_logger_of_dora_is_shown_once(capsys):
    log.setup_logging()
    log.setup_logging(verbose=True)
    logging.getLogger("dora.x").debug("words")
    log.disable_logging()
    log.disable_logging()
    logging.getLogger("dora.x").debug("more")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].endswith("[dora.x][DEBUG] - words")
