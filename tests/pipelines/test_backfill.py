"""Days landed again: nothing is doubled, cursors stay, and what cannot be had again is said."""

from datetime import date
from pathlib import Path

import dlt
import pytest

from pipelines.runner import LandError, land
from pipelines.sandbox.server import Sandbox
from pipelines.window import Window, WindowError
from tests.pipelines.connected import Landings, Room, company, landings, running, sandbox, truth

__all__ = ["company", "landings", "running", "sandbox"]


def again(room: Room, system: str, window: Window) -> tuple[dict[str, int], list[str]]:
    """The rows landed by table, and what was said."""
    said: list[str] = []
    result = land(system, settings=room.settings, window=window, progress=said.append)
    return {table: rows for table, rows in result.tables.items() if rows}, said


def memory(room: Room, system: str) -> object:
    """What the system's cursors say, as they are kept with the data."""
    with room.connected() as connection:
        pipeline = dlt.pipeline(
            f"closed_loop_{system}",
            pipelines_dir=str(room.settings.dlt_dir.resolve()),
            destination=dlt.destinations.duckdb(connection),
            dataset_name=f"raw_{system}",
        )
        try:
            pipeline.sync_destination()
            return pipeline.state["sources"]
        finally:
            pipeline.deactivate()


def days(company: Path, report: str) -> list[date]:
    """The days that a report of Google Ads has rows of."""
    found = truth(company, f'select distinct "segments.date" from google_ads.{report} order by 1')
    return [date.fromisoformat(str(day)) for (day,) in found]


def test_days_of_ad_spend_are_landed_again_and_no_other(
    sandbox: Sandbox, landings: Landings, company: Path, tmp_path: Path
) -> None:
    room = landings.first_of("google_ads", tmp_path / "room")
    sums = "select count(*), sum(cost_micros) from raw_google_ads.campaign_performance"
    before, cursors = room.ask(sums), memory(room, "google_ads")
    spent = days(company, "campaign_performance")
    window = Window(spent[3], spent[5])
    rows, _ = again(room, "google_ads", window)
    expected = f"where date between '{window.first}' and '{window.last}'"
    assert rows["campaign_performance"] == room.one(
        f"select count(*) from raw_google_ads.campaign_performance {expected}"
    )
    assert room.ask(sums) == before
    assert memory(room, "google_ads") == cursors != {}


def test_spend_that_went_missing_comes_back(
    sandbox: Sandbox, landings: Landings, company: Path, tmp_path: Path
) -> None:
    room = landings.first_of("google_ads", tmp_path / "room")
    sums = "select count(*), sum(cost_micros) from raw_google_ads.ad_performance"
    before = room.ask(sums)
    lost = days(company, "campaign_performance")[4]
    with room.connected() as connection:
        connection.execute("delete from raw_google_ads.ad_performance where date = ?", [lost])
    assert room.ask(sums) != before
    again(room, "google_ads", Window(lost, lost))
    assert room.ask(sums) == before


def test_clicks_older_than_google_keeps_are_said_to_be_lost_and_the_landed_ones_stay(
    sandbox: Sandbox, landings: Landings, company: Path, tmp_path: Path
) -> None:
    room = landings.first_of("google_ads", tmp_path / "room")
    clicks = room.one("select count(*) from raw_google_ads.click_view")
    first = days(company, "campaign_performance")[0]
    rows, said = again(room, "google_ads", Window(first, first))
    assert "click_view" not in rows
    assert any(f"clicks of {first} to {first} cannot be had again" in line for line in said)
    assert room.one("select count(*) from raw_google_ads.click_view") == clicks


def test_records_of_salesforce_changed_on_those_days_are_landed_again(
    sandbox: Sandbox, landings: Landings, company: Path, tmp_path: Path
) -> None:
    room = landings.first_of("salesforce", tmp_path / "room")
    leads = "select count(*), count(distinct id) from raw_salesforce.lead"
    before, cursors = room.ask(leads), memory(room, "salesforce")
    day = room.one(
        "select cast(system_modstamp as date) from raw_salesforce.lead"
        " group by all order by count(*) desc, 1 limit 1"
    )
    rows, _ = again(room, "salesforce", Window(day, day))
    changed = (
        f"select count(*) from raw_salesforce.lead where cast(system_modstamp as date) = '{day}'"
    )
    assert rows["lead"] == room.one(changed) > 0
    assert room.ask(leads) == before
    assert memory(room, "salesforce") == cursors != {}


def test_a_day_of_events_is_landed_again_and_counts_once(
    sandbox: Sandbox, landings: Landings, tmp_path: Path
) -> None:
    room = landings.first_of("ga4", tmp_path / "room")
    files = "select count(*), sum(row_count) from raw_ga4.export_files"
    before = room.ask(files)
    day, events = room.ask(
        "select export_date, sum(row_count) from raw_ga4.export_files"
        " where not is_intraday group by all order by 1 limit 1"
    )[0]
    rows, _ = again(room, "ga4", Window(day, day))
    assert rows == {"events": events, "export_files": 1}
    assert room.ask(files) == before
    [(counted,)] = room.ask(
        "select count(*) from raw_ga4.events inner join raw_ga4.export_files"
        " using (file_version, _dlt_load_id)"
    )
    assert counted == before[0][1]


def test_days_that_the_export_does_not_hold_are_named(
    sandbox: Sandbox, landings: Landings, tmp_path: Path
) -> None:
    room = landings.first_of("ga4", tmp_path / "room")
    window = Window.of("2001-01-01", "2001-01-02")
    with pytest.raises(LandError, match="no table of 2001-01-01 to 2001-01-02"):
        land("ga4", settings=room.settings, window=window)


def test_files_say_that_they_have_no_days(tmp_path: Path) -> None:
    with pytest.raises(LandError, match="Files are read whole"):
        land(
            "files", settings=Room(tmp_path).settings, window=Window.of("2026-06-01", "2026-06-01")
        )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("2026-06-31", "2026-07-01", "no two days"), ("2026-07-02", "2026-07-01", "comes before")],
)
def test_days_that_are_none_are_refused(first: str, last: str, said: str) -> None:
    with pytest.raises(WindowError, match=said):
        Window.of(first, last)
