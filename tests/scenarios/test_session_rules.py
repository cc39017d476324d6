"""Sessions by other rules: other timeouts, campaigns that start them, ids that a system gives."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.rows import event
from tests.scenarios.warehouse import Rows, Warehouse

OWN = {"source_system": "own"}
MAIL = {"utm_source": "brevo", "utm_medium": "email"}
ADS = {"utm_source": "google", "utm_medium": "cpc"}

EVENTS = [
    event("new-campaign", "2026-06-01 10:00", **MAIL),
    event("new-campaign", "2026-06-01 10:05", page="/a"),
    event("new-campaign", "2026-06-01 10:10", **ADS),
    event("new-campaign", "2026-06-01 10:11", "scroll"),
    event("same-campaign", "2026-06-01 10:00", **MAIL),
    event("same-campaign", "2026-06-01 10:10", page="/a", **MAIL),
    event("direct-then-campaign", "2026-06-01 10:00"),
    event("direct-then-campaign", "2026-06-01 10:10", **MAIL),
    event("paid-and-back", "2026-06-01 10:00", **MAIL),
    event("paid-and-back", "2026-06-01 10:10", referrer="https://www.paypal.com/"),
    event("at-once", "2026-06-01 10:00", page="/a", **MAIL),
    event("at-once", "2026-06-01 10:00", page="/b", **ADS),
    event("two-tabs", "2026-06-01 10:00", source_session_id="one", **OWN),
    event("two-tabs", "2026-06-01 10:05", page="/a", source_session_id="two", **OWN),
    event("two-tabs", "2026-06-01 10:10", page="/b", source_session_id="one", **OWN),
    event("two-tabs", "2026-06-01 14:00", page="/c", source_session_id="two", **OWN),
    event("two-tabs", "2026-06-02 10:00", page="/d", **OWN),
    event("without-ids", "2026-06-01 10:00", **MAIL, **OWN),
    event("without-ids", "2026-06-01 10:05", source_session_id="three", **OWN),
    event("without-ids", "2026-06-01 10:10", **ADS, **OWN),
    event("other", "2026-06-01 10:00", source_session_id="one", **OWN),
    event("late", "2026-06-01 11:00", page="/x", **MAIL),
]
# What arrives later: an event that lies between two sessions of one visitor.
LATE = [event("new-campaign", "2026-06-01 10:07", page="/between", **ADS)]

MINUTES = (10, 30, 60)
AROUND = {
    "a second below": timedelta(seconds=-1),
    "an instant below": timedelta(microseconds=-1),
    "at": timedelta(0),
    "an instant above": timedelta(microseconds=1),
    "a second above": timedelta(seconds=1),
}
# Two views, that far apart.
PAUSES = [
    event(f"{around} {minutes}", (datetime(2026, 6, 1, 23, 45) + pause).isoformat(" "))
    for minutes in MINUTES
    for around, difference in AROUND.items()
    for pause in (timedelta(0), timedelta(minutes=minutes) + difference)
]
WITHOUT = ["--exclude", "path:models/staging", "path:models/conformed", "resource_type:seed"]


@pytest.fixture(scope="module")
def ruled(new_warehouse: Callable[[Rows], Warehouse]) -> Warehouse:
    """A warehouse of its own: rules are vars of the whole project."""
    rules = "{new_campaign_starts_session: true, session_strategy: {own: source, test: gap}}"
    warehouse = new_warehouse({"web_events": EVENTS})
    selected = ["--select", "+fct_sessions", "--vars", rules]
    warehouse.dbt("run", *selected, *WITHOUT)
    warehouse.replace("web_events", [*EVENTS, *(one | {"batch_id": "late"} for one in LATE)])
    warehouse.dbt("run", *selected, *WITHOUT)
    return warehouse


def visits(warehouse: Warehouse, cookie: str) -> list[dict[str, Any]]:
    return warehouse.records(
        "select * from marts.fct_sessions where anonymous_id = ? order by session_number", [cookie]
    )


def test_another_campaign_starts_a_session(ruled: Warehouse) -> None:
    """Mail at 10:00 and 10:05; ads at 10:07, which came late, 10:10 and 10:11."""
    found = [(one["source"], one["events"]) for one in visits(ruled, "new-campaign")]
    assert found == [("brevo", 2), ("google", 3)]


def test_the_same_campaign_again_does_not(ruled: Warehouse) -> None:
    assert [one["events"] for one in visits(ruled, "same-campaign")] == [2]


def test_the_first_campaign_of_a_visit_is_its_own(ruled: Warehouse) -> None:
    [visit] = visits(ruled, "direct-then-campaign")
    assert (visit["source"], visit["events"]) == ("brevo", 2)


def test_coming_back_from_paying_is_no_campaign(ruled: Warehouse) -> None:
    assert [one["source"] for one in visits(ruled, "paid-and-back")] == ["brevo"]


def test_two_sessions_of_one_moment_have_two_ids(ruled: Warehouse) -> None:
    first, second = visits(ruled, "at-once")
    assert first["session_start_at"] == second["session_start_at"]
    assert first["session_id"] != second["session_id"]


def test_a_systems_own_ids_decide_whatever_the_gaps(ruled: Warehouse) -> None:
    """Events without an id are sessions by their gaps."""
    found = [(one["landing_page_path"], one["events"]) for one in visits(ruled, "two-tabs")]
    assert found == [("/", 2), ("/a", 2), ("/d", 1)]


def test_an_event_with_an_id_hides_no_campaign_of_those_without(ruled: Warehouse) -> None:
    found = [(one["source"], one["events"]) for one in visits(ruled, "without-ids")]
    assert found == [("brevo", 1), ("(direct)", 1), ("google", 1)]


def test_an_id_that_two_visitors_share_is_two_sessions(ruled: Warehouse) -> None:
    [other] = visits(ruled, "other")
    assert other["events"] == 1
    assert other["session_id"] not in {one["session_id"] for one in visits(ruled, "two-tabs")}


@pytest.fixture(scope="module")
def paused(new_warehouse: Callable[[Rows], Warehouse]) -> Warehouse:
    return new_warehouse({"web_events": PAUSES})


@pytest.mark.parametrize("campaigns", ["false", "true"], ids=["gaps alone", "gaps and campaigns"])
@pytest.mark.parametrize("timeout", [10, 60])
def test_another_timeout_splits_above_it_and_not_at_it(
    paused: Warehouse, timeout: int, campaigns: str
) -> None:
    """Ten minutes split the longer pauses, too, and an hour splits none of the shorter ones."""
    rules = f"{{session_timeout_minutes: {timeout}, new_campaign_starts_session: {campaigns}}}"
    paused.dbt("run", "--select", "+int_session_activity", *WITHOUT, "--vars", rules)
    visits = paused.rows(
        "select anonymous_id, count(*), min(events) from intermediate.int_session_activity"
        " group by anonymous_id"
    )
    shorter = {10: [], 60: [10, 30]}[timeout]
    longer = {10: [30, 60], 60: []}[timeout]
    whole = {(f"{around} {minutes}", 1, 2) for minutes in shorter for around in AROUND}
    split = {(f"{around} {minutes}", 2, 1) for minutes in longer for around in AROUND}
    at = {
        (f"a second below {timeout}", 1, 2),
        (f"an instant below {timeout}", 1, 2),
        (f"at {timeout}", 1, 2),
        (f"an instant above {timeout}", 2, 1),
        (f"a second above {timeout}", 2, 1),
    }
    assert set(visits) == whole | split | at
