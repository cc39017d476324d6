"""A child of a run ends with the run, however that ends; a command of a person's own does not."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.orchestration.conftest import ROOT

_CHILD = """
import time
from orchestration.parent import end_with_parent
end_with_parent()
time.sleep(60)
"""
_RUN = f"""
import os, subprocess, sys, time
from orchestration.parent import name_as_parent
environment = os.environ | (name_as_parent() if sys.argv[1] == "named" else {{}})
child = subprocess.Popen([sys.executable, "-c", {_CHILD!r}], env=environment)
print(child.pid, flush=True)
time.sleep(60)
"""


@contextmanager
def child_of_a_killed_run(named: str) -> Iterator[int]:
    """The process id of a child whose parent was just ended with SIGKILL."""
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, named], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        child = int(run.stdout.readline())
        try:
            run.kill()
            run.wait()
            yield child
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def has_ended(process: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(("named", "ends"), [("named", True), ("unnamed", False)])
def test_a_child_ends_with_the_run_that_named_itself(named: str, ends: bool) -> None:
    with child_of_a_killed_run(named) as child:
        assert has_ended(child, 30.0 if ends else 2.0) is ends
