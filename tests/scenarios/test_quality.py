"""What did not make it into the numbers is itself a number, with its reason."""

from decimal import Decimal
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

TILL = {"source_system": "qa-till"}

ROWS = {
    "quarantine": [
        {
            "quarantine_id": f"qa-{number}",
            "resource": "receipts",
            "field": "amount",
            "reason": reason,
            **TILL,
        }
        for number, reason in enumerate(["is not a number", "is not a number", "is missing"])
    ],
    "web_events": [
        event(None, "2024-05-01 10:00:00", "sign_up", **TILL),
        event("qa-seen", "2024-05-01 10:00:00", **TILL),
        event("qa-seen", "2099-01-01 00:00:00", **TILL),
    ],
    "people": [
        person("qa-odd", "2024-05-01 10:00:00", status="Mystery", **TILL),
        person("qa-seen", "2024-05-02 10:00:00", anonymous_id="qa-seen", **TILL),
    ],
    "opportunities": [
        {
            "opportunity_source_id": "qa-undated",
            "stage": "Somewhere",
            "amount": "5.00",
            "currency_code": "EUR",
            "is_won": True,
            "is_closed": True,
            "is_deleted": False,
            "created_at": "2024-05-01 10:00:00",
            **TILL,
        }
    ],
}


def measured(warehouse: Warehouse, metric: str) -> list[tuple[Any, ...]]:
    """What the till of this story adds to a metric."""
    return warehouse.rows(
        "select resource, reason, value from marts.fct_data_quality"
        " where source_system = 'qa-till' and metric = ? order by resource, reason",
        [metric],
    )


def test_quarantined_rows_are_counted_by_their_reason(warehouse: Warehouse) -> None:
    assert measured(warehouse, "quarantined_rows") == [
        ("receipts", "is missing", Decimal(1)),
        ("receipts", "is not a number", Decimal(2)),
    ]


def test_events_of_impossible_times_are_counted(warehouse: Warehouse) -> None:
    [found] = measured(warehouse, "rejected_events")
    assert found == ("web_events", "future timestamp", Decimal(1))


def test_statuses_nobody_has_mapped_are_named(warehouse: Warehouse) -> None:
    assert measured(warehouse, "unmapped_statuses") == [
        ("opportunities", "Somewhere", Decimal(1)),
        ("people", "Mystery", Decimal(1)),
    ]


def test_a_won_deal_without_a_date_is_no_conversion_but_is_counted(warehouse: Warehouse) -> None:
    assert measured(warehouse, "undated_conversions") == [("deal_won", "no date", Decimal(1))]


def test_an_opt_in_of_nobody_makes_no_lead_but_is_counted(warehouse: Warehouse) -> None:
    assert measured(warehouse, "conversions_without_person") == [
        ("mql", "no known identifier", Decimal(1))
    ]


def test_people_whose_visits_are_known_are_a_share_of_all_people(warehouse: Warehouse) -> None:
    assert measured(warehouse, "people_seen_on_the_web") == [("people", None, Decimal("0.5"))]
