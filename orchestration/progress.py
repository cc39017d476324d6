"""Tell a person at a terminal which step runs, and how far it is."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Print one line, led by the seconds since the process started."""
    sys.stdout.write(f"{time.monotonic() - _STARTED:6.1f} s  {text}\n")
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and how long it took once it is through."""
    say(f"{title} …")
    began = time.monotonic()
    yield
    say(f"{title}: done in {time.monotonic() - began:.1f} s")
