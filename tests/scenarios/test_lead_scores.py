"""What a lead's score is made of, at which instant, and when it reaches a threshold."""

from datetime import datetime
from typing import Any

import pytest

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

# Without a country, mailbox or second page view no rule of the seed itself gives these people
# anything, but for silence: 10 points less after 30 days, and 10 more after 90.
AS_OF = datetime(2026, 12, 31)


def rule(rule_id: str, points: int, cap: int, **columns: Any) -> dict[str, Any]:
    """A rule on web events of its own name, unless told otherwise."""
    return {
        "rule_id": rule_id,
        "rule_group": "behaviour",
        "entity": "web_events",
        "field": "event_name",
        "operator": "equals",
        "value": rule_id,
        "points": points,
        "cap": cap,
        "version": 1,
        "valid_from": "2000-01-01",
        **columns,
    }


RULES = {
    "lead_score_rules": [
        rule("ls_demo", 600, 2000, half_life_days="10"),
        rule("ls_call", 700, 700),
        rule("ls_mark", 1, 1),
        rule("ls_capped", 100, 250, half_life_days="10"),
        rule("ls_versioned", 10, 10),
        rule("ls_versioned", 20, 25, version=2, valid_from="2026-04-01"),
        rule("ls_bad", -50, 80),
        rule("ls_two", 5, 50),
        rule("ls_two", 5, 50, field="page_path", operator="starts_with", value="/ls/"),
        *(
            rule(
                "ls_fit",
                points,
                points,
                rule_group="fit",
                entity="people",
                field="country",
                value="Lsland",
                **columns,
            )
            for points, columns in [(5, {}), (8, {"version": 2, "valid_from": "2026-04-01"})]
        ),
        rule(
            "ls_large",
            30,
            30,
            rule_group="fit",
            entity="accounts",
            field="employees",
            operator="at_least",
            value="777777",
        ),
        rule("ls_met", 40, 40, entity="campaign_responses", field="status", value="Ls attended"),
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


def known(name: str, created_at: str = "2026-03-01 08:00:00", **columns: Any) -> dict[str, Any]:
    """A contact whose cookie bears the same name."""
    return person(name, created_at, **({"kind": "contact", "anonymous_id": name} | columns))


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
        event("ls-version", "2026-03-31 23:59:59.999999", "ls_versioned"),
        event("ls-version", "2026-04-01 00:00:00", "ls_versioned"),
        event("ls-bad", "2026-03-01 12:00:00", "ls_bad", page="/a"),
        event("ls-bad", "2026-03-01 12:00:00", "ls_bad", page="/b"),
        event("ls-two", "2026-03-01 12:00:00", "ls_two", page="/ls/deep"),
        event("ls-two", "2026-03-01 12:00:00", "ls_two", page="/other"),
        event("ls-two", "2026-03-01 12:00:00", "ls_other", page="/ls/deep"),
        event("ls-after", "2026-12-31 00:00:00", "ls_mark"),
        event("ls-after", "2026-12-31 00:00:00.000001", "ls_call"),
        event("ls-silent", "2026-03-01 12:00:00", "ls_mark"),
        event("ls-silent", "2026-04-15 12:00:00", "ls_mark"),
        event("ls-bot", "2026-03-01 12:00:00", "ls_mark", user_agent="Googlebot/2.1"),
        event(None, "2026-03-01 12:00:00", "ls_mark", email_key="ls-key-mail"),
        event("ls-gone", "2026-03-01 12:00:00", "ls_mark"),
    ],
    "people": [
        *(
            known(f"ls-{name}")
            for name in ["exact", "late", "twice", "cap", "version", "bad", "two", "silent", "bot"]
        ),
        known("ls-unknown", "2026-05-01 11:00:00"),
        known("ls-fit", "2026-03-01 08:00:00", country="Lsland", anonymous_id=None),
        known("ls-fit-new", "2026-05-01 08:00:00", country="Lsland", anonymous_id=None),
        known("ls-after", "2026-12-30 08:00:00"),
        known("ls-mail", anonymous_id=None, email_key="ls-key-mail"),
        known("ls-gone", is_deleted=True),
        # of the account since the lead became a contact's
        known(
            "ls-joined",
            kind="lead",
            anonymous_id=None,
            converted_at="2026-03-05 00:00:00",
            converted_account_source_id="ls-giant",
        ),
        known("ls-met", anonymous_id=None),
        known("ls-caller", anonymous_id=None),
    ],
    "accounts": [
        {
            "account_source_id": "ls-giant",
            "employees": 777777,
            "created_at": "2020-01-01 00:00:00",
            "is_deleted": False,
        }
    ],
    "calls": [
        {
            "call_source_id": f"ls-call-{seconds}",
            "person_source_id": "ls-caller",
            "direction": "inbound",
            "duration_seconds": seconds,
            "started_at": at,
        }
        for seconds, at in [(59, "2026-03-20 08:00:00"), (60, "2026-04-10 08:00:00")]
    ],
    "campaign_responses": [
        {
            "response_source_id": "ls-response",
            "person_source_id": "ls-met",
            "campaign_source_id": "ls-campaign",
            "status": "Ls attended",
            "has_responded": True,
            "responded_at": "2026-12-30 00:00:00",
        }
    ],
}


def points(warehouse: Warehouse, name: str, *rules: str) -> list[tuple[Any, ...]]:
    """Points of a person under some rules: points, version, given, ended."""
    return warehouse.rows(
        """
        select points, rule_version, given_at, ended_at
        from marts.fct_lead_score_points
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ? and list_contains(?, rule_id)
        order by given_at, rule_version
        """,
        [f"test:{name}", list(rules)],
    )


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


def score(warehouse: Warehouse, name: str) -> dict[str, Any]:
    """The row of a person in fct_lead_scores."""
    [row] = warehouse.records(
        """
        select scores.*
        from marts.fct_lead_scores as scores
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ?
        """,
        [f"test:{name}"],
    )
    return row


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


def test_a_version_judges_what_happens_from_its_first_instant_on(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-version", "ls_versioned") == [
        (10, 1, datetime(2026, 3, 31, 23, 59, 59, 999999), None),
        (20, 2, datetime(2026, 4, 1), None),
    ]
    # 10 + 20 within the cap of the newest version, 25; 10 twice for silence
    assert score(warehouse, "ls-version")["score"] == 25 - 20


def test_fit_is_judged_by_the_version_of_the_day_it_is_asked_for(warehouse: Warehouse) -> None:
    change = datetime(2026, 4, 1)
    assert points(warehouse, "ls-fit", "ls_fit") == [
        (5, 1, datetime(2026, 3, 1, 8), change),
        (8, 2, change, None),
    ]
    assert points(warehouse, "ls-fit-new", "ls_fit") == [(8, 2, datetime(2026, 5, 1, 8), None)]
    assert score(warehouse, "ls-fit")["fit_score"] == 8


def test_an_account_counts_since_the_lead_belongs_to_it(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-joined", "ls_large") == [(30, 1, datetime(2026, 3, 5), None)]


def test_negative_points_stay_and_are_capped_too(warehouse: Warehouse) -> None:
    # twice -50 held at -80; 10 twice for silence
    assert score(warehouse, "ls-bad")["score"] == -80 - 20
    assert score(warehouse, "ls-bad")["grade"] == "D"


def test_all_conditions_of_a_rule_must_hold(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-two", "ls_two") == [(5, 1, datetime(2026, 3, 1, 12), None)]


def test_what_happens_after_the_build_speaks_is_not_counted(warehouse: Warehouse) -> None:
    row = score(warehouse, "ls-after")
    assert row["scored_at"] == AS_OF
    assert points(warehouse, "ls-after", "ls_mark", "ls_call") == [(1, 1, AS_OF, None)]
    assert row["score"] == 1


def test_silence_counts_until_the_next_sign_of_life(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-silent", "silent_30_days", "silent_90_days") == [
        (-10, 1, datetime(2026, 3, 31, 12), datetime(2026, 4, 15, 12)),
        (-10, 1, datetime(2026, 5, 15, 12), None),
        (-10, 1, datetime(2026, 7, 14, 12), None),
    ]


def test_a_response_gives_points_by_its_status(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-met", "ls_met") == [(40, 1, datetime(2026, 12, 30), None)]
    assert score(warehouse, "ls-met")["grade"] == "B"


def test_a_call_gives_points_by_its_length_and_breaks_a_silence(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-caller", "phone_call", "silent_30_days") == [
        (25, 1, datetime(2026, 4, 10, 8), None),
        (-10, 1, datetime(2026, 5, 10, 8), None),
    ]


def test_what_bots_do_gives_nothing(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-bot", "ls_mark") == []


def test_an_event_outside_a_visit_is_its_mailbox_owners(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-mail", "ls_mark") == [(1, 1, datetime(2026, 3, 1, 12), None)]


def test_whose_records_are_deleted_is_not_scored(warehouse: Warehouse) -> None:
    assert (
        warehouse.rows(
            """
        select 1 from marts.fct_lead_scores
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier = 'test:ls-gone'
        """
        )
        == []
    )


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
