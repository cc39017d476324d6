"""Who is no visitor: bots and the company itself. What is no event: impossible times and values."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse


def agents(*, are_bots: bool) -> list[str]:
    """User agents as they were seen on the web: of browsers and apps, or of machines."""
    with (Path(__file__).parent / "user_agents.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    return [row["user_agent"] for row in rows if (row["is_bot"] == "true") is are_bots]


PEOPLE, BOTS = agents(are_bots=False), agents(are_bots=True)

SITE = {"source_system": "hy-site"}
MESS = {"source_system": "hy-mess"}
AT = "2025-02-03 10:00:00"

ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [
        person("hy-1", AT, email_key="hy-own", email_domain="hy-own.example"),
        person("hy-2", AT, email_key="hy-foreign", email_domain="not.hy-own.example"),
    ],
    "web_events": [
        event("hy-staff", AT, user_id="HY-Staff-7", **SITE),
        event("hy-staging", AT, page="https://staging.halden.example/", **SITE),
        event("hy-tagged", AT, "generate_lead", traffic_type="internal", **SITE),
        event("hy-own-mail", AT, "generate_lead", email_key="hy-own", **SITE),
        event("hy-foreign-mail", AT, "generate_lead", email_key="hy-foreign", **SITE),
        event("hy-later", AT, **SITE),
        event("hy-later", "2025-02-03 10:10:00", traffic_type="internal", **SITE),
        event("hy-later", "2025-02-04 10:10:00", **SITE),
        event("hy-stage", AT, page="https://backstage.halden.example/", **SITE),
        event("hy-good", AT, **MESS),
        event("hy-good", AT, **MESS),
        event("hy-good", AT, event_id="", **MESS),
        event("hy-good", AT, event_id="", page="/b", **MESS),
        event("hy-good", "1970-01-01 00:00:00", **MESS),
        event("hy-good", "1994-12-31 23:59:59", **MESS),
        event("hy-good", "2027-01-01 00:00:01", **MESS),
        event("hy-good", "2099-01-01 00:00:00", **MESS),
        event("hy-good", AT, event_at=None, **MESS),
        event("hy-ahead", "2027-01-01 00:00:00", **MESS),
        event("hy-minus", AT, engagement_ms=-1, **MESS),
        event("hy-minus", "2025-02-03 10:00:01", engagement_ms=11_000, **MESS),
        event("hy-endless", AT, engagement_ms=86_400_001, **MESS),
        event("hy-absurd", AT, value="-1000000000000.00", **MESS),
        event("hy-wordy", AT, page="/?q=" + "q" * 65_536 + "&utm_source=cut", **MESS),
        event("hy-far", AT, referrer="https://news.example.org/" + "r" * 65_536, **MESS),
        event("hy-🎉", AT, utm_source="e-mail", utm_medium="e-mail", **MESS),
        event("hy-حملة", AT, utm_source="e.mail", utm_medium="email", **MESS),
        event("", AT, **MESS),
        *[
            event(f"hy-person-{n}", "2025-02-03 10:00:00", user_agent=a)
            for n, a in enumerate(PEOPLE)
        ],
        *[event(f"hy-bot-{n}", "2025-02-03 10:00:00", user_agent=a) for n, a in enumerate(BOTS)],
        event("hy-silent", "2025-02-03 10:00:00"),
        event("hy-empty", "2025-02-03 10:00:00", user_agent=""),
        event("hy-half", "2025-02-03 10:00:00", user_agent=PEOPLE[0]),
        event("hy-half", "2025-02-03 10:01:00", user_agent=BOTS[0]),
    ],
}

RULES = {
    "internal_traffic": [
        {"field": "user_id", "pattern": "hy-staff-.*", "reason": "Ours"},
        {"field": "email_domain", "pattern": "hy-own[.]example", "reason": "Ours"},
    ]
}


def judged(warehouse: Warehouse, cookies: str) -> dict[str, bool]:
    """Whether the sessions of cookies that begin so are bots'."""
    return dict(
        warehouse.rows(
            "select anonymous_id, is_bot from marts.fct_sessions where anonymous_id like ?",
            [f"{cookies}%"],
        )
    )


def test_people_in_browsers_and_apps_are_no_bots(warehouse: Warehouse) -> None:
    visits = judged(warehouse, "hy-person-")
    assert len(visits) == len(PEOPLE)
    assert [agent for n, agent in enumerate(PEOPLE) if visits[f"hy-person-{n}"]] == []


def test_machines_are_bots(warehouse: Warehouse) -> None:
    visits = judged(warehouse, "hy-bot-")
    assert len(visits) == len(BOTS)
    assert [agent for n, agent in enumerate(BOTS) if not visits[f"hy-bot-{n}"]] == []


def test_a_visit_without_an_agent_is_taken_for_a_persons(warehouse: Warehouse) -> None:
    assert judged(warehouse, "hy-silent") == {"hy-silent": False}
    assert judged(warehouse, "hy-empty") == {"hy-empty": False}


def test_a_cookie_that_turns_out_to_be_a_bots_is_a_bots(warehouse: Warehouse) -> None:
    assert judged(warehouse, "hy-half") == {"hy-half": True}


def test_a_bot_is_known_by_what_tells_it(warehouse: Warehouse) -> None:
    found = "select bot_name from intermediate.int_bots where user_agent = ?"
    assert warehouse.rows(found, [BOTS[0]]) == [("Googlebot/",)]
    assert warehouse.rows(found, ["SomeNewSpider/1.0"]) == [("SomeNewSpider/",)]


def internal(warehouse: Warehouse, cookie: str) -> list[bool]:
    found = warehouse.rows(
        "select is_internal from marts.fct_sessions where anonymous_id = ?"
        " order by session_start_at",
        [cookie],
    )
    return [flag for (flag,) in found]


def test_the_companys_own_visits_are_told_by_rules(warehouse: Warehouse) -> None:
    for cookie in ("hy-staff", "hy-staging", "hy-tagged", "hy-own-mail"):
        assert internal(warehouse, cookie) == [True], cookie
    for cookie in ("hy-foreign-mail", "hy-stage", "hy-silent"):
        assert internal(warehouse, cookie) == [False], cookie


def test_one_internal_event_makes_its_session_internal_and_no_other(warehouse: Warehouse) -> None:
    assert internal(warehouse, "hy-later") == [True, False]


def test_internal_visits_are_kept_but_touch_and_convert_nobody(warehouse: Warehouse) -> None:
    touched = warehouse.rows(
        "select distinct session.anonymous_id from marts.fct_touchpoints as touch"
        " inner join marts.fct_sessions as session on touch.session_id = session.session_id"
        " where session.source_system = 'hy-site' order by all"
    )
    assert touched == [("hy-foreign-mail",), ("hy-later",), ("hy-stage",)]
    inquiries = warehouse.rows(
        "select identifier.identifier from marts.fct_conversions as conversion"
        " inner join marts.dim_identifiers as identifier using (person_id)"
        " where conversion_type = 'mqi' and identifier.identifier_type = 'cookie'"
        " and identifier.identifier in ('hy-tagged', 'hy-own-mail', 'hy-foreign-mail')"
    )
    assert inquiries == [("hy-foreign-mail",)]


def measured(warehouse: Warehouse, system: str, metric: str) -> dict[str | None, tuple[Any, Any]]:
    """Numerator and denominator of what a system adds to a metric, by reason."""
    found = warehouse.rows(
        "select reason, numerator, denominator from marts.fct_data_quality"
        " where source_system = ? and metric = ?",
        [system, metric],
    )
    return {reason: (numerator, denominator) for reason, numerator, denominator in found}


def test_internal_sessions_are_counted(warehouse: Warehouse) -> None:
    assert measured(warehouse, "hy-site", "internal_sessions") == {None: (Decimal(5), Decimal(8))}


def test_every_landed_row_is_in_the_ledger_with_what_became_of_it(warehouse: Warehouse) -> None:
    landed = Decimal(sum(row.get("source_system") == "hy-mess" for row in ROWS["web_events"]))
    assert measured(warehouse, "hy-mess", "events_by_verdict") == {
        "accepted": (Decimal(11), landed),
        "duplicate": (Decimal(1), landed),
        "no event id": (Decimal(2), landed),
        "no time": (Decimal(1), landed),
        "before the web": (Decimal(2), landed),
        "future timestamp": (Decimal(2), landed),
    }


def test_a_value_nobody_can_believe_is_left_out_of_its_event(warehouse: Warehouse) -> None:
    assert measured(warehouse, "hy-mess", "flawed_events") == {
        "negative engagement": (Decimal(1), None),
        "engagement of more than a day": (Decimal(1), None),
        "absurd value": (Decimal(1), None),
        "over-long address": (Decimal(2), None),
    }
    engaged = dict(
        warehouse.rows(
            "select anonymous_id, is_engaged from marts.fct_sessions"
            " where anonymous_id in ('hy-minus', 'hy-endless')"
        )
    )
    assert engaged == {"hy-minus": True, "hy-endless": False}


def test_an_address_of_64_kilobytes_is_read_up_to_where_browsers_cut(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select landing_page_path, source from marts.fct_sessions where anonymous_id = 'hy-wordy'"
    ) == [("/", "(direct)")]


def test_a_referrer_of_64_kilobytes_is_cut_and_its_visit_comes_from_where_it_says(
    warehouse: Warehouse,
) -> None:
    assert warehouse.rows(
        "select source, medium, referrer_host, events from marts.fct_sessions"
        " where anonymous_id = 'hy-far'"
    ) == [("news.example.org", "referral", "news.example.org", 1)]
    assert warehouse.rows(
        "select length(page_referrer) from intermediate.int_referrers"
        " where page_referrer like 'https://news.example.org/rrr%'"
    ) == [(10_000,)]


def test_visitors_may_be_called_anything_but_nothing(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select anonymous_id from marts.fct_sessions where source_system = 'hy-mess'"
        " and (anonymous_id = '' or anonymous_id in ('hy-🎉', 'hy-حملة')) order by all"
    )
    assert found == [("hy-حملة",), ("hy-🎉",)]


def test_tags_spelled_in_several_ways_are_named(warehouse: Warehouse) -> None:
    assert measured(warehouse, "hy-mess", "tag_spellings") == {
        "e-mail": (Decimal(1), None),
        "e.mail": (Decimal(1), None),
        "email": (Decimal(1), None),
    }
