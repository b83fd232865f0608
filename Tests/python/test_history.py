"""The journal and the array of an XP's metrics."""
import fcntl
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest

from conftest import CLIENT
from dora._history import HistoryFile
from dora.link import Link


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def link(folder):
    return Link(folder / "history.json")


def journal(folder):
    return (folder / "history.jsonl").read_text()


def array(folder):
    return json.loads((folder / "history.json").read_text())


def loaded(folder):
    fresh = link(folder)
    fresh.load()
    return fresh.history


def going_on(folder):
    """A link of a program that resumes, as one does that calls `load` first."""
    one = link(folder)
    one.load()
    return one


@pytest.fixture
def supervised(folder, monkeypatch):
    monkeypatch.setenv("DORA_JOB", "1")
    monkeypatch.setenv("DORA_FOLDER", str(folder))


def test_entries_are_lines_of_the_journal_and_elements_of_the_array(folder):
    one = link(folder)
    one.push_metrics({"loss": 0.5, "name": "\u00e9"})
    assert journal(folder) == '{"loss": 0.5, "name": "\\u00e9"}\n'
    assert array(folder) == [{"loss": 0.5, "name": "\u00e9"}]
    assert (folder / "history.json").read_text() == "[\n" + journal(folder) + "]\n"
    one.push_metrics({"loss": float("nan")})
    assert journal(folder).splitlines()[1] == '{"loss": NaN}'
    assert len(loaded(folder)) == 2
    assert loaded(folder)[1]["loss"] != loaded(folder)[1]["loss"]


def test_the_history_is_one_list_for_good(folder):
    one = link(folder)
    held = one.history
    one.push_metrics({"a": 1})
    held.append({"a": 2})
    one.update_history(one.history)
    one.load()
    assert one.history is held
    assert held == loaded(folder) == [{"a": 1}, {"a": 2}]


def test_without_a_file_metrics_stay_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = Link()
    one.push_metrics({"a": 1})
    one.load()
    one.update_history(one.history + [{"a": 2}])
    assert one.history == [{"a": 1}, {"a": 2}]
    assert os.listdir(str(tmp_path)) == []


def test_what_is_no_metric_changes_nothing(folder):
    one = link(folder)
    one.push_metrics({"a": 1})
    for bad in ([1], 3, {"a": object()}, {(1, 2): 3}):
        with pytest.raises((ValueError, TypeError)):
            one.push_metrics(bad)
    for bad in ({"a": 1}, [3], [{"a": object()}], None):
        with pytest.raises(ValueError):
            one.update_history(bad)
    assert one.history == loaded(folder) == array(folder) == [{"a": 1}]


def test_loading_nothing_keeps_what_is_there(folder):
    one = link(folder)
    one.history.append({"a": 1})
    one.load()
    assert one.history == [{"a": 1}]


def test_only_the_first_rank_writes(folder, monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    one = link(folder)
    one.push_metrics({"a": 1})
    one.update_history([{"a": 2}])
    assert one.history == [{"a": 2}]
    assert os.listdir(str(folder)) == []


def test_a_supervised_run_leaves_the_array_to_its_supervisor(folder, supervised):
    one = link(folder)
    one.push_metrics({"a": 1})
    assert os.listdir(str(folder)) == ["history.jsonl"]
    one.update_history([{"a": 2}])
    assert array(folder) == [{"a": 2}]


def test_another_xp_in_a_supervised_run_is_rendered_by_itself(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("DORA_JOB", "1")
    monkeypatch.setenv("DORA_FOLDER", str(tmp_path / "other"))
    link(folder).push_metrics({"a": 1})
    assert array(folder) == [{"a": 1}]


def test_a_program_that_begins_anew_leaves_nothing_of_earlier_runs(folder):
    for epoch in range(3):
        link(folder).update_history([{"old": 1}] * (epoch + 1))
    one = link(folder)
    assert one.history == []
    one.push_metrics({"a": 1})
    assert one.history == loaded(folder) == array(folder) == [{"a": 1}]
    one.push_metrics({"a": 2})
    assert one.history == loaded(folder) == [{"a": 1}, {"a": 2}]


def test_what_the_python_tool_left_of_earlier_runs_goes_too(folder):
    (folder / "history.json").write_text('[{"old": 1}, {"old": 2}]')
    link(folder).push_metrics({"a": 1})
    assert loaded(folder) == array(folder) == [{"a": 1}]


@pytest.mark.parametrize("change, expected", [
    (lambda one: one.history.append({"b": 1}), [{"a": 1}, {"a": 2}, {"b": 1}]),
    (lambda one: one.history.pop(), [{"a": 1}]),
    (lambda one: one.history.clear(), []),
    (lambda one: setattr(one, "history", [{"c": 1}, {"c": 2}]), [{"c": 1}, {"c": 2}]),
    (lambda one: one.history.__setitem__(-1, {"d": Path("x")}), [{"a": 1}, {"d": "x"}]),
    (lambda one: one.history.__setitem__(slice(None), [{"e": 1}]), [{"e": 1}]),
])
def test_after_a_push_the_files_hold_what_the_list_holds(folder, change, expected):
    one = link(folder)
    one.push_metrics({"a": 1})
    one.push_metrics({"a": 2})
    change(one)
    one.push_metrics({"z": 0})
    assert loaded(folder) == array(folder) == expected + [{"z": 0}]
    assert len(one.history) == len(expected) + 1


def test_what_cannot_be_written_of_a_changed_list_changes_nothing(folder):
    one = link(folder)
    one.push_metrics({"a": 1})
    one.history.append({"b": object()})
    with pytest.raises(ValueError):
        one.push_metrics({"z": 0})
    assert len(one.history) == 2 and loaded(folder) == [{"a": 1}]


def test_pushes_append_as_long_as_the_list_is_the_links(folder, supervised, monkeypatch):
    replaced = []
    monkeypatch.setattr(HistoryFile, "replace", lambda self, entries: replaced.append(entries))
    one = link(folder)
    for epoch in range(3):
        one.push_metrics({"epoch": epoch})
    again = going_on(folder)
    again.push_metrics({"epoch": 3})
    again.push_metrics({"epoch": 4})
    assert not replaced and len(loaded(folder)) == 5


def test_a_torn_line_is_set_aside(folder):
    (folder / "history.jsonl").write_text('{"a": 1}\n{"a": 2')
    assert loaded(folder) == [{"a": 1}]
    going_on(folder).push_metrics({"a": 3})
    assert journal(folder) == '{"a": 1}\n{"a": 3}\n'
    assert (folder / "history.jsonl.torn").read_text() == '{"a": 2\n'


def test_a_line_that_lacks_only_its_end_gets_it(folder):
    (folder / "history.jsonl").write_text('{"a": 1}\n{"a": 2}')
    going_on(folder).push_metrics({"a": 3})
    assert journal(folder) == '{"a": 1}\n{"a": 2}\n{"a": 3}\n'
    assert not (folder / "history.jsonl.torn").exists()


def test_a_torn_line_may_be_long_and_the_only_one(folder):
    torn = b'{"a": "' + b"x" * 200000 + b"\xff"
    (folder / "history.jsonl").write_bytes(torn)
    going_on(folder).push_metrics({"a": 3})
    assert journal(folder) == '{"a": 3}\n'
    assert (folder / "history.jsonl.torn").read_bytes() == torn + b"\n"


@pytest.mark.parametrize("bad", ["oops", "", "[1]", "3", '{"a": 2', "null"])
def test_a_bad_line_is_skipped_and_kept(folder, bad):
    (folder / "history.jsonl").write_text('{"a": 1}\n' + bad + '\n{"a": 3}\n')
    assert loaded(folder) == [{"a": 1}, {"a": 3}]
    going_on(folder).push_metrics({"a": 4})
    assert array(folder) == [{"a": 1}, {"a": 3}, {"a": 4}]
    assert bad in journal(folder).split("\n")


def test_what_the_python_tool_left_is_read_and_goes_on(folder):
    (folder / "history.json").write_text(json.dumps([{"a": 1}, {"a": 2}], indent=2))
    assert loaded(folder) == [{"a": 1}, {"a": 2}]
    assert not (folder / "history.jsonl").exists()
    going_on(folder).push_metrics({"a": 3})
    assert journal(folder) == '{"a": 1}\n{"a": 2}\n{"a": 3}\n'
    assert array(folder) == loaded(folder) == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_the_longer_file_wins(folder):
    link(folder).update_history([{"a": 1}, {"a": 2}])
    (folder / "history.json").write_text('[{"b": 1}]')
    assert loaded(folder) == [{"a": 1}, {"a": 2}]
    (folder / "history.json").write_text('[{"b": 1}, {"b": 2}]')
    assert loaded(folder) == [{"a": 1}, {"a": 2}]
    (folder / "history.json").write_text('[{"b": 1}, {"b": 2}, {"b": 3}]')
    assert loaded(folder) == [{"b": 1}, {"b": 2}, {"b": 3}]
    going_on(folder).push_metrics({"b": 4})
    assert array(folder) == loaded(folder) == [{"b": 1}, {"b": 2}, {"b": 3}, {"b": 4}]


@pytest.mark.parametrize("text", ["", "[", "{}", "3", '[{"a": 1}'])
def test_an_array_that_is_none_does_no_harm(folder, text):
    (folder / "history.json").write_text(text)
    assert loaded(folder) == []
    going_on(folder).push_metrics({"a": 1})
    assert array(folder) == [{"a": 1}]


def test_a_shorter_history_replaces_a_longer_one(folder):
    one = link(folder)
    for epoch in range(5):
        one.push_metrics({"epoch": epoch})
    one.update_history(one.history[:2])
    assert loaded(folder) == array(folder) == [{"epoch": 0}, {"epoch": 1}]
    one.push_metrics({"epoch": 2})
    assert len(loaded(folder)) == 3


def test_pushing_into_a_folder_that_is_not_there_is_an_error(tmp_path):
    one = Link(tmp_path / "gone" / "history.json")
    with pytest.raises(FileNotFoundError):
        one.push_metrics({"a": 1})
    assert one.history == []


def test_a_full_disk_leaves_no_half_line(folder, monkeypatch, supervised):
    one = link(folder)
    one.push_metrics({"a": 1})
    write = os.write

    def full(file, data):
        if len(data) <= 4:
            raise OSError(28, "No space left on device")
        return write(file, data[:4])
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError):
            one.push_metrics({"a": 22222})
    assert journal(folder) == '{"a": 1}\n'
    assert one.history == [{"a": 1}]


def test_the_five_thousandth_entry_costs_what_the_second_did(folder, supervised):
    def traffic():
        lines = Path("/proc/self/io").read_text().splitlines()
        return {key: int(value) for key, value in (line.split(": ") for line in lines)}

    def cost():
        before = traffic()
        one.push_metrics({"loss": 0.12345, "epoch": 100000})
        after = traffic()
        return [after[key] - before[key] for key in ("wchar", "syscw", "syscr")] + [
            # Reading the counters is counted too, and their digits grow.
            (after["rchar"] - before["rchar"]) // 512]

    one = link(folder)
    one.push_metrics({"loss": 0.12345, "epoch": 100000})
    second = cost()
    for _ in range(4997):
        one.push_metrics({"loss": 0.12345, "epoch": 100000})
    assert cost() == second
    assert second[:2] == [len(journal(folder).splitlines()[0]) + 1, 1]
    assert len(loaded(folder)) == 5000


def test_the_array_is_rendered_less_often_the_longer_it_takes(folder, monkeypatch):
    now, rendered = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    render = HistoryFile.render

    def slow(self):
        begin = now[0]
        render(self)
        now[0] = self._last_end = begin + 1
        self._last_cost = 1.0
        rendered.append(len(array(folder)))
    monkeypatch.setattr(HistoryFile, "render", slow)
    one = link(folder)
    for _ in range(100):
        one.push_metrics({"a": 1})
        now[0] += 1
    assert rendered == [1, 21, 41, 61, 81]
    assert len(loaded(folder)) == 100


def test_nobody_gets_between_the_two_files_of_a_replaced_history(folder, monkeypatch):
    link(folder).update_history([{"a": 1}, {"a": 2}])
    replace, refused = os.replace, []

    def probe(*paths):
        replace(*paths)
        # What a supervisor would do at this moment: open the journal that is there now, and lock it.
        with open(str(folder / "history.jsonl")) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                refused.append(paths[1])
    monkeypatch.setattr(os, "replace", probe)
    link(folder).update_history([])
    assert refused == [str(folder / "history.jsonl"), str(folder / "history.json")]
    assert loaded(folder) == array(folder) == []
    assert (folder / "history.json").read_text() == "[]\n"
    with open(str(folder / "history.jsonl")) as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


PUSH = """
import sys
from pathlib import Path
from dora.link import Link
one = Link(Path(sys.argv[1]) / "history.json")
one.load()
for number in range(int(sys.argv[3])):
    one.push_metrics({"who": sys.argv[2], "number": number})
    if sys.argv[2] == "endless":
        print(number, flush=True)
"""


def start(folder, who, count, **streams):
    return subprocess.Popen(
        [sys.executable, "-c", PUSH, str(folder), who, str(count)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": CLIENT}, **streams)


def test_processes_push_at_once_and_a_reader_sees_a_valid_array(folder):
    (folder / "history.json").write_text('[{"who": "the Python tool"}]')
    pushers = [start(folder, str(who), 50) for who in range(6)]
    while any(pusher.poll() is None for pusher in pushers):
        assert array(folder)[0] == {"who": "the Python tool"}
    assert [pusher.wait() for pusher in pushers] == [0] * 6
    entries = loaded(folder)
    assert array(folder) == entries
    assert len(entries) == 301
    for who in range(6):
        assert [e["number"] for e in entries if e["who"] == str(who)] == list(range(50))
    assert sorted(os.listdir(str(folder))) == ["history.json", "history.jsonl"]


def test_a_killed_program_loses_nothing_that_it_pushed(folder):
    pusher = start(folder, "endless", 10 ** 9, stdout=subprocess.PIPE)
    for line in pusher.stdout:
        if int(line) >= 300:
            break
    pusher.send_signal(signal.SIGKILL)
    pusher.stdout.close()
    pusher.wait()
    entries = loaded(folder)
    assert [entry["number"] for entry in entries] == list(range(len(entries)))
    assert len(entries) > 300
    assert array(folder) == entries[:len(array(folder))]
    going_on(folder).push_metrics({"number": len(entries)})
    assert [entry["number"] for entry in array(folder)] == list(range(len(entries) + 1))


def test_the_array_is_complete_when_the_program_has_ended(folder):
    assert start(folder, "x", 2000).wait() == 0
    assert len(array(folder)) == 2000
