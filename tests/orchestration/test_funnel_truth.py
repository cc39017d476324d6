"""How people of the small sample company passed the funnel, against the truth about them."""

from pathlib import Path

import duckdb

from tests.orchestration.conftest import RanTwice

# Whose records are all one person, and nobody else's: who is who is measured elsewhere.
_RIGHTLY_KNOWN = """
    create temp table rightly_known as
    with known as (
        select truth.true_person_id, identifiers.person_id
        from read_parquet($people) as truth
        inner join marts.dim_identifiers as identifiers
            on truth.identifier_type = identifiers.identifier_type
            and truth.identifier = identifiers.identifier
        where truth.identifier_type = 'crm_id'
    )
    select true_person_id, min(person_id) as person_id
    from known
    group by true_person_id
    having count(distinct person_id) = 1
        and min(person_id) in (
            select person_id from known group by person_id having count(distinct true_person_id) = 1
        )
"""
_TOLD = """
    create temp table told as
    select truth.true_person_id, truth.cycle, truth.stage, truth.entered_at, truth.outcome
    from read_parquet($stages) as truth
    semi join rightly_known using (true_person_id)
"""
_FOUND = """
    create temp table found as
    select known.true_person_id, stages.cycle, stages.stage, stages.entered_at, stages.outcome
    from marts.fct_funnel_stages as stages
    inner join rightly_known as known using (person_id)
    where stages.how_known = 'observed' and stages.stage in (select stage from told)
"""


def compared(warehouse: Path, truth: Path) -> duckdb.DuckDBPyConnection:
    """The warehouse with the tables `rightly_known`, `told` (the truth) and `found` (the mart)."""
    database = duckdb.connect(str(warehouse), read_only=True)
    database.execute(_RIGHTLY_KNOWN, {"people": str(truth / "people.parquet")})
    database.execute(_TOLD, {"stages": str(truth / "stages.parquet")})
    database.execute(_FOUND)
    return database


def test_stages_are_those_of_the_truth_person_by_person_and_cycle_by_cycle(
    ran_twice: RanTwice,
) -> None:
    truth = ran_twice.road.sandbox / "truth"
    with compared(ran_twice.road.data / "warehouse.duckdb", truth) as database:
        assert database.execute("from told except from found").fetchall() == []
        assert database.execute("from found except from told").fetchall() == []
        per_stage = "select stage, cycle, count(*) from {} group by all order by all"
        counts = database.execute(per_stage.format("found")).fetchall()
        assert counts == database.execute(per_stage.format("told")).fetchall()
        assert {stage for stage, *_ in counts} == {"sal", "sql", "opportunity", "customer"}
        assert max(cycle for _, cycle, _ in counts) > 1
        [[compared_rows, all_rows]] = database.execute(
            "select (select count(*) from told), count(*) from read_parquet(?)",
            [str(truth / "stages.parquet")],
        ).fetchall()
    # A lead typed in twice without an address is two people to everybody but the truth.
    assert compared_rows >= 0.9 * all_rows
