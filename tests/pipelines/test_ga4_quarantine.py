"""What cannot be read of an event export is kept, counted and no obstacle to the rest."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.pipelines.connected import Room, room
from tests.pipelines.ga4_exports import bucket, event, files, write_json, write_parquet

__all__ = ["bucket", "room"]


def test_a_row_that_is_no_event_goes_to_the_quarantine(room: Room, bucket: Path) -> None:
    nameless = event(2)
    del nameless["event_name"]
    write_json(
        bucket / "events_20260601.json",
        [event(1), nameless, event(3)],
        '{"event_name": "cut off',
        '{"event_date": "20260601", "event_name": "late", "event_timestamp": "soon"}',
    )
    result = room.land("ga4")
    assert (result.read, result.quarantined, result.tables["events"]) == (5, 3, 2)
    assert room.ask(
        "select row_number, field, file, payload_sealed is not null "
        "from raw_ga4.quarantine order by row_number"
    ) == [
        (2, "event_name", "events_20260601.json", True),
        (4, "event_date", "events_20260601.json", True),
        (5, "event_timestamp", "events_20260601.json", True),
    ]
    assert files(room) == [("events_20260601", "events_20260601.json", 2, 3, False)]
    assert room.ask("select row_in_file from raw_ga4.events order by all") == [(1,), (3,)]


def test_what_no_column_should_hold_goes_to_the_quarantine_with_its_reason(
    room: Room, bucket: Path
) -> None:
    far = "https://www.halden.example/?q="
    given = [
        event(1, params={"page_location": far + "q" * 64 * 1024}),
        event(2, params={"page_location": far + "\0"}),
        event(3, params={f"param_{number}": "x" * 1_100 for number in range(100)}),
        event(4, params={"note": "a\0b"}),
        event(5, event_name="page\0view"),
        event(6, params={"page_location": far + "q" * 9_000, "note": "\U0001f389" * 90}),
        event(7, params={"source": "\u202ex", "medium": "\u062d\u0645\u0644\u0629"}),
    ]
    write_json(bucket / "events_20260601.json", given)
    write_parquet(bucket / "events_20260602.parquet", given)
    assert room.land("ga4").quarantined == 8
    for file in ("events_20260601.json", "events_20260602.parquet"):
        assert room.ask(
            f"select row_number, field, reason from raw_ga4.quarantine where file = '{file}'"
            " order by row_number"
        ) == [
            (1, "param_page_location", "is longer than 10000 characters"),
            (2, "param_page_location", "holds a NUL character"),
            (3, "event_params", "is longer than 100000 characters"),
            (5, "event_name", "holds a NUL character"),
        ]
    # Written as JSON, a NUL is six harmless letters.
    kept = "select export_table, row_in_file from raw_ga4.events order by all"
    assert [row for _, row in room.ask(kept)] == [4, 6, 7, 4, 6, 7]


def test_a_moment_of_no_year_goes_to_the_quarantine(room: Room, bucket: Path) -> None:
    first, last = -62_135_596_800_000_000, 253_402_300_799_999_999
    moments = [first, last, first - 1, last + 1, 2**63 - 1]
    given = [event(n, event_timestamp=moment) for n, moment in enumerate(moments, start=1)]
    write_json(bucket / "events_20260601.json", given)
    write_parquet(bucket / "events_20260602.parquet", given)
    assert room.land("ga4").quarantined == 6
    assert room.ask(
        "select row_number, field, reason, count(*) from raw_ga4.quarantine group by all order by 1"
    ) == [(row, "event_timestamp", "is outside the years 1 to 9999", 2) for row in (3, 4, 5)]
    assert room.ask(
        "select make_timestamp(min(event_timestamp)), make_timestamp(max(event_timestamp))"
        " from raw_ga4.events"
    ) == [(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999_999))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("events_20260602.parquet", b"PAR1 and then nothing"),
        ("events_20260602.json.gz", b"\x1f\x8b\x08 cut"),
        ("events_20260602.json", b'{"event_name": "\xff\xfe"}\n'),
    ],
)
def test_a_file_that_cannot_be_read_goes_to_the_quarantine_and_the_others_land(
    room: Room, bucket: Path, name: str, content: bytes
) -> None:
    write_parquet(bucket / "events_20260601.parquet", [event(1)])
    write_parquet(bucket / "events_20260603.parquet", [event(3)])
    (bucket / name).write_bytes(content)
    result = room.land("ga4")
    assert result.quarantined == 1
    [[file, reason]] = room.ask("select file, reason from raw_ga4.quarantine")
    assert file == name
    assert reason.startswith("cannot be read")
    assert [row[0] for row in files(room)] == ["events_20260601", "events_20260603"]
    assert room.land("ga4").read == 0
