"""Rules that change between builds: increments are what one full refresh by the new rules is."""

from pathlib import Path

import pytest

from tests.properties.increments import load
from tests.properties.web_loads import random_loads
from tests.scenarios.warehouse import Warehouse

CONVERSIONS = ("marts.fct_conversions",)
ACTIVITY = ("intermediate.int_session_activity",)


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
