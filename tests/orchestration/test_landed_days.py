"""Days of a system as partitions: which are marked as landed, and landing some of them again."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import backfill
from orchestration.defs.ingest.days import by_day, days_between, key_of, marks
from orchestration.instance import home
from pipelines.sandbox.server import Sandbox
from pipelines.settings import SettingsError, first_day, run
from pipelines.window import WindowError
from tests.pipelines.connected import Landings, company, landings, running, sandbox

__all__ = ["company", "landings", "running", "sandbox"]

BEFORE, NOW = datetime(2026, 6, 3, 1, tzinfo=UTC), datetime(2026, 6, 4, 1, tzinfo=UTC)


@pytest.fixture
def raw(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Two loads of a CRM; each brought records of two days, one of them the same."""
    connection = duckdb.connect(str(tmp_path / "raw.duckdb"))
    connection.execute("create schema raw_salesforce")
    connection.execute(
        "create table raw_salesforce._dlt_loads"
        " (load_id varchar, status bigint, inserted_at timestamptz)"
    )
    connection.execute(
        "create table raw_salesforce.lead (system_modstamp timestamptz, _dlt_load_id varchar)"
    )
    connection.executemany(
        "insert into raw_salesforce._dlt_loads values (?, ?, ?)",
        [("1", 0, BEFORE), ("2", 0, NOW), ("3", 1, NOW)],
    )
    connection.executemany(
        "insert into raw_salesforce.lead values (?, ?)",
        [
            ("2026-06-01 12:00:00+00", "1"),
            ("2026-06-02 12:00:00+00", "1"),
            ("2026-06-02 23:30:00-02", "2"),  # the next day in UTC
            ("2026-06-02 01:00:00+00", "2"),
            ("2019-12-31 01:00:00+00", "2"),
            ("2026-06-05 01:00:00+00", "3"),
            (None, "2"),
        ],
    )
    return connection


def marked(found: list[dg.AssetMaterialization]) -> list[str | None]:
    assert {one.asset_key for one in found} <= {key_of("salesforce")}
    return [one.partition for one in found]


def test_days_are_marked_of_which_records_came_since_then_in_whole_loads(
    raw: duckdb.DuckDBPyConnection,
) -> None:
    assert marked(marks(raw, "salesforce", NOW)) == ["2026-06-02", "2026-06-03"]
    both = ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert marked(marks(raw, "salesforce", BEFORE)) == both
    assert marks(raw, "salesforce", NOW + timedelta(hours=1)) == []


def test_a_system_without_days_or_without_rows_marks_none(raw: duckdb.DuckDBPyConnection) -> None:
    assert not by_day("files")
    assert marks(raw, "files", BEFORE) == []
    assert marks(raw, "ga4", BEFORE) == []


def test_days_before_the_first_that_is_offered_or_after_today_are_refused_with_what_to_set() -> (
    None
):
    day = first_day()
    assert days_between("ga4", str(day), str(day)).first == day
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    for first, last in [(day - timedelta(days=1), day), (day, tomorrow)]:
        with pytest.raises(WindowError, match=r"vars: first_day: in dbt_project\.yml"):
            days_between("ga4", str(first), str(last))
    with pytest.raises(WindowError, match="read whole whenever they change"):
        days_between("files", str(day), str(day))


def test_a_first_day_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "project_vars", lambda: {"first_day": "last year"})
    with pytest.raises(SettingsError, match="written as 2024-01-01; it is 'last year'"):
        first_day()


def test_one_command_lands_days_again_in_one_run_and_doubles_nothing(
    sandbox: Sandbox, landings: Landings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = landings.first_of("google_ads", tmp_path / "room")
    monkeypatch.setenv("CLOSED_LOOP_DATA_DIR", str(room.settings.data_dir))
    monkeypatch.setattr(backfill, "sample_company", nullcontext)
    counted = "select count(*), sum(cost_micros) from raw_google_ads.campaign_performance"
    before = room.ask(counted)
    days: list[date] = [
        day
        for (day,) in room.ask(
            "select distinct date from raw_google_ads.campaign_performance order by 1 limit 3"
        )
    ]
    monkeypatch.setattr("sys.argv", ["backfill", "google_ads", str(days[0]), str(days[-1])])
    assert backfill.main() == 0
    assert room.ask(counted) == before
    with dg.DagsterInstance.from_config(str(home(room.settings.data_dir))) as instance:
        (run_of_days,) = instance.get_runs()
        assert run_of_days.is_success
        landed = instance.get_materialized_partitions(key_of("google_ads"))
        assert landed == {str(day) for day in days}


def test_a_command_for_a_system_that_is_off_says_which_are_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["backfill", "hubspot", "2026-06-01", "2026-06-01"])
    said: list[str] = []
    monkeypatch.setattr(backfill, "say", said.append)
    assert backfill.main() == 2
    assert "'hubspot' is not on: choose one of salesforce, google_ads, ga4, files." in said[0]
