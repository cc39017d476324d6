"""Whatever comes, in whatever order: increments give what one full refresh gives, row for row."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.increments import MARTS, VISITS, assert_equal, load
from tests.properties.web_loads import random_loads
from tests.scenarios.warehouse import Warehouse

VISITORS = 150
RULES = {
    "a shorter timeout": "{session_timeout_minutes: 5}",
    "campaigns": "{new_campaign_starts_session: true}",
    "ids of the system": "{session_strategy: {test: source}}",
    "both": "{new_campaign_starts_session: true, session_strategy: {test: source}}",
}
Empty = Callable[[], Warehouse]

# A hundred and fifty visitors an example: starting dbt costs more than building them.
_few = settings(
    max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
seeds = st.integers(0, 2**32)


@pytest.fixture
def empty(seeded_warehouse: Warehouse, tmp_path: Path) -> Empty:
    """Warehouses without rows, each in place of the one made so many before it."""
    made = 0

    def make() -> Warehouse:
        nonlocal made
        made += 1
        return seeded_warehouse.copy(tmp_path / f"warehouse-{made % 2}")

    return make


@pytest.mark.slow
@_few
@given(seed=seeds, loads=st.integers(2, 4))
def test_loads_in_any_order_give_what_one_full_refresh_gives(
    empty: Empty, seed: int, loads: int
) -> None:
    told = random_loads(seed, VISITORS, loads)
    incremental, full = empty(), empty()
    for state in range(loads):
        load(incremental, told.rows(state), MARTS)
    load(full, told.rows(loads - 1), MARTS)
    assert full.value("select count(*) from marts.fct_sessions") > VISITORS / 2
    assert_equal(incremental, full, MARTS)


@pytest.mark.slow
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@settings(_few, max_examples=1)
@given(seed=seeds)
def test_they_do_so_by_other_rules_for_sessions(empty: Empty, rules: str, seed: int) -> None:
    """Sessions and views are compared, not the marts: all else is made of them each time anew."""
    told = random_loads(seed, VISITORS, 3)
    incremental, full = empty(), empty()
    for state in range(3):
        load(incremental, told.rows(state), VISITS, rules)
    load(full, told.rows(2), VISITS, rules)
    assert full.value("select count(*) from intermediate.int_session_activity") > VISITORS / 2
    assert_equal(incremental, full, VISITS)


@pytest.mark.slow
@settings(_few, max_examples=2)
@given(seed=seeds, rules=st.permutations(["{}", *RULES.values()]))
def test_they_do_so_when_the_rules_change_between_loads(
    empty: Empty, seed: int, rules: list[str]
) -> None:
    told = random_loads(seed, VISITORS, 4)
    incremental, full = empty(), empty()
    for state, ruled in enumerate(rules[:4]):
        load(incremental, told.rows(state), VISITS, ruled)
    load(full, told.rows(3), VISITS, rules[3])
    assert_equal(incremental, full, VISITS)


@pytest.mark.slow
@settings(_few, max_examples=1)
@given(seed=seeds)
def test_they_do_so_when_what_was_known_of_batches_is_lost(empty: Empty, seed: int) -> None:
    """Builds are numbered anew then: what was read under the old numbers is read again."""
    told = random_loads(seed, VISITORS, 3)
    incremental, full = empty(), empty()
    for state in range(3):
        load(incremental, told.rows(state), VISITS)
        if state < 2:
            with incremental.connected() as connection:
                connection.execute("drop table intermediate.int_event_batches")
    load(full, told.rows(2), VISITS)
    assert_equal(incremental, full, VISITS)
