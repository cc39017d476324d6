"""How points fade into a score, at which instant, and when it reaches a threshold."""

from datetime import datetime
from typing import Any

import pytest

from tests.scenarios.rows import event
from tests.scenarios.score_rows import known, rule, score
from tests.scenarios.warehouse import Warehouse

RULES = {
    "lead_score_rules": [
        rule("ls_demo", 600, 2000, half_life_days="10"),
        rule("ls_call", 700, 700),
        rule("ls_mark", 1, 1),
        rule("ls_capped", 100, 250, half_life_days="10"),
    ],
    "conversion_rules": [
        {
            "rule_id": "ls_score",
            "conversion_type": "mql",
            "entity": "lead_scores",
            "field": "score",
            "operator": "at_least",
            "value": "1000",
            "version": 1,
            "valid_from": "2000-01-01",
        }
    ],
}
ROWS = {
    "web_events": [
        # 600, ten days later 300 of them are left: 300 + 700 are the threshold, to the second
        event("ls-exact", "2026-03-01 12:00:00", "ls_demo"),
        event("ls-exact", "2026-03-11 12:00:00", "ls_call"),
        event("ls-late", "2026-03-01 12:00:00", "ls_demo"),
        event("ls-late", "2026-03-11 12:00:01", "ls_call"),
        # 1,200; ten days later 600, and another 600: above, below, and above once more
        event("ls-twice", "2026-03-01 12:00:00", "ls_demo", page="/a"),
        event("ls-twice", "2026-03-01 12:00:00", "ls_demo", page="/b"),
        event("ls-twice", "2026-03-11 12:00:00", "ls_demo"),
        # 1,200 while nobody knew who it was
        event("ls-unknown", "2026-05-01 10:00:00", "ls_demo", page="/a"),
        event("ls-unknown", "2026-05-01 10:00:00", "ls_demo", page="/b"),
        # 400 at once, of which 250 count; ten days later 200 are left, and all count
        *(event("ls-cap", "2026-03-01 12:00:00", "ls_capped", page=f"/{n}") for n in range(4)),
        event("ls-cap", "2026-03-11 12:00:00", "ls_mark"),
    ],
    "people": [
        *(known(f"ls-{name}") for name in ["exact", "late", "twice", "cap"]),
        known("ls-unknown", "2026-05-01 11:00:00"),
    ],
}


def steps(warehouse: Warehouse, name: str) -> dict[datetime, tuple[float, float]]:
    """Scores of a person just before and at each instant."""
    found = warehouse.rows(
        """
        select
            scored_at,
            max(score) filter (where is_before),
            max(score) filter (where not is_before)
        from intermediate.int_score_steps
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ?
        group by scored_at
        """,
        [f"test:{name}"],
    )
    return {at: (before, after) for at, before, after in found}


def reached(warehouse: Warehouse, name: str) -> list[datetime]:
    """When a person's score reached the threshold."""
    found = warehouse.rows(
        """
        select converted_at from intermediate.int_score_conversions
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ?
        order by converted_at
        """,
        [f"test:{name}"],
    )
    return [at for (at,) in found]


def test_half_of_the_points_is_left_at_exactly_one_half_life(warehouse: Warehouse) -> None:
    assert steps(warehouse, "ls-exact")[datetime(2026, 3, 11, 12)] == (300, 1000)


def test_the_threshold_is_reached_at_the_instant_of_the_event(warehouse: Warehouse) -> None:
    assert reached(warehouse, "ls-exact") == [datetime(2026, 3, 11, 12)]
    assert score(warehouse, "ls-exact")["threshold_reached_at"] == datetime(2026, 3, 11, 12)


def test_a_second_later_the_same_points_do_not_reach_it(warehouse: Warehouse) -> None:
    before, after = steps(warehouse, "ls-late")[datetime(2026, 3, 11, 12, 0, 1)]
    # a second is 1/864,000 of the half-life: 300 ln(2) / 864,000 = 0.000241 are gone
    assert before == pytest.approx(300 - 0.000241, abs=1e-6)
    assert after == pytest.approx(1000 - 0.000241, abs=1e-6)
    assert reached(warehouse, "ls-late") == []
    assert score(warehouse, "ls-late")["threshold_reached_at"] is None


def test_a_score_that_reaches_the_threshold_makes_a_qualified_lead(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        """
        select conversion_type, rule_version, converted_at from marts.fct_conversions
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier = 'test:ls-exact' and rule_id = 'ls_score'
        """
    ) == [("mql", 1, datetime(2026, 3, 11, 12))]


def test_a_score_that_fell_below_the_threshold_reaches_it_again(warehouse: Warehouse) -> None:
    assert reached(warehouse, "ls-twice") == [
        datetime(2026, 3, 1, 12),
        datetime(2026, 3, 11, 12),
    ]


def test_nobody_reaches_it_before_they_are_known(warehouse: Warehouse) -> None:
    assert reached(warehouse, "ls-unknown") == [datetime(2026, 5, 1, 11)]
    # one hour is 1/240 of the half-life
    _, at = steps(warehouse, "ls-unknown")[datetime(2026, 5, 1, 11)]
    assert at == pytest.approx(1200 * 2 ** (-1 / 240), abs=1e-5)


def test_faded_points_are_summed_and_then_held_within_the_cap(warehouse: Warehouse) -> None:
    scores = steps(warehouse, "ls-cap")
    assert scores[datetime(2026, 3, 1, 12)] == (0, 250)
    assert scores[datetime(2026, 3, 11, 12)] == (200, 201)


def test_scores_carried_from_step_to_step_are_those_of_the_points(warehouse: Warehouse) -> None:
    """Every step of everybody, against the formula of the mart's description, in Python."""
    given: dict[str, list[tuple[Any, ...]]] = {}
    for who, *told in warehouse.rows(
        "select person_id, rule_id, rule_version, points, half_life_days, cap, given_at, ended_at"
        " from marts.fct_lead_score_points"
    ):
        given.setdefault(who, []).append(tuple(told))
    told_steps = warehouse.rows(
        "select person_id, scored_at, score from intermediate.int_score_steps where not is_before"
    )
    assert len(told_steps) > 100
    for who, at, told_score in told_steps:
        assert told_score == pytest.approx(_score(given.get(who, []), at), abs=1e-4)


def _score(given: list[tuple[Any, ...]], at: datetime) -> float:
    sums: dict[str, float] = {}
    newest: dict[str, tuple[int, int]] = {}
    for rule_id, version, worth, half_life, cap, given_at, ended_at in given:
        if given_at <= at and (ended_at is None or ended_at > at):
            age = (at - given_at).total_seconds() / 86400
            left = worth * 0.5 ** (age / half_life) if half_life else worth
            sums[rule_id] = sums.get(rule_id, 0.0) + left
            newest[rule_id] = max(newest.get(rule_id, (0, 0)), (version, cap))
    return sum(max(-newest[name][1], min(newest[name][1], total)) for name, total in sums.items())
