"""An invented vendor that changes from day to day, and the truth about what must be landed.

System `invented` has a CRM table (changed records by cursor, with overlap), one of spend (restated
days, of which rows vanish) and one of events (appended). System `invented_files` has one table that
is replaced whole. The vendor's day is a number in a file, so every process sees the same one.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import dlt
import duckdb
from dlt.extract import DltSource

from pipelines.door import Field, Resource
from pipelines.landing import Landing
from pipelines.settings import Settings
from pipelines.sources import SYSTEMS

KEY = "a key of the invented vendor, long enough"
DAY = "vendor_day"

LEAD = Resource(
    "invented",
    "lead",
    ("Id",),
    (
        Field("Id", "text"),
        Field("Email", "email"),
        Field("Version", "integer"),
        Field("Amount", "decimal", scale=2),
    ),
    newest_by="Version",
)
SPEND = Resource(
    "invented",
    "spend",
    ("account", "date", "ad"),
    (
        Field("account", "text"),
        Field("date", "date"),
        Field("ad", "integer"),
        Field("micros", "integer"),
    ),
    merge_key=("account", "date"),
)
EVENT = Resource(
    "invented",
    "event",
    ("event_id",),
    (Field("event_id", "text"), Field("micros", "integer")),
    append=True,
)
ROW = Resource(
    "invented_files",
    "row",
    ("file", "number"),
    (Field("file", "text"), Field("number", "integer"), Field("amount", "decimal", scale=2)),
    replace=True,
    file_field="file",
    row_field="number",
)


def install() -> None:
    """Make the two systems known."""
    SYSTEMS["invented"] = _source
    SYSTEMS["invented_files"] = _files_source


def settings_in(folder: Path) -> Settings:
    """Settings whose data lies in the folder."""
    return Settings(data_dir=folder, sandbox=True, reporting_currency="EUR")


def set_day(folder: Path, day: int) -> None:
    """Let the vendor's day be this one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DAY).write_text(str(day))


def leads(day: int) -> Iterator[dict[str, Any]]:
    """The records that changed on this day: every third one; each day 100 are new. One is bad."""
    for number in range(100 * day):
        if number >= 100 * (day - 1) or number % 3 == day % 3:
            yield {
                "Id": f"L{number:05d}",
                "Email": f"person{number}@invented.example",
                "Version": day,
                "Amount": f"{number}.{day:02d}",
            }
    yield {"Id": f"bad{day}", "Email": "nobody", "Version": day, "Amount": "N/A"}


def spend(day: int) -> Iterator[dict[str, Any]]:
    """The last three days as known on this day: amounts grow, one ad's row vanishes later."""
    for past in range(max(1, day - 2), day + 1):
        for ad in range(10):
            if ad != past or past == day:
                row = {"account": "1", "date": f"2026-06-{past:02d}", "ad": ad}
                yield {**row, "micros": 1_000_000 * ad + 1_000 * day}


def events(day: int) -> Iterator[dict[str, Any]]:
    """The events of this day."""
    for number in range(60):
        yield {"event_id": f"{day}-{number}", "micros": 1_000 * day + number}


def rows(day: int) -> Iterator[dict[str, Any]]:
    """A file that is another one every day; its row 7 cannot be read."""
    for number in range(50 + day):
        amount = "?" if number == 7 else f"{number}.{day:02d}"
        yield {"file": "list.csv", "number": number, "amount": amount}


def truth(day: int) -> dict[str, set[tuple[Any, ...]]]:
    """What the views must show once everything up to this day is landed."""
    newest = {one["Id"]: one for past in range(1, day + 1) for one in leads(past)}
    spent: dict[str, list[dict[str, Any]]] = {}
    for past in range(1, day + 1):
        for date in {one["date"] for one in spend(past)}:
            spent[date] = [one for one in spend(past) if one["date"] == date]
    return {
        "lead": {
            (one["Id"], one["Version"], one["Amount"])
            for one in newest.values()
            if one["Amount"] != "N/A"
        },
        "spend": {
            (one["date"], one["ad"], one["micros"]) for day_ in spent.values() for one in day_
        },
        "event": {
            (one["event_id"], one["micros"]) for past in range(1, day + 1) for one in events(past)
        },
        "quarantine": {(f"bad{past}",) for past in range(1, day + 1)},
    }


def seen(folder: Path) -> dict[str, set[tuple[Any, ...]]]:
    """What staging would show: completed loads, one row per `_dlt_id`, the newest per key.

    Fails if any of it is there twice.
    """
    shown = {
        "lead": "id, version, amount::varchar",
        "spend": "date::varchar, ad, micros",
        "event": "event_id, micros",
        "quarantine": "record_key",
    }
    with duckdb.connect(str(folder / "raw.duckdb"), read_only=True) as database:
        found = {
            table: database.execute(staging_view("invented", table, columns)).fetchall()
            for table, columns in shown.items()
        }
    for table, one in found.items():
        assert len(one) == len(set(one)), f"{table} holds a row twice"
    return {table: set(one) for table, one in found.items()}


def seen_rows(folder: Path) -> set[tuple[Any, ...]]:
    """What staging would show of the replaced table."""
    with duckdb.connect(str(folder / "raw.duckdb"), read_only=True) as database:
        query = staging_view("invented_files", "row", "number, amount::varchar")
        found = database.execute(query).fetchall()
    assert len(found) == len(set(found)), "row holds a row twice"
    return set(found)


def staging_view(system: str, table: str, columns: str) -> str:
    """Staging's first step, as SQL."""
    return f"""
        select {columns}
        from raw_{system}.{table}
        where _dlt_load_id in (select load_id from raw_{system}._dlt_loads where status = 0)
        qualify row_number() over (partition by _dlt_id order by _dlt_load_id) = 1
    """


def _source(landing: Landing) -> DltSource:
    today = int((landing.settings.data_dir / DAY).read_text())
    return landing.source(
        landing.table(LEAD, partial(_since, leads, today)),
        landing.table(SPEND, partial(spend, today)),
        landing.table(EVENT, partial(_new_days, events, today)),
    )


def _files_source(landing: Landing) -> DltSource:
    today = int((landing.settings.data_dir / DAY).read_text())
    return landing.source(landing.table(ROW, partial(rows, today)))


def _since(records: Any, today: int) -> Iterator[dict[str, Any]]:
    """Everything since the cursor, its own day once more."""
    state = dlt.current.resource_state()
    for day in range(max(1, state.get("day", 0)), today + 1):
        yield from records(day)
    state["day"] = today


def _new_days(records: Any, today: int) -> Iterator[dict[str, Any]]:
    """Only days that were never read: rows that are appended have no second chance."""
    state = dlt.current.resource_state()
    for day in range(state.get("day", 0) + 1, today + 1):
        yield from records(day)
    state["day"] = today
