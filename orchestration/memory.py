"""Python counts its objects again and again to find those that nobody holds any more.

dbt's and Dagster's graphs are millions of objects that all stay: counting them was an eighth of a
run's time, and freeing them at its end takes seconds more.
"""

import atexit
import gc
import os
import sys
from typing import NoReturn


def count_objects_seldom() -> None:
    """Let far more objects come before Python counts them."""
    gc.set_threshold(200_000, 20, 100)


def exit_at_once(code: int) -> NoReturn:
    """End this process with all that is registered for its end, but without freeing its objects.

    Python frees a million of them one by one, which takes a second or two.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
