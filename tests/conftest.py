"""What tests of several folders share, and where they run: together those that share a road."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.dbt_server import DbtServer
from tests.scenarios.warehouse import Rows, Warehouse

# A folder whose tests share a warehouse that was built, and a road that was run: minutes each.
_TOGETHER = {"scenarios"}
_SHARED_ROAD = "ran_twice"
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
    """Whether a file's tests ask for the road that was run twice."""
    return _SHARED_ROAD in (Path(__file__).parents[1] / file).read_text(encoding="utf-8")


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
