"""Callbacks before a job is stopped."""
import os
import signal
import subprocess
import sys
import time

import pytest

from conftest import CLIENT

PROGRAM = '''
import os, sys, time
from dora import register_preemption_callback
from dora.shep import register_preemption_callaback

def broken():
    raise ValueError("no space")

register_preemption_callaback(broken)
register_preemption_callback(lambda: print("saved", os.getpid() == pid, flush=True))
pid = os.getpid()
child = os.fork()
if child == 0:
    print("forked", flush=True)
    time.sleep(600)
    sys.exit(9)
print("ready", child, flush=True)
try:
    for _ in range(6000):
        time.sleep(0.1)
finally:
    os.kill(child, 9)
    print("left", flush=True)
'''


def start(**env):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env={"PYTHONPATH": CLIENT, **env}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = [process.stdout.readline(), process.stdout.readline()]
    child = next(int(line.split()[1]) for line in lines if line.startswith("ready"))
    return process, child


def test_the_warning_saves_and_ends_with_the_wish_to_go_on():
    process, _ = start(DORA_JOB="1")
    process.send_signal(signal.SIGUSR2)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 75
    assert out == "saved True\nleft\n"
    assert "ValueError: no space" in err


def test_one_of_several_processes_saves_and_goes_on():
    process, child = start(DORA_JOB="1", WORLD_SIZE="2", RANK="0")
    process.send_signal(signal.SIGUSR2)
    assert process.stdout.readline() == "saved True\n"
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=300)
    os.kill(child, signal.SIGKILL)
    # Once more, unless it came before the first time was over.
    assert process.communicate(timeout=300)[0] in ("saved True\n", "")
    assert process.returncode == -signal.SIGTERM


def test_what_the_program_has_forked_has_nothing_to_save():
    process, child = start(DORA_JOB="1")
    os.kill(child, signal.SIGUSR2)
    os.kill(child, signal.SIGTERM)
    end = time.monotonic() + 300
    while open(f"/proc/{child}/stat").read().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGUSR2)
    assert process.communicate(timeout=300)[0] == "saved True\nleft\n"


def test_outside_of_a_run_signals_are_left_alone():
    process, child = start()
    process.send_signal(signal.SIGUSR2)
    process.wait(timeout=300)
    assert process.returncode == -signal.SIGUSR2
    os.kill(child, signal.SIGKILL)


def test_only_the_main_thread_can_ask_for_it(monkeypatch):
    import threading
    from dora import _preemption
    monkeypatch.setenv("DORA_JOB", "1")
    monkeypatch.setattr(_preemption, "_callbacks", [])
    raised = []

    def register():
        with pytest.raises(RuntimeError, match="main thread"):
            _preemption.register_preemption_callback(print)
        raised.append(True)

    thread = threading.Thread(target=register)
    thread.start()
    thread.join()
    assert raised
