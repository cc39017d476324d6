"""What tests of several folders share, and where they run: together those that share a road."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.dbt_server import DbtServer
from tests.orchestration.conftest import RanTwice, Road
from tests.scenarios.warehouse import Rows, Warehouse

# A folder whose tests share a warehouse that was built, and a road that was run: minutes each.
_TOGETHER = {"scenarios"}
_SHARED_ROAD = "ran_twice"
_ON_THE_ROAD = (_SHARED_ROAD, "sample_versions")  # what files that share it ask for by name
# What takes longest begins first; files of seconds fill what is left of the other worker.
_FIRST = ["orchestration", "properties", "scenarios"]


class ByWhatIsShared(LoadScopeScheduling):  # type: ignore[misc]  # xdist carries no types
    """A worker takes a whole file, or all those that share."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.split("/")[-2]
        if folder in _TOGETHER:
            return folder
        return _SHARED_ROAD if _is_on_the_road(file) else file


@cache
def _is_on_the_road(file: str) -> bool:
    """Whether a file's tests ask for the road that was run twice, or for what is made of it."""
    text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
    return any(name in text for name in _ON_THE_ROAD)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWhatIsShared:
    """How `make test` spreads tests over its two workers."""
    return ByWhatIsShared(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long folders first, and first of all the road."""
    ranks = {folder: rank for rank, folder in enumerate(_FIRST)}
    items.sort(
        key=lambda item: (
            _SHARED_ROAD not in getattr(item, "fixturenames", ()),
            ranks.get(item.path.parent.name, len(ranks)),
        )
    )


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run see: what is dear is made once, under a lock."""
    top = tmp_path_factory.getbasetemp()
    folder = (top if worker_id == "master" else top.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def dbt_server(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[DbtServer]:
    """dbt, kept running for the tests of this worker."""
    server = DbtServer(tmp_path_factory.mktemp("dbt"), shared)
    yield server
    server.close()


@pytest.fixture(scope="session")
def seeded_warehouse(dbt_server: DbtServer, shared: Path) -> Warehouse:
    """A warehouse that holds the seeds and no rows. Copy it; build nothing in it."""
    folder = shared / "seeded"
    with FileLock(f"{folder}.lock"):
        is_new = not folder.exists()
        warehouse = Warehouse(folder, {}, dbt_server)
        if is_new:
            warehouse.dbt("seed")
    return warehouse


@pytest.fixture(scope="session")
def new_warehouse(
    tmp_path_factory: pytest.TempPathFactory, seeded_warehouse: Warehouse
) -> Callable[[Rows], Warehouse]:
    """Write rows into a warehouse of their own; call `.build()` on it to let dbt run."""

    def write(rows: Rows) -> Warehouse:
        return seeded_warehouse.copy(tmp_path_factory.mktemp("warehouse"), rows)

    return write


@pytest.fixture(scope="session")
def ran_twice(tmp_path_factory: pytest.TempPathFactory) -> RanTwice:
    """The road, run twice in a row: once for all tests that ask for it."""
    folder = tmp_path_factory.mktemp("road")
    road = Road(folder / "work", folder / "sandbox")
    first = road.run()
    assert first.returncode == 0, first.stdout + first.stderr
    version = (road.data / "published" / "current").readlink().name
    second = road.run()
    assert second.returncode == 0, second.stdout + second.stderr
    return RanTwice(road, first, second, version)
