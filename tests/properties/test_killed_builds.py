"""A build that was killed after any model, or of some models, followed by another, gives what one
full refresh gives.

Each incremental model keeps in its own rows how far it has read. A build that ends between two of
them leaves some ahead of others, and the next finds new loads as well.
"""

from pathlib import Path
from random import Random

import pytest

from tests.dbt_server import PROJECT
from tests.properties.increments import MARTS, VISITS, assert_equal, load, selected
from tests.properties.web_loads import random_loads
from tests.scenarios.rows import event
from tests.scenarios.warehouse import Warehouse

VISITORS = 150
SEED = 2
TABLES = (*MARTS, *VISITS, "marts.fct_conversions", "marts.fct_data_quality")


INCREMENTAL = sorted(
    file.stem
    for file in (PROJECT / "models").rglob("*.sql")
    if "materialized='incremental'" in file.read_text()
)

# Models built alone on a load, those then made whole beside what has not read it, and what is left.
_AHEAD = ("int_event_batches", "int_events")
PARTS = (
    ((), ("int_events",)),
    (("int_event_batches", "int_visitors"), ()),
    (("int_event_batches",), ("int_visitors",)),
    (_AHEAD, ("int_session_activity", "int_page_views")),
    (_AHEAD, ("int_event_sources", "int_session_origins", "int_sessions")),
    (_AHEAD, ("int_matched_events",)),
)


@pytest.mark.slow
def test_after_a_kill_behind_each_incremental_model_nothing_is_missing(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    """One load after the other, each build killed behind another model; the last is left alone."""
    killed_behind = INCREMENTAL.copy()
    Random(SEED).shuffle(killed_behind)  # noqa: S311
    loads = len(killed_behind) + 2
    told = random_loads(SEED, VISITORS, loads, changed=3)
    killed, full = (seeded_warehouse.copy(tmp_path / name) for name in ("killed", "full"))
    load(killed, told.rows(0), TABLES)
    for state, model in enumerate(killed_behind, start=1):
        killed.replace("web_events", told.rows(state))
        killed.killed(model, *selected(*TABLES))
    load(killed, told.rows(loads - 1), TABLES)
    load(full, told.rows(loads - 1), TABLES)
    assert full.value("select count(*) from marts.fct_conversions") > 0
    assert_equal(killed, full, TABLES)


@pytest.mark.slow
def test_what_was_made_ahead_of_what_it_reads_misses_nothing(
    seeded_warehouse: Warehouse, tmp_path: Path
) -> None:
    """Some models alone, then some made whole; the next build of all reads what they could not."""
    told = random_loads(SEED, VISITORS, 2, changed=3)
    rows = [*told.rows(1), event("newcomer", "2026-06-02 09:00:00") | {"batch_id": "the newest"}]
    before, full = (seeded_warehouse.copy(tmp_path / name) for name in ("before", "full"))
    load(before, told.rows(0), TABLES)
    load(full, rows, TABLES)
    for number, (built, made_whole) in enumerate(PARTS):
        part = before.copy(tmp_path / f"part-{number}")
        part.replace("web_events", rows)
        if built:
            part.dbt("run", "--select", *built)
        if made_whole:
            part.dbt("run", "--full-refresh", "--select", *made_whole)
        load(part, rows, TABLES)
        assert_equal(part, full, TABLES)
