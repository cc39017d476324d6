"""One visitor with a million events in a day: a kiosk, a monitor, a loop in somebody's script."""

from collections.abc import Callable

import duckdb
import pytest

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Rows, Warehouse

MILLION = 1_000_000
SELECTED = ["--select", "+fct_sessions", "+fct_page_views", "--exclude"]
LANDED = ["path:models/staging", "path:models/conformed", "resource_type:seed"]


@pytest.mark.slow
def test_a_million_events_of_one_visitor_are_one_long_visit_and_stay_exact(
    new_warehouse: Callable[[Rows], Warehouse],
) -> None:
    """One every 86.4 ms for a day, then half an hour and a microsecond later one that came late."""
    warehouse = new_warehouse({"web_events": [event("nobody-else", "2026-06-01 10:00:00")]})
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(
            "insert into conformed.conformed_web_events by name select 'test' as source_system,"
            " 'e' || i as event_id, i as event_key, 'crowd' as batch_id, i as row_in_batch,"
            " 'crowd' as anonymous_id, 'page_view' as event_name,"
            " timestamp '2026-06-01 00:00:00' + to_microseconds(i * 86400) as event_at,"
            " 'https://www.halden.example/' || (i % 7) as page_url,"
            " timestamp '2026-06-02 03:00:00' as loaded_at"
            f" from range({MILLION}) as numbers(i)"
        )
    warehouse.dbt("run", *SELECTED, *LANDED)
    visits = (
        "select session_number, page_views, events from marts.fct_sessions"
        " where anonymous_id = 'crowd' order by 1"
    )
    assert warehouse.rows(visits) == [(1, MILLION, MILLION)]
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(
            "insert into conformed.conformed_web_events by name select * replace ('late' as"
            " batch_id, 'late' as event_id, -1 as event_key,"
            " timestamp '2026-06-02 00:29:59.913601' as event_at)"
            " from conformed.conformed_web_events where event_id = 'e0'"
        )
    warehouse.dbt("run", *SELECTED, *LANDED)
    assert warehouse.rows(visits) == [(1, MILLION, MILLION), (2, 1, 1)]
    views = "select count(*), max(page_view_number) from marts.fct_page_views"
    assert warehouse.rows(f"{views} where anonymous_id = 'crowd'") == [(MILLION + 1, MILLION)]
