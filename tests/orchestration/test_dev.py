"""`make dev`: the pages open, on this machine only, and show the whole graph."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

from tests.orchestration.conftest import ROOT, RanTwice

_SECONDS = 120
_QUESTION = """{
  assetNodes { assetKey { path } }
  runsOrError { ... on Runs { results { status jobName } } }
  repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name } } } }
}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, until: float) -> dict[str, Any]:
    """What the server says to a question, once there is one."""
    while True:
        try:
            asked = requests.post(
                f"http://127.0.0.1:{port}/graphql", json={"query": _QUESTION}, timeout=60
            )
            said: dict[str, Any] = asked.json()["data"]
        except requests.ConnectionError:
            assert time.monotonic() < until, "no server came up"
            time.sleep(0.5)
        else:
            return said


def nobody_is_left_of(group: int, until: float) -> bool:
    """Whether every process of the group has ended by then."""
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.5)
    return False


def test_the_pages_show_every_asset_and_the_runs_that_were(
    ran_twice: RanTwice, tmp_path: Path
) -> None:
    port = free_port()
    log = tmp_path / "dev.log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "orchestration.dev", "--port", str(port)],
            cwd=ROOT,
            env=ran_twice.road.environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        found = answer(port, time.monotonic() + _SECONDS)
        server.terminate()
        server.wait(_SECONDS)
        assert nobody_is_left_of(server.pid, time.monotonic() + _SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
    assert f"Dagster opens on http://127.0.0.1:{port}" in log.read_text()
    keys = {"/".join(asset["assetKey"]["path"]) for asset in found["assetNodes"]}
    assert {"raw_salesforce/lead", "marts/fct_attribution", "published_marts"} <= keys
    runs = {(run["jobName"], run["status"]) for run in found["runsOrError"]["results"]}
    assert ("closed_loop", "SUCCESS") in runs
    assert found["repositoriesOrError"]["nodes"] == [{"schedules": [{"name": "daily"}]}]
