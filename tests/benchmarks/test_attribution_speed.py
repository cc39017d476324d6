"""The measured models do the whole work: every touch of the join gets its credit in them."""

from pathlib import Path

import duckdb

from tests.benchmarks.attribution_speed import measure
from tests.properties.attribution_chain import BEFORE_PATHS, compile_chain

CONVERSIONS = 200


def test_what_is_timed_credits_every_touch_of_the_join(tmp_path: Path) -> None:
    chain = compile_chain(tmp_path / "chain", last="int_attributed_touches", before=BEFORE_PATHS)
    path = tmp_path / "memory.duckdb"
    found = measure(chain, path, CONVERSIONS)

    assert found["touches"] > CONVERSIONS
    assert found["credits"] > found["touches"]
    assert {"int_conversion_touches", "int_attributed_touches"} < set(found["steps"])
    with duckdb.connect(str(path), read_only=True) as database:
        linear = """
            select count(*), sum(credit_units) / 1e12
            from written
            inner join intermediate.int_attribution_models using (model_number)
            where attribution_model = 'linear'
        """
        touched = "select count(distinct conversion_id) from joined"
        [(conversions,)] = database.execute(touched).fetchall()
        assert database.execute(linear).fetchall() == [(found["touches"], conversions)]
