"""The sample company is the same whenever it is built, and as large as it is asked to be."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.sandbox.company import build_company

VISITORS, DAYS = 500, 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("company")
    build_company(built, visitors=VISITORS, days=DAYS)
    return built


def _contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file's name and hash; of the database, every table's rows."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name == "company.duckdb":
            with duckdb.connect(str(path), read_only=True) as company:
                tables = company.execute(
                    "select schema_name, table_name from duckdb_tables() order by all"
                ).fetchall()
                for schema, table in tables:
                    rows = company.execute(f'from {schema}."{table}"').fetchall()
                    yield f"{schema}.{table}", hashlib.sha256(repr(rows).encode()).hexdigest()
        else:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            yield str(path.relative_to(folder)), content


def _rows_of(folder: Path, table: str) -> int:
    with duckdb.connect(str(folder / "company.duckdb"), read_only=True) as company:
        return int(company.execute(f"select count(*) from {table}").fetchall()[0][0])


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    build_company(tmp_path, visitors=VISITORS, days=DAYS)

    assert dict(_contents(tmp_path)) == dict(_contents(folder))


def test_another_seed_is_another_company(folder: Path, tmp_path: Path) -> None:
    build_company(tmp_path, visitors=VISITORS, days=DAYS, seed=8)

    here, there = dict(_contents(folder)), dict(_contents(tmp_path))
    assert here["salesforce.Lead"] != there["salesforce.Lead"]
    assert here["ga4/events_20260701.parquet"] != there["ga4/events_20260701.parquet"]
    assert here["google_ads.campaign"] == there["google_ads.campaign"]


def test_a_company_that_is_there_is_left_alone(tmp_path: Path) -> None:
    build_company(tmp_path, visitors=100, days=30)
    before = (tmp_path / "company.duckdb").stat().st_mtime_ns

    build_company(tmp_path, visitors=100, days=30)

    assert (tmp_path / "company.duckdb").stat().st_mtime_ns == before


def test_other_parameters_rebuild_and_leave_nothing_of_the_old_company(tmp_path: Path) -> None:
    build_company(tmp_path, visitors=100, days=40)
    assert (tmp_path / "ga4" / "events_20260709.parquet").exists()

    build_company(tmp_path, visitors=100, days=30)

    assert not (tmp_path / "ga4" / "events_20260709.parquet").exists()


def test_a_company_of_another_first_day_tells_of_other_days(tmp_path: Path) -> None:
    build_company(tmp_path, visitors=100, days=30)

    build_company(tmp_path, visitors=100, days=30, first_day=date(2025, 6, 1))

    days = [path.stem[-8:] for path in (tmp_path / "ga4").glob("events_2*.parquet")]
    assert days
    assert all("20250601" <= day <= "20250630" for day in days)


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    leftover = tmp_path / ".building" / "company" / "ga4"
    leftover.mkdir(parents=True)
    (leftover / "events_19990101.parquet").write_text("half a file")

    build_company(tmp_path, visitors=100, days=30)

    assert not (tmp_path / ".building").exists()
    assert not (tmp_path / "ga4" / "events_19990101.parquet").exists()


def test_twice_the_visitors_are_about_twice_the_events_and_leads(
    folder: Path, tmp_path: Path
) -> None:
    build_company(tmp_path, visitors=2 * VISITORS, days=DAYS)

    for table, least, most in (
        ("google_ads.click_view", 1.6, 2.5),
        ('salesforce."Lead"', 1.2, 2.6),
    ):
        assert least < _rows_of(tmp_path, table) / _rows_of(folder, table) < most


def test_a_company_too_small_for_its_mess_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 100 visitors and 30 days"):
        build_company(tmp_path, visitors=20, days=30)
