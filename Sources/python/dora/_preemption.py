"""What a program does when its job is about to be stopped: the time limit is near, or somebody else needs the node."""
import os
import signal
import sys
import threading
import traceback
import typing as tp

Callback = tp.Callable[[], None]

# A program that has saved its work and wants to be started again: EX_TEMPFAIL.
_GOES_ON = 75

_callbacks: tp.List[Callback] = []
# Those that are still to be called for the signal that has come.
_left: tp.List[Callback] = []
_owner: tp.Optional[int] = None
_is_busy = False
# Whether a SIGTERM came while they were being called.
_is_ending = False


def register_preemption_callback(callback: Callback) -> None:
    """Has `callback` called when the run is about to be stopped; it should save what the next start needs.

    A run of one process then ends at once, and is started again where it was stopped by its time limit. One of several
    processes goes on until it's stopped, since the others may not be ready. Must be called in the main thread.
    """
    global _owner
    _callbacks.append(callback)
    if _owner == os.getpid() or "DORA_JOB" not in os.environ:
        return
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("register_preemption_callback must be called in the main thread")
    _owner = os.getpid()
    for number in (signal.SIGUSR2, signal.SIGTERM):
        signal.signal(number, _react)


def _react(number: int, _frame: tp.Any) -> None:
    if os.getpid() != _owner:
        # A worker that the program has forked: what is to be saved is its parent's.
        if number == signal.SIGTERM:
            _end_by(number)
        return
    global _is_ending
    _is_ending = _is_ending or number == signal.SIGTERM
    if _is_busy:
        return
    if not _left:
        _left.extend(_callbacks)
    if not _call():
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
    elif _is_ending:
        _end_by(signal.SIGTERM)
    elif os.environ.get("WORLD_SIZE", "1") == "1":
        sys.exit(_GOES_ON)


def _call() -> bool:
    """Calls what is left to be called; False when one has to be called again, a little later."""
    global _is_busy
    _is_busy = True
    try:
        while _left:
            try:
                _left[0]()
            except Exception as error:
                # The program was writing to the very stream that this has written to.
                if isinstance(error, RuntimeError) and "reentrant call" in str(error):
                    return False
                # The others have something to save as well.
                traceback.print_exc()
            del _left[0]
        return True
    finally:
        _is_busy = False


def _end_by(number: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
