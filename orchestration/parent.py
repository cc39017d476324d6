"""A child that does not outlive the run it works for.

A run killed with SIGKILL cannot end its children; a dbt left alone would open the warehouse when
the next run already builds. So the child watches: it was told whose it is, and ends with them.
"""

import os
import signal
import threading
import time

_VARIABLE = "CLOSED_LOOP_STARTED_BY"
_POLL_SECONDS = 0.2


def name_as_parent() -> dict[str, str]:
    """What to put into the environment of a child that shall end with this process."""
    return {_VARIABLE: str(os.getpid())}


def end_with_parent() -> None:
    """End this process, by SIGKILL, as soon as the one that started it has ended.

    Nothing is done where nobody named themselves: a command typed by a person goes on by itself.
    """
    parent = os.environ.pop(_VARIABLE, None)
    if parent is not None:
        threading.Thread(target=_watch, args=[int(parent)], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:  # an orphan is given another parent
        time.sleep(_POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
