"""What gives a lead points: what it did, what it is, and silence; by which version of a rule."""

from datetime import datetime

from tests.scenarios.rows import event
from tests.scenarios.score_rows import known, points, rule, score
from tests.scenarios.warehouse import Warehouse

# Without a country, mailbox or second page view no rule of the seed itself gives these people
# anything, but for silence: 10 points less after 30 days, and 10 more after 90.
AS_OF = datetime(2026, 12, 31)

RULES = {
    "lead_score_rules": [
        rule("ls_sign", 1, 1),
        rule("ls_loud", 700, 700),
        rule("ls_versioned", 10, 10),
        rule("ls_versioned", 20, 25, version=2, valid_from="2026-04-01"),
        rule("ls_bad", -50, 80),
        rule("ls_two", 5, 50),
        rule("ls_two", 5, 50, field="page_path", operator="starts_with", value="/ls/"),
        *(
            rule(
                "ls_fit",
                worth,
                worth,
                rule_group="fit",
                entity="people",
                field="country",
                value="Lsland",
                **columns,
            )
            for worth, columns in [(5, {}), (8, {"version": 2, "valid_from": "2026-04-01"})]
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
    ]
}
ROWS = {
    "web_events": [
        event("ls-version", "2026-03-31 23:59:59.999999", "ls_versioned"),
        event("ls-version", "2026-04-01 00:00:00", "ls_versioned"),
        event("ls-bad", "2026-03-01 12:00:00", "ls_bad", page="/a"),
        event("ls-bad", "2026-03-01 12:00:00", "ls_bad", page="/b"),
        event("ls-two", "2026-03-01 12:00:00", "ls_two", page="/ls/deep"),
        event("ls-two", "2026-03-01 12:00:00", "ls_two", page="/other"),
        event("ls-two", "2026-03-01 12:00:00", "ls_other", page="/ls/deep"),
        event("ls-after", "2026-12-31 00:00:00", "ls_sign"),
        event("ls-after", "2026-12-31 00:00:00.000001", "ls_loud"),
        event("ls-silent", "2026-03-01 12:00:00", "ls_sign"),
        event("ls-silent", "2026-04-15 12:00:00", "ls_sign"),
        event("ls-bot", "2026-03-01 12:00:00", "ls_sign", user_agent="Googlebot/2.1"),
        event(None, "2026-03-01 12:00:00", "ls_sign", email_key="ls-key-mail"),
        event("ls-gone", "2026-03-01 12:00:00", "ls_sign"),
    ],
    "people": [
        *(known(f"ls-{name}") for name in ["version", "bad", "two", "silent", "bot"]),
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
    assert points(warehouse, "ls-after", "ls_sign", "ls_loud") == [(1, 1, AS_OF, None)]
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
    assert points(warehouse, "ls-bot", "ls_sign") == []


def test_an_event_outside_a_visit_is_its_mailbox_owners(warehouse: Warehouse) -> None:
    assert points(warehouse, "ls-mail", "ls_sign") == [(1, 1, datetime(2026, 3, 1, 12), None)]


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
