"""Kill -9 anywhere in a landing, then land again: nothing is lost or doubled, nobody helps."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import duckdb
import pytest

from pipelines import runner
from pipelines.landing import Landing
from pipelines.sources import SYSTEMS
from tests.pipelines import invented_vendor as vendor
from tests.pipelines.killing import boundaries_passed, land_apart

KILLS, KILLS_OF_REPLACING = 40, 10
NEVER = 1_000_000
# Two processes: as many as cores; more only wait for each other.
AT_ONCE = 2

BETWEEN_RENAME_AND_CLEAN_UP = r"after rename \S+/load/new/\S+ \S+/load/normalized/"
BETWEEN_COMPLETING_AND_MOVING = r"after complete_loading_package"


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the first day is landed, and where the vendor is one day further."""
    folder = tmp_path_factory.mktemp("first_day")
    vendor.set_day(folder, 1)
    assert land_apart(folder) == 0
    assert land_apart(folder, "invented_files") == 0
    assert vendor.seen(folder) == vendor.truth(1)
    vendor.set_day(folder, 2)
    return folder


@pytest.fixture(scope="module")
def boundaries(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a landing of the second day passes."""
    folder = copy(first_day, tmp_path_factory.mktemp("whole"))
    assert land_apart(folder, die_at=NEVER) == 0
    assert vendor.seen(folder) == vendor.truth(2)
    return boundaries_passed(folder)


@pytest.mark.slow
def test_a_landing_killed_anywhere_is_whole_after_the_next_one(
    first_day: Path, boundaries: list[str], tmp_path: Path
) -> None:
    step = max(1, len(boundaries) // KILLS)
    points = list(range(1, len(boundaries) + 1, step))
    assert len(points) >= KILLS

    def outcome(point: int) -> str | None:
        folder = copy(first_day, tmp_path / str(point))
        if land_apart(folder, die_at=point) != -9:
            return "was not killed"
        if land_apart(folder) != 0:
            return "did not heal"
        found = vendor.seen(folder) == vendor.truth(2)
        shutil.rmtree(folder)
        return None if found else "is wrong"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = dict(zip(points, pool.map(outcome, points), strict=True))
    failed = {boundaries[point - 1]: said for point, said in outcomes.items() if said}
    assert not failed


@pytest.mark.slow
def test_a_replaced_table_killed_anywhere_is_whole_after_the_next_landing(
    first_day: Path, tmp_path: Path
) -> None:
    whole = copy(first_day, tmp_path / "whole")
    assert land_apart(whole, "invented_files", die_at=NEVER) == 0
    passed = len(boundaries_passed(whole))
    truth = vendor.seen_rows(whole)
    yesterday = vendor.seen_rows(first_day)
    assert truth != yesterday

    def outcome(point: int) -> str | None:
        folder = copy(first_day, tmp_path / str(point))
        if land_apart(folder, "invented_files", die_at=point) != -9:
            return "was not killed"
        if vendor.seen_rows(folder) not in (yesterday, truth, set()):
            return "showed half a load"
        if land_apart(folder, "invented_files") != 0:
            return "did not heal"
        return None if vendor.seen_rows(folder) == truth else "is wrong"

    points = list(range(passed // 2, passed, passed // 2 // KILLS_OF_REPLACING))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = dict(zip(points, pool.map(outcome, points), strict=True))
    assert not {point: said for point, said in outcomes.items() if said}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("boundary", "symptom"),
    [
        (BETWEEN_RENAME_AND_CLEAN_UP, "Errno 39"),
        (BETWEEN_COMPLETING_AND_MOVING, "LoadPackageAlreadyCompleted"),
    ],
    ids=["between rename and clean-up", "between completing and moving"],
)
def test_what_wedges_dlt_for_good_heals_by_itself(
    first_day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boundary: str, symptom: str
) -> None:
    folder = copy(first_day, tmp_path / "wedged")
    assert land_apart(folder, die_on=boundary) == -9

    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", vendor.KEY)
    vendor.install()
    settings = vendor.settings_in(folder)
    for _ in range(2):
        with pytest.raises(Exception, match=r".*") as wedge:
            runner._run(Landing("invented", settings))
        assert symptom in f"{wedge.type.__name__} {wedge.value!r} {wedge.value.__cause__!r}"

    runner.land("invented", settings=settings)

    assert vendor.seen(folder) == vendor.truth(2)


def test_a_load_job_that_runs_twice_gives_the_right_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kill between a job's commit and dlt's marker for it comes down to."""
    from dlt.destinations.impl.duckdb.sql_client import DuckDbSqlClient

    original = DuckDbSqlClient.execute_sql
    twice: list[str] = []

    def execute(self: DuckDbSqlClient, sql: str, *args: object, **kwargs: object) -> object:
        if "read_parquet" in str(sql):
            twice.append(str(sql))
            original(self, sql, *args, **kwargs)
        return original(self, sql, *args, **kwargs)

    monkeypatch.setattr(DuckDbSqlClient, "execute_sql", execute)
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", vendor.KEY)
    vendor.install()
    vendor.set_day(tmp_path, 2)
    runner.land("invented", settings=vendor.settings_in(tmp_path))

    assert len(twice) >= 4
    truth = vendor.truth(2)
    assert vendor.seen(tmp_path) == truth
    with duckdb.connect(str(tmp_path / "raw.duckdb"), read_only=True) as database:
        counted = partial(_count, database)
        assert counted("lead") == len(truth["lead"])
        assert counted("spend") == len(truth["spend"])
        assert counted("event") == 2 * len(truth["event"])  # what the view is for


def test_landing_what_is_landed_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOSED_LOOP_VAULT_KEY", vendor.KEY)
    vendor.install()
    vendor.set_day(tmp_path, 3)
    for _ in range(2):
        runner.land("invented", settings=vendor.settings_in(tmp_path))
        assert vendor.seen(tmp_path) == vendor.truth(3)


def copy(folder: Path, to: Path) -> Path:
    """A copy of a data folder."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return to


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    found = database.execute(f"select count(*) from raw_invented.{table}").fetchone()
    assert found
    return int(found[0])


@pytest.fixture(autouse=True)
def forget_invented_systems() -> Iterator[None]:
    """Leave the registry as it was."""
    known = dict(SYSTEMS)
    yield
    SYSTEMS.clear()
    SYSTEMS.update(known)
