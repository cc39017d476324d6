"""What the connectors' tests share: the sample company, its server, and a landing of one's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.runner import LandResult, land
from pipelines.sandbox.company import build_company
from pipelines.sandbox.server import Sandbox
from pipelines.settings import Settings


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample company with few visitors and all its mess."""
    folder = tmp_path_factory.mktemp("connected") / "company"
    build_company(folder, visitors=300)
    return folder


@pytest.fixture(scope="module")
def running(company: Path) -> Iterator[Sandbox]:
    """Its server, for one module: revisions of its data are not seen by others."""
    with Sandbox.start(company, faults=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The server, with the environment pointing at it, impatient retries and no fault armed."""
    connect(running, monkeypatch)
    yield running
    running.control.clear()


def connect(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the environment at a server."""
    for name, value in running.environment({}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RUNTIME__REQUEST_BACKOFF_FACTOR", "0.01")
    monkeypatch.setenv("RUNTIME__REQUEST_MAX_ATTEMPTS", "3")


class Room:
    """A data folder of one's own to land in and to look at."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder / "data", sandbox=True)

    def land(self, system: str) -> LandResult:
        return land(system, settings=self.settings)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.raw_database), read_only=True) as database:
            return database.execute(sql).fetchall()

    def connected(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.settings.raw_database))

    def one(self, sql: str) -> Any:
        [[value]] = self.ask(sql)
        return value


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty data folder."""
    return Room(tmp_path)


class Landings:
    """First landings of systems, made once a module and copied for who goes on from there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def first_of(self, system: str, into: Path) -> Room:
        """A room in which the system was landed once."""
        made = self._folder / system
        if not made.exists():
            Room(made).land(system)
        shutil.copytree(made, into)
        return Room(into)


@pytest.fixture(scope="module")
def landings(tmp_path_factory: pytest.TempPathFactory) -> Landings:
    """Where first landings are kept."""
    return Landings(tmp_path_factory.mktemp("landings"))


def truth(company: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the company's own tables say."""
    with duckdb.connect(str(company / "company.duckdb"), read_only=True) as database:
        return database.execute(sql).fetchall()
