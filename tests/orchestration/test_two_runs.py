"""Two runs at once on one data folder: one waits for the other, both end well, nothing is torn."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.orchestration.conftest import ROOT, RanTwice, Road


def started(road: Road) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.run"],
        cwd=ROOT,
        env=road.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def manifest_of(road: Road) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (road.data / "published" / "current" / "manifest.json").read_text()
    )
    return found


@pytest.mark.slow
def test_two_runs_at_once_publish_what_one_run_alone_publishes(
    ran_twice: RanTwice, tmp_path: Path
) -> None:
    road = Road(tmp_path / "work", ran_twice.road.sandbox)
    both = [started(road), started(road)]
    printed = [run.communicate(timeout=1_200)[0] for run in both]
    assert [run.returncode for run in both] == [0, 0], "\n".join(printed)
    assert manifest_of(road)["content_hash"] == manifest_of(ran_twice.road)["content_hash"]
    versions = road.data / "published" / "versions"
    assert [one.name for one in versions.iterdir()] == [manifest_of(road)["version"]]
    assert sum("stands: nothing had changed" in one for one in printed) == 1
