"""Runs killed one after the other, then one that is not: the marts are those of a run left alone.

Several kills a road: what a run that is to make good leaves when it is killed, too, must heal.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from tests.orchestration.conftest import ROOT, RanTwice, Road

# A line of the run's own account, and how many seconds after it to kill: inside extract and load of
# each system, early, midway and late in dbt, inside publish. Each moment of a road is further on
# the way than the one before, so that it too meets work that was never done.
Moment = tuple[str, float]
BUILDING = "building and testing the models …"
WHILE_LANDING: list[Moment] = [
    ("landing files …", 0.7),
    ("landing ga4 …", 0.5),
    ("landing ga4 …", 1.2),
    ("landing google_ads …", 0.8),
    ("landing salesforce …", 0.4),
    ("landing salesforce …", 1.6),
]
AFTER_LANDING: list[Moment] = [
    (BUILDING, 2.0),
    (BUILDING, 8.0),
    (BUILDING, 12.0),
    ("publishing …", 0.15),
]


@pytest.fixture(scope="module")
def road(ran_twice: RanTwice, tmp_path_factory: pytest.TempPathFactory) -> Road:
    """One place for all roads here: to data elsewhere dbt would read the project anew."""
    return Road(tmp_path_factory.mktemp("killed") / "work", ran_twice.road.sandbox)


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
        assert process.wait() == -signal.SIGKILL, f"the run ended within {delay} s of {line!r}"


def content_hash(road: Road) -> str:
    manifest = (road.data / "published" / "current" / "manifest.json").read_text()
    found = re.search(r'"content_hash": "(\w+)"', manifest)
    assert found
    return found.group(1)


def assert_heals(road: Road, kills: list[Moment], whole: Road) -> None:
    """Kill one run after the other, leave the last alone."""
    for line, delay in kills:
        kill_at(road, line, delay)
    again = road.run()
    assert again.returncode == 0, again.stdout + again.stderr
    assert content_hash(road) == content_hash(whole)


@pytest.mark.slow
def test_runs_killed_while_landing_need_nothing_but_another(
    ran_twice: RanTwice, road: Road
) -> None:
    shutil.rmtree(road.data, ignore_errors=True)
    assert_heals(road, WHILE_LANDING, ran_twice.road)


@pytest.mark.slow
def test_runs_killed_while_building_or_publishing_need_nothing_but_another(
    ran_twice: RanTwice, road: Road
) -> None:
    shutil.rmtree(road.data, ignore_errors=True)
    shutil.copytree(ran_twice.road.data, road.data, symlinks=True)
    for database in (road.data / "warehouse.duckdb", road.data / "published" / "current"):
        database.unlink()
    assert_heals(road, AFTER_LANDING, ran_twice.road)
