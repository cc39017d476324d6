"""The event export lands once per version of a file, flat, whole, and without e-mail addresses."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.identifiers import Keyring
from pipelines.runner import LandError
from pipelines.sandbox.server import Sandbox
from pipelines.vault import Vault
from tests.pipelines.connected import Room, company, room, running, sandbox, truth
from tests.pipelines.ga4_exports import KEY, bucket, event, files, write_json, write_parquet

__all__ = ["bucket", "company", "room", "running", "sandbox"]

ROWS = (
    "select * exclude (file_version, export_table, _dlt_load_id) "
    "from raw_ga4.events where export_table = '{}' order by row_in_file"
)


def only(room: Room, columns: str) -> tuple[Any, ...]:
    [row] = room.ask(f"select {columns} from raw_ga4.events")
    return row


def test_the_sample_companys_export_lands_whole(
    sandbox: Sandbox, company: Path, room: Room
) -> None:
    result = room.land("ga4")
    written = sum(
        truth(company, f"select count(*) from {reading}('{company}/ga4/*{ending}')")[0][0]
        for reading, ending in (("read_json_objects", ".json.gz"), ("read_parquet", ".parquet"))
    )
    assert result.tables["events"] == written == room.one("select count(*) from raw_ga4.events")
    assert room.one("select sum(row_count) from raw_ga4.export_files") == written
    assert room.one("select count(distinct (file_version, row_in_file)) from raw_ga4.events") == (
        written
    )
    assert room.one("select count(*) from raw_ga4.export_files where is_intraday") == 2
    shown = "select count(*) from raw_ga4.events as row where row::varchar ilike '%canary.person%'"
    assert room.one(shown) == 0
    assert room.one("select count(*) from raw_ga4.events where email_key is not null") > 0

    again = room.land("ga4")
    assert again.read == 0
    assert room.one("select count(*) from raw_ga4.events") == written


def test_nested_parts_become_columns_and_the_rest_stays_together(room: Room, bucket: Path) -> None:
    params = {
        "ga_session_id": 1780300000,
        "ga_session_number": "3",
        "campaign": 2026,
        "value": 9.5,
        "engagement_time_msec": 1200,
        "zoom": 2,
        "answer": 'says "yes"',
    }
    write_parquet(bucket / "events_20260601.parquet", [event(1, params=params)])
    room.land("ga4")
    assert only(room, "event_date, event_timestamp, event_name, user_pseudo_id, stream_id") == (
        "20260601", 1_780_300_000_000_001, "page_view", "1.1780300000", "9001",
    )  # fmt: skip
    assert only(room, "param_ga_session_id, param_ga_session_number, param_campaign") == (
        1780300000, 3, "2026",
    )  # fmt: skip
    assert only(room, "param_value, param_engagement_time_msec, param_page_location") == (
        9.5, 1200, "https://www.halden.example/",
    )  # fmt: skip
    assert only(room, "device_browser, geo_country, privacy_ads_storage, platform") == (
        "Firefox", "Germany", "Yes", "WEB",
    )  # fmt: skip
    assert only(room, "collected_manual_source, ecommerce_purchase_revenue, row_in_file") == (
        "newsletter", 12.5, 1,
    )  # fmt: skip
    assert only(room, "event_params, event_params::json ->> 'answer'") == (
        '{"answer":"says \\"yes\\"","zoom":2}',
        'says "yes"',
    )
    assert files(room) == [("events_20260601", "events_20260601.parquet", 1, 0, False)]


def test_json_and_parquet_give_the_same_rows(room: Room, bucket: Path) -> None:
    events = [
        event(
            n, params={"ga_session_id": n, "value": 10.0, "content": "A & Ö", "depth": 0.25, "n": n}
        )
        for n in range(5)
    ]
    write_parquet(bucket / "events_20260601.parquet", events)
    write_json(bucket / "events_20260602.json", events)
    write_json(bucket / "events_20260603.json.gz", events)
    room.land("ga4")
    parquet = room.ask(ROWS.format("events_20260601"))
    assert len(parquet) == 5
    assert room.ask(ROWS.format("events_20260602")) == parquet
    assert room.ask(ROWS.format("events_20260603")) == parquet


def test_only_new_and_changed_files_are_read(room: Room, bucket: Path) -> None:
    for day in ("20260601", "20260602"):
        write_parquet(bucket / f"events_{day}.parquet", [event(n, day) for n in range(3)])
    room.land("ga4")
    assert room.land("ga4").read == 0
    write_parquet(bucket / "events_20260602.parquet", [event(n, "20260602") for n in range(4)])
    write_parquet(bucket / "events_20260603.parquet", [event(1, "20260603")])
    result = room.land("ga4")
    assert result.tables["events"] == 5
    assert sorted((row[0], row[2]) for row in files(room)) == [
        ("events_20260601", 3),
        ("events_20260602", 3),
        ("events_20260602", 4),
        ("events_20260603", 1),
    ]
    assert room.one("select count(*) from raw_ga4.events") == 11


def test_events_and_their_file_arrive_in_one_load(room: Room, bucket: Path) -> None:
    write_parquet(bucket / "events_20260601.parquet", [event(1)])
    room.land("ga4")
    loads = room.ask(
        "select distinct event._dlt_load_id, file._dlt_load_id from raw_ga4.events as event "
        "inner join raw_ga4.export_files as file using (file_version) "
        "inner join raw_ga4._dlt_loads as load on load.load_id = event._dlt_load_id"
    )
    assert len(loads) == 1
    assert loads[0][0] == loads[0][1]


def test_intraday_and_daily_tables_are_told_apart(room: Room, bucket: Path) -> None:
    write_parquet(bucket / "events_20260601.parquet", [event(1)])
    write_parquet(bucket / "events_intraday_20260601.parquet", [event(1)])
    room.land("ga4")
    assert [(row[0], row[4]) for row in files(room)] == [
        ("events_20260601", False),
        ("events_intraday_20260601", True),
    ]


def test_a_table_in_parts_is_one_table(room: Room, bucket: Path) -> None:
    write_json(bucket / "events_20260601" / "part-0.json.gz", [event(1), event(2)])
    write_json(bucket / "events_20260601" / "part-1.json.gz", [event(3)])
    write_parquet(bucket / "events_20260602-000000000000.parquet", [event(4)])
    write_parquet(bucket / "events_20260602-000000000001.parquet", [event(5)])
    room.land("ga4")
    assert [row[:3] for row in files(room)] == [
        ("events_20260601", "events_20260601", 3),
        ("events_20260602", "events_20260602", 2),
    ]
    assert room.one("select count(distinct (file_version, row_in_file)) from raw_ga4.events") == 5


def test_one_table_twice_is_refused(room: Room, bucket: Path) -> None:
    write_parquet(bucket / "analytics_1" / "events_20260601.parquet", [event(1)])
    write_parquet(bucket / "analytics_2" / "events_20260601.parquet", [event(1)])
    with pytest.raises(LandError, match=r"holds events_20260601 twice .*one property"):
        room.land("ga4")


def test_columns_an_older_export_lacks_are_null(room: Room, bucket: Path) -> None:
    lacking = ("collected_traffic_source", "privacy_info", "ecommerce", "batch_event_index")
    write_parquet(bucket / "events_20260601.parquet", [event(1)], without=lacking)
    write_parquet(bucket / "events_20260602.parquet", [event(2)])
    room.land("ga4")
    assert room.ask(
        "select collected_manual_source, privacy_ads_storage, batch_event_index, geo_country "
        "from raw_ga4.events order by export_table"
    ) == [(None, None, None, "Germany"), ("newsletter", "Yes", 1, "Germany")]


@pytest.mark.parametrize("write", [write_json, write_parquet])
def test_addresses_are_hidden_hashed_and_kept_in_the_vault(
    room: Room, bucket: Path, write: Any
) -> None:
    address, keys = "Jane.Doe+x@Mail.example", Keyring(KEY)
    pid = keys.pid("email", "jane.doe+x@mail.example")
    location = "https://www.halden.example/thanks?email=Jane.Doe%2Bx%40Mail.example&step=2"
    events = [
        event(1, params={"page_location": location}),
        event(2, params={"content": f"for {address}!", "note": f"ask {address}"}),
        event(3, user_id=address),
        event(4, params={"page_location": location.replace("%40", "%2540")}),
        event(5, params={"note": "5 @ home"}),
        event(6, params={"content": "jürgen@bücher.example"}),
    ]
    write(
        bucket / ("events_20260601.json" if write is write_json else "events_20260601.parquet"),
        events,
    )
    room.land("ga4")
    rows = room.ask(
        "select param_page_location, param_content, event_params, user_id, email_key "
        "from raw_ga4.events order by row_in_file"
    )
    home = "https://www.halden.example/"
    hidden = "https://www.halden.example/thanks?email=[email]&step=2"
    other = keys.pid("email", "jürgen@bücher.example")
    assert rows == [
        (hidden, None, None, None, pid),
        (home, "for [email]!", '{"note":"ask [email]"}', None, pid),
        (home, None, None, pid, pid),
        (hidden, None, None, None, pid),
        (home, None, '{"note":"5 @ home"}', None, None),
        (home, "[email]", None, None, other),
    ]
    with Vault(room.settings.data_dir / "vault.sqlite", keys) as vault:
        assert vault.reveal(pid) == "jane.doe+x@mail.example"
        assert vault.reveal(other) == "jürgen@bücher.example"


def test_an_empty_table_is_a_table(room: Room, bucket: Path) -> None:
    write_parquet(bucket / "events_20260601.parquet", [])
    (bucket / "events_20260602.json").write_text("")
    room.land("ga4")
    assert [row[2] for row in files(room)] == [0, 0]
    assert room.one("select count(*) from raw_ga4.events") == 0


def test_an_empty_folder_makes_empty_tables(room: Room, bucket: Path) -> None:
    room.land("ga4")
    assert room.one("select count(*) from raw_ga4.events") == 0
    assert files(room) == []
    assert room.one("select count(*) from raw_ga4.quarantine") == 0


def test_a_folder_that_is_not_there_is_said(
    room: Room, bucket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCES__GA4__BUCKET_URL", str(bucket / "nowhere"))
    with pytest.raises(LandError, match="nowhere does not exist"):
        room.land("ga4")


def test_a_bucket_behind_fsspec_is_read_too(
    room: Room, bucket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    write_parquet(bucket / "events_20260601.parquet", [event(1), event(2)])
    write_json(bucket / "events_20260602.json.gz", [event(3)])
    for path in bucket.iterdir():
        memory.pipe(f"/exports/{path.name}", path.read_bytes())
    monkeypatch.setenv("SOURCES__GA4__BUCKET_URL", "memory://exports")
    room.land("ga4")
    assert [(row[0], row[2]) for row in files(room)] == [
        ("events_20260601", 2),
        ("events_20260602", 1),
    ]
    memory.rm("/exports", recursive=True)
