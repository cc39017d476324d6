"""A build that was killed after any model, followed by another, gives what one full refresh gives.

Each incremental model keeps in its own rows how far it has read. A build that ends between two of
them leaves some ahead of others, and the next finds new loads as well.
"""

from pathlib import Path
from random import Random

import pytest

from tests.dbt_server import PROJECT
from tests.properties.increments import MARTS, VISITS, assert_equal, load, selected
from tests.properties.web_loads import random_loads
from tests.scenarios.warehouse import Warehouse

VISITORS = 150
SEED = 2
TABLES = (*MARTS, *VISITS, "marts.fct_conversions", "marts.fct_data_quality")


INCREMENTAL = sorted(
    file.stem
    for file in (PROJECT / "models").rglob("*.sql")
    if "materialized='incremental'" in file.read_text()
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
