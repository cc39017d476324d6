"""How far a person got, when, and how that is known."""

from datetime import datetime
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

CRM = {"source_system": "salesforce"}

ROWS = {
    "web_events": [
        event("fn-eve", "2026-01-10 09:00:00"),
        event("fn-eve", "2026-01-12 09:00:00", "generate_lead"),
        event("fn-fay", "2026-01-20 09:00:00"),
        event("fn-gus", "2026-01-10 09:00:00"),
    ],
    "people": [
        person(
            "fn-eve",
            "2026-01-14 08:00:00",
            status="Working - Contacted",
            anonymous_id="fn-eve",
            **CRM,
        ),
        person(
            "fn-fay",
            "2026-01-05 08:00:00",
            status="Closed - Converted",
            converted_at="2026-01-15 00:00:00",
            anonymous_id="fn-fay",
            **CRM,
        ),
        person("fn-gus", "2026-01-11 08:00:00", kind="contact", anonymous_id="fn-gus"),
        person("fn-hal", "2026-01-11 08:00:00", kind="contact"),
    ],
    "opportunities": [
        {
            "opportunity_source_id": "fn-deal",
            "primary_person_source_id": "fn-gus",
            "amount": "100.00",
            "currency_code": "EUR",
            "created_at": "2026-02-01 08:00:00",
            "closed_at": "2026-02-20 08:00:00",
            "is_won": True,
            "is_closed": True,
            "is_deleted": False,
        }
    ],
    "opportunity_people": [
        {"opportunity_source_id": "fn-deal", "person_source_id": "fn-hal", "is_primary": False}
    ],
}


def stages(warehouse: Warehouse, crm_id: str) -> list[tuple[Any, ...]]:
    """The way of whoever a CRM id belongs to: stage, entered, exited, how known."""
    return warehouse.rows(
        """
        select stage, entered_at, exited_at, how_known
        from marts.fct_funnel_stages
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier_type = 'crm_id' and identifier = ?
        order by stage_position
        """,
        [crm_id],
    )


def test_a_visitor_inquires_and_is_accepted_and_the_stage_between_is_implied(
    warehouse: Warehouse,
) -> None:
    visit, inquiry = datetime(2026, 1, 10, 9), datetime(2026, 1, 12, 9)
    lead = datetime(2026, 1, 14, 8)
    assert stages(warehouse, "salesforce:fn-eve") == [
        ("visitor", visit, inquiry, "observed"),
        ("mqi", inquiry, lead, "observed"),
        ("mql", lead, lead, "observed"),
        ("sal", lead, None, "observed"),
    ]


def test_whoever_converted_before_the_first_visit_was_a_visitor_by_implication(
    warehouse: Warehouse,
) -> None:
    created, converted = datetime(2026, 1, 5, 8), datetime(2026, 1, 15)
    assert stages(warehouse, "salesforce:fn-fay") == [
        ("visitor", created, created, "implied"),
        ("mqi", created, created, "implied"),
        ("mql", created, converted, "observed"),
        ("sal", converted, converted, "implied"),
        ("sql", converted, None, "observed"),
    ]


def test_everyone_on_a_won_deal_is_a_customer(warehouse: Warehouse) -> None:
    created, won = datetime(2026, 2, 1, 8), datetime(2026, 2, 20, 8)
    for crm_id in ["test:fn-gus", "test:fn-hal"]:
        way = stages(warehouse, crm_id)
        assert [stage for stage, *_ in way] == [
            "visitor",
            "mqi",
            "mql",
            "sal",
            "sql",
            "opportunity",
            "customer",
        ]
        assert way[-2:] == [
            ("opportunity", created, won, "observed"),
            ("customer", won, None, "observed"),
        ]
