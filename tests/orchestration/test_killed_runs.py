"""A run killed at any moment, followed by another, ends in the marts of a run left alone."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.orchestration.conftest import ROOT, RanTwice, Road

# Which line of the run's own account to wait for, and how many seconds after it to kill: inside
# extract and load of each system, early, midway and late in dbt, inside publish.
MOMENTS_WHILE_LANDING = [
    ("landing salesforce …", 0.4),
    ("landing salesforce …", 1.6),
    ("landing google_ads …", 0.8),
    ("landing ga4 …", 0.5),
    ("landing ga4 …", 1.2),
    ("landing files …", 0.7),
]
MOMENTS_AFTER_LANDING = [
    ("building and testing the models …", 2.0),
    ("building and testing the models …", 8.0),
    ("building and testing the models …", 12.0),
    ("publishing …", 0.15),
]


def kill_at(road: Road, line: str, delay: float) -> None:
    """Start a run, wait for the line, and a little longer, then end it with SIGKILL."""
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration.run"],
        cwd=ROOT,
        env=road.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        for printed in process.stdout:
            if line in printed:
                break
        else:
            pytest.fail(f"the run never said {line!r}")
        timer = threading.Timer(delay, os.kill, [process.pid, signal.SIGKILL])
        timer.start()
        process.stdout.read()
        process.wait()
        timer.cancel()


def content_hash(road: Road) -> str:
    manifest = (road.data / "published" / "current" / "manifest.json").read_text()
    found = re.search(r'"content_hash": "(\w+)"', manifest)
    assert found
    return found.group(1)


@pytest.mark.slow
@pytest.mark.parametrize(("line", "delay"), MOMENTS_WHILE_LANDING)
def test_a_run_killed_while_landing_needs_nothing_but_another(
    ran_twice: RanTwice, tmp_path: Path, line: str, delay: float
) -> None:
    road = Road(tmp_path / "road", ran_twice.road.sandbox)
    shutil.copytree(ran_twice.road.folder / "target", road.folder / "target")  # parsed: 13 s saved
    kill_at(road, line, delay)
    again = road.run()
    assert again.returncode == 0, again.stdout + again.stderr
    assert content_hash(road) == content_hash(ran_twice.road)


@pytest.mark.slow
@pytest.mark.parametrize(("line", "delay"), MOMENTS_AFTER_LANDING)
def test_a_run_killed_while_building_or_publishing_needs_nothing_but_another(
    ran_twice: RanTwice, tmp_path: Path, line: str, delay: float
) -> None:
    road = ran_twice.road.copy(tmp_path / "road")
    for database in (road.data / "warehouse.duckdb", road.data / "published" / "current"):
        database.unlink()
    kill_at(road, line, delay)
    again = road.run()
    assert again.returncode == 0, again.stdout + again.stderr
    assert content_hash(road) == content_hash(ran_twice.road)
