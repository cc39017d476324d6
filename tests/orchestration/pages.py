"""Dagster's servers on a port of this machine, and what its pages ask them, for tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests

ROOT = Path(__file__).resolve().parents[2]
_POLL_SECONDS = 0.3
Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(look: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """The first answer that is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(_POLL_SECONDS)
    raise AssertionError(f"{what}: nothing within {seconds:.0f} s")


@dataclass(frozen=True)
class Pages:
    """What a browser may ask."""

    port: int

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        asked = requests.post(
            f"http://127.0.0.1:{self.port}/graphql",
            json={"query": query, "variables": variables},
            timeout=60,
        )
        said = asked.json()
        assert "errors" not in said, said["errors"]
        return dict(said["data"])

    def asked_once_up(self, query: str, seconds: float) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            with suppress(requests.ConnectionError):
                return self.ask(query)
            return None

        return until(look, seconds, "the pages")


@contextmanager
def served(
    command: Sequence[str], environment: Mapping[str, str], log: Path, seconds: float = 60
) -> Iterator[subprocess.Popen[bytes]]:
    """A process group of servers, ended with the block; no process of it is left."""
    # A shell's background job ignores it, so would the servers, and Dagster's end each other by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("w") as printed:
        servers = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=dict(environment),
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield servers
        servers.terminate()
        servers.wait(seconds)
        until(lambda: not _is_anybody_left(servers.pid), seconds, "the end of all servers")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(servers.pid, signal.SIGKILL)


def _is_anybody_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
