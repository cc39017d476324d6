"""An increment does anew whom its batches name, and leaves all other visitors as they were."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt_server import PROJECT
from tests.properties.increments import VISITS, load
from tests.properties.web_loads import Loads, random_loads
from tests.scenarios.rows import event
from tests.scenarios.warehouse import Row, Warehouse

VISITORS = 150
# So many batches that two of them, which is what a load changes, name few of the visitors.
LOADS = 15
EVENTS = "intermediate.int_events"
FOLLOWING = ("intermediate.int_session_activity", "intermediate.int_page_views")
# Tables that only grow.
DISTINCT = [
    file.stem
    for file in (PROJECT / "models").rglob("*.sql")
    if "incremental_strategy='by_batch'" in file.read_text()
]

# A cookie; without one, an event stands by its moment and page.
Visitor = str | tuple[datetime, str] | None
Held = list[dict[str, Any]]


def visitor(row: Row) -> Visitor:
    if row["anonymous_id"] not in (None, "", "undefined"):
        return str(row["anonymous_id"])
    return datetime.fromisoformat(row["event_at"]), row["page_url"]


def copied(row: Row) -> Any:
    """What copies of an event share; an event without an id is known by its place."""
    return row["event_id"] or (row["batch_id"], row["row_in_batch"])


def touched(told: Loads, state: int) -> set[Visitor]:
    """Who has an event in the batches that came, went or changed with a load, or a copy of one."""
    before, after = told.rows(state - 1), told.rows(state)
    counted, counts = (Counter(row["batch_id"] for row in rows) for rows in (before, after))
    changed = {batch for batch in counted | counts if counted[batch] != counts[batch]}
    events = {copied(row) for row in [*before, *after] if row["batch_id"] in changed}
    return {visitor(row) for row in [*before, *after] if copied(row) in events}


def numbered(warehouse: Warehouse) -> dict[int, Visitor]:
    """The visitors that have events, by the numbers that tables know them by."""
    found = warehouse.rows(
        "select visitor_key, has_visitor, anonymous_id, make_timestamp(event_micros), page_url"
        f" from {EVENTS} left join intermediate.int_event_identifiers using (identifiers_key)"
        " left join intermediate.int_pages using (page_key) where batch_key is not null"
    )
    return {key: cookie if named else (at, url) for key, named, cookie, at, url in found}


def held(warehouse: Warehouse, table: str) -> Held:
    return warehouse.records(f"select * from {table} order by all")


@pytest.mark.slow
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_an_increment_touches_whom_its_batches_name_and_nobody_else(
    seeded_warehouse: Warehouse, tmp_path: Path, seed: int
) -> None:
    """Late events, copies in other files, files written again with an event less or more."""
    told = random_loads(seed, VISITORS, LOADS, changed=2)
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, told.rows(0), VISITS)
    names = {0: None} | numbered(warehouse)
    for state in (1, 2, 3):
        before = {table: held(warehouse, table) for table in (EVENTS, *FOLLOWING)}
        seen = warehouse.value(f"select max(change_number) from {EVENTS}")
        load(warehouse, told.rows(state), VISITS)
        names |= numbered(warehouse)
        named = touched(told, state)
        assert len(named) < VISITORS, "everybody is touched: nothing is proved"
        for table, rows in before.items():
            after = held(warehouse, table)
            there = {names[row["visitor_key"]] for row in after}
            written = {names[row["visitor_key"]] for row in after if row["change_number"] > seen}
            assert written == (named if table == EVENTS else named & there), table
            kept = [row for row in after if names[row["visitor_key"]] not in named]
            assert kept == [row for row in rows if names[row["visitor_key"]] not in named], table


@pytest.mark.slow
def test_batches_that_hold_nothing_new_are_read_once(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    """The same visitor does the same a day later: no table of distinct values has another row."""
    told: dict[str, Any] = {
        "page": "/?gclid=cj-1",
        "referrer": "https://www.google.com/",
        "utm_source": "bing",
    }
    first, second = (
        event("a", f"2026-06-0{day} 08:00:00", **told) | {"batch_id": f"day {day}"}
        for day in (1, 2)
    )
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, [first], VISITS)
    before = _rows_and_numbers(warehouse)
    assert len(before) > 5
    load(warehouse, [first, second], VISITS)
    newest = warehouse.value("select max(change_number) from intermediate.int_event_batches")
    assert _rows_and_numbers(warehouse) == {
        name: (rows, newest) for name, (rows, _) in before.items()
    }


def _rows_and_numbers(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    """How many rows tables of distinct values have, and how far they were read; empty ones not."""
    built = {name for (name,) in warehouse.rows("select table_name from duckdb_tables()")}
    counts = {
        name: warehouse.rows(f"select count(*), max(change_number) from intermediate.{name}")[0]
        for name in DISTINCT
        if name in built
    }
    return {name: (rows, number) for name, (rows, number) in counts.items() if rows}
