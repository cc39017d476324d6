"""What sellers did and turned down, counted in the warehouse and in the vendor's own tables."""

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.orchestration.conftest import RanTwice


@pytest.fixture(scope="module")
def totals(ran_twice: RanTwice) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((ran_twice.road.sandbox / "truth/totals.json").read_text())
    return truth


@pytest.fixture(scope="module")
def warehouse(ran_twice: RanTwice) -> Iterator[duckdb.DuckDBPyConnection]:
    path = str(ran_twice.road.data / "warehouse.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def test_every_activity_is_conformed_once(
    warehouse: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    told = totals["sales_activities"]
    [found] = warehouse.execute(
        "select count(*) filter (kind = 'mass_email'), count(*) filter (done_at is null), count(*)"
        " from conformed.conformed_sales_activities"
    ).fetchall()
    assert found == (told["mass_mails"], told["open_tasks"], told["tasks"] + told["meetings"])


def test_every_lead_sales_turned_down_is_known_with_its_date_and_reason(
    warehouse: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    [found] = warehouse.execute(
        "select count(rejected_at), count(rejection_reason) from intermediate.int_lead_rejections"
        " where outcome = 'rejected'"
    ).fetchall()
    assert found == (totals["rejected_leads"]["rows"], totals["rejected_leads"]["with_reason"])


def test_the_build_speaks_of_the_companys_last_day(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Seen from the day of the landing, everything would be overdue for weeks."""
    [(newest, over)] = warehouse.execute(
        "select max(due_at)::date::varchar, max(hours_over) from marts.fct_stalled_leads"
    ).fetchall()
    assert newest <= "2026-09-29"
    assert 0 < over < 24 * 365
    [(stale,)] = warehouse.execute(
        "select max(value) from marts.fct_data_quality"
        " where metric = 'hours_since_newest' and source_system = 'ga4'"
    ).fetchall()
    assert stale < 48
