"""Every kind of rule that conversion_rules.csv may hold, and what becomes of a broken one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Rows, Warehouse


def rule(
    rule_id: str, entity: str, conversion_type: str = "mqi", **conditions: str
) -> list[dict[str, Any]]:
    """A rule's rows; `field__operator="value"` is a condition."""
    return [
        {
            "rule_id": rule_id,
            "conversion_type": conversion_type,
            "entity": entity,
            "field": condition.rpartition("__")[0],
            "operator": condition.rpartition("__")[2],
            "value": value,
            "version": 1,
            "valid_from": "2000-01-01",
        }
        for condition, value in conditions.items()
    ]


RULES = {
    "conversion_rules": [
        *rule("cr_event", "web_events", event_name__equals="cr_book_demo"),
        *rule("cr_form", "web_events", event_name__equals="cr_submit", form_id__equals="cr-demo"),
        *rule("cr_path", "web_events", event_name__equals="cr_view", page_path__like="/thanks/%"),
        *rule(
            "cr_address",
            "web_events",
            event_name__equals="cr_look",
            page_url__matches=".*[?&]step=(done|paid)(&.*)?",
        ),
        *rule(
            "cr_response",
            "campaign_responses",
            campaign_type__equals="CR Show",
            status__in="Attended|Spoke",
            has_responded__equals="true",
        ),
        *rule("cr_status", "people", "mql", status__equals="CR Hot"),
        *(
            condition | {"valid_from": "2026-02-01"}
            for condition in rule(
                "cr_dated",
                "web_events",
                event_name__equals="cr_promise",
                page_path__like="/thanks/%",
            )
        ),
    ]
}
ROWS = {
    "web_events": [
        event("cr-ann", "2026-02-01 09:00:00", "cr_book_demo"),
        event("cr-bea", "2026-02-01 09:00:00", "cr_submit", form_id="cr-newsletter"),
        event("cr-bea", "2026-02-01 09:10:00", "cr_submit", form_id="cr-demo"),
        event("cr-cat", "2026-02-01 09:00:00", "cr_view", page="/pricing"),
        event("cr-cat", "2026-02-01 09:10:00", "cr_view", page="/thanks/quote"),
        event("cr-dan", "2026-02-01 09:00:00", "cr_look", page="/order?step=donely"),
        event("cr-dan", "2026-02-01 09:10:00", "cr_look", page="/order?a=b&step=paid&c=d"),
        event("cr-engaged", "2026-02-01 00:00:00", "cr_promise", page="/thanks/promise"),
        event("cr-elsewhere", "2026-02-01 00:00:00", "cr_promise", page="/pricing"),
        event("cr-too-early", "2026-01-31 23:59:59", "cr_promise", page="/thanks/promise"),
    ],
    "people": [
        person("cr-eli", "2026-02-01 08:00:00", kind="contact"),
        person("cr-fay", "2026-02-03 08:00:00", kind="contact", status="CR Hot"),
    ],
    "campaigns": [
        {"campaign_source_id": "cr-show", "name": "CR LabExpo", "type": "CR Show"},
        {"campaign_source_id": "cr-web", "name": "CR Talk", "type": "CR Webinar"},
    ],
    "campaign_responses": [
        {
            "response_source_id": f"cr-{number}",
            "person_source_id": "cr-eli",
            "campaign_source_id": campaign,
            "status": status,
            "has_responded": True,
            "responded_at": f"2026-02-0{number} 10:00:00",
        }
        for number, (campaign, status) in enumerate(
            [
                ("cr-web", "Attended"),
                ("cr-show", "Registered"),
                ("cr-show", "Attended"),
                ("cr-show", "Spoke"),
            ],
            start=1,
        )
    ],
}


def found(warehouse: Warehouse, rule_id: str) -> list[tuple[Any, ...]]:
    """Identifiers and times of the conversions a rule made."""
    return warehouse.rows(
        """
        select conversions.conversion_type, identifiers.identifier, conversions.converted_at
        from marts.fct_conversions as conversions
        inner join intermediate.int_person_identifiers as identifiers using (person_id)
        where conversions.rule_id = ?
        order by conversions.converted_at
        """,
        [rule_id],
    )


@pytest.mark.parametrize(
    ("rule_id", "expected"),
    [
        ("cr_event", ("mqi", "cr-ann", datetime(2026, 2, 1, 9))),
        ("cr_form", ("mqi", "cr-bea", datetime(2026, 2, 1, 9, 10))),
        ("cr_path", ("mqi", "cr-cat", datetime(2026, 2, 1, 9, 10))),
        ("cr_address", ("mqi", "cr-dan", datetime(2026, 2, 1, 9, 10))),
        ("cr_status", ("mql", "test:cr-fay", datetime(2026, 2, 3, 8))),
        # The show once, the third of four responses: a person's campaign is one inquiry.
        ("cr_response", ("mqi", "test:cr-eli", datetime(2026, 2, 3, 10))),
    ],
)
def test_each_kind_of_rule_makes_its_conversion(
    warehouse: Warehouse, rule_id: str, expected: tuple[Any, ...]
) -> None:
    assert found(warehouse, rule_id) == [expected]


def test_a_visit_is_engaged_by_an_event_that_meets_all_of_a_rule_on_a_day_it_holds(
    warehouse: Warehouse,
) -> None:
    visits = warehouse.rows(
        "select anonymous_id, is_engaged from marts.fct_sessions"
        " where anonymous_id in ('cr-engaged', 'cr-elsewhere', 'cr-too-early')"
    )
    assert dict(visits) == {"cr-engaged": True, "cr-elsewhere": False, "cr-too-early": False}


def test_a_response_that_converts_is_the_last_touch_before_itself(warehouse: Warehouse) -> None:
    # Three responses up to the third's own instant: the web talk, the registration, the show.
    assert warehouse.rows(
        """
        select attribution.position, attribution.path_length, attribution.touched_at
        from marts.fct_attribution as attribution
        inner join marts.fct_conversions as conversions using (conversion_id)
        where conversions.rule_id = 'cr_response' and attribution_model = 'last_touch'
        """
    ) == [(3, 3, datetime(2026, 2, 3, 10))]


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (rule("x", "web_hooks", a__equals="b"), "rule x, version 1: there is no entity web_hooks"),
        (rule("x", "orders", stage__equals="b"), "orders have no field stage; they have source_sy"),
        (rule("x", "orders", amount__contains="1"), "amount cannot be compared by contains"),
        (rule("x", "orders", amount__at_least="lots"), "amount is a number, and lots is none"),
        (rule("x", "people", funnel_stage__at_least="MQL"), "there is no stage MQL; there are vis"),
        (
            rule("x", "web_events", page_path__matches="/thanks/["),
            "/thanks/[ is no regular expression that can be read",
        ),
        (rule("x", "web_events", page_path__matches=r"/a\.b"), "without a backslash"),
    ],
)
def test_a_rule_nobody_can_read_stops_the_build_with_a_sentence(
    new_warehouse: Callable[[Rows], Warehouse], broken: list[dict[str, Any]], complaint: str
) -> None:
    small = new_warehouse({})
    with small.connected() as connection:
        connection.execute(
            "insert into seeds.conversion_rules by name"
            " select ? as rule_id, ? as conversion_type, ? as entity, ? as field, ? as operator,"
            " ? as value, 1 as version, date '2000-01-01' as valid_from",
            list(broken[0].values())[:6],
        )
    ended = small.dbt("run", "--select", "int_conversion_rules", check=False)
    assert ended.returncode != 0
    said = " ".join(ended.stdout.split())
    assert "seeds/conversion_rules.csv" in said
    assert complaint in said
