"""The whole road on a small sample company, as a person would run it; a schema of PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from pipelines.settings import PostgresConnection
from tests.orchestration.postgres_server import running_postgres

_NUMBERS = count()
ROOT = Path(__file__).resolve().parents[2]
VISITORS = 400


@dataclass(frozen=True)
class Road:
    """A data folder and the sample company it is fed by."""

    folder: Path
    sandbox: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CLOSED_LOOP_", "SOURCES__", "DAGSTER_", "DBT_"))
        }
        return kept | {
            "CLOSED_LOOP_DATA_DIR": str(self.data),
            "CLOSED_LOOP_SANDBOX_DIR": str(self.sandbox),
            "CLOSED_LOOP_SANDBOX_VISITORS": str(VISITORS),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }

    def run(self, **more: str) -> subprocess.CompletedProcess[str]:
        """`make run`, without the installation."""
        return subprocess.run(
            [sys.executable, "-m", "orchestration.run"],
            cwd=ROOT,
            env=self.environment | more,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@dataclass(frozen=True)
class RanTwice:
    """A road that was run twice in a row, and what each run printed."""

    road: Road
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    version_after_first: str


@pytest.fixture(scope="module")
def postgres_address() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture
def target(postgres_address: str) -> PostgresConnection:
    return PostgresConnection(postgres_address, f"marts_{next(_NUMBERS)}")
