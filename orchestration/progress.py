"""Tell a person at a terminal which step runs, and how far it is."""

import sys
import time

_STARTED = time.monotonic()
# Kept apart from sys.stdout, which `make run` takes away from the libraries it calls.
_TERMINAL = sys.stdout


def say(text: str) -> None:
    """Print one line, led by the seconds since the process started."""
    _TERMINAL.write(f"{time.monotonic() - _STARTED:6.1f} s  {text}\n")
    _TERMINAL.flush()
