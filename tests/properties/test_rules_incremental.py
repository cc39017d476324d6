"""Rules that change between builds: increments are what one full refresh by the new rules is."""

from pathlib import Path

import pytest

from tests.properties.increments import assert_equal, load
from tests.properties.web_loads import random_loads
from tests.scenarios.warehouse import Warehouse

CONVERSIONS = ("marts.fct_conversions",)
ACTIVITY = ("intermediate.int_session_activity",)
SESSIONS = ("marts.fct_sessions",)
# By whose rules mail of the first day, and of the days after, is judged.
RESTATED = {
    "its own day's": ("false", {(True, "Offline"), (False, "Audio")}),
    "the newest": ("true", {(True, "Audio"), (False, "Audio")}),
    "those of the first day": ("2026-06-01", {(True, "Offline"), (False, "Offline")}),
    "its own day's again": ("false", {(True, "Offline"), (False, "Audio")}),
}


@pytest.mark.slow
def test_when_no_rule_for_the_web_is_left_its_conversions_go(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    events = random_loads(7, 60, 2).rows(1)
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, events, CONVERSIONS)
    counted = "select count(*) from marts.fct_conversions where conversion_type = 'mqi'"
    if warehouse.value(counted) == 0:
        pytest.fail("no event met a rule: nothing is proved")
    with warehouse.connected() as connection:
        connection.execute("delete from seeds.conversion_rules where entity = 'web_events'")
    load(warehouse, events, CONVERSIONS)
    assert warehouse.value(counted) == 0


@pytest.mark.slow
def test_visits_of_before_are_engaged_by_the_rules_of_today(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    events = random_loads(7, 60, 2).rows(1)
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, events, ACTIVITY)
    counted = f"select count(*) from {ACTIVITY[0]} where is_engaged and not has_conversion"
    if warehouse.value(counted) == 0:
        pytest.fail("no visit was engaged: nothing is proved")
    load(warehouse, events, ACTIVITY, "{engaged_seconds: 1000000, engaged_page_views: 99}")
    assert warehouse.value(counted) == 0


@pytest.mark.slow
def test_a_rule_that_holds_from_a_later_day_on_engages_no_visit_of_before(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    events = random_loads(7, 60, 2).rows(1)
    warehouse = seeded_warehouse.copy(tmp_path / "warehouse")
    load(warehouse, events, ACTIVITY)
    counted = f"select count(*) from {ACTIVITY[0]} where has_conversion"
    if warehouse.value(counted) == 0:
        pytest.fail("no visit converted: nothing is proved")
    with warehouse.connected() as connection:
        connection.execute("update seeds.conversion_rules set valid_from = date '2050-01-01'")
    load(warehouse, events, ACTIVITY)
    assert warehouse.value(counted) == 0


@pytest.mark.slow
def test_history_is_restated_where_that_is_asked_for_and_else_keeps_the_rules_of_its_day(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    """Each time with another load of events; a rule for mail has another channel from June 2."""
    told = random_loads(13, 150, len(RESTATED))
    incremental = seeded_warehouse.copy(tmp_path / "incremental")
    with incremental.connected() as connection:
        connection.execute(
            "insert into seeds.channel_rules (priority, valid_from, channel, medium_pattern)"
            " values (1, '1970-01-01', 'Offline', 'email'), (1, '2026-06-02', 'Audio', 'email')"
        )
    ruled = incremental.copy(tmp_path / "ruled")
    for state, (whose, (restated, expected)) in enumerate(RESTATED.items()):
        rules = f"{{restate_channels: {restated}}}"
        load(incremental, told.rows(state), SESSIONS, rules)
        found = incremental.rows(
            "select distinct session_start_at < '2026-06-02', channel from marts.fct_sessions"
            " where medium = 'email'"
        )
        assert set(found) == expected, whose
        full = ruled.copy(tmp_path / "full")
        load(full, told.rows(state), SESSIONS, rules)
        assert_equal(incremental, full, SESSIONS)
