"""What counts as a conversion, once, when, and for how much."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

CRM = {"source_system": "salesforce"}


def deal(deal_id: str, created_at: str, **columns: Any) -> dict[str, Any]:
    won = columns.get("is_won", False)
    return {
        "opportunity_source_id": deal_id,
        "created_at": created_at,
        "currency_code": "EUR",
        "is_won": won,
        "is_closed": won,
        "is_deleted": False,
        **columns,
    }


def line(order_id: str, number: int, at: str, amount: str, **columns: Any) -> dict[str, Any]:
    return {
        "order_source_id": order_id,
        "order_line": str(number),
        "order_type": "order",
        "sales_channel": "online",
        "amount": amount,
        "currency_code": "EUR",
        "ordered_at": at,
        **columns,
    }


ROWS = {
    "web_events": [
        event("cv-ada", "2026-02-01 09:00:00", "page_view"),
        event("cv-ada", "2026-02-01 09:01:00", "generate_lead", form_id="contact"),
        event("cv-ada", "2026-02-03 09:00:00", "generate_lead", form_id="contact"),
        event("cv-ada", "2026-02-03 09:02:00", "file_download"),
        event("cv-ada", "2026-02-03 09:05:00", "scroll"),
        event("cv-ben", "2026-02-04 10:00:00", "sign_up"),
        event(None, "2026-02-05 10:00:00", "generate_lead", user_id="cv-user-cem"),
        event(None, "2026-02-05 11:00:00", "generate_lead", email_key="cv-key-dea"),
        event("cv-bot", "2026-02-06 10:00:00", "generate_lead", user_agent="Googlebot/2.1"),
    ],
    "people": [
        person("cv-cem", "2026-01-05 08:00:00", kind="contact", user_id="cv-user-cem"),
        person("cv-dea", "2026-01-05 08:00:00", kind="contact", email_key="cv-key-dea"),
        person("cv-new", "2026-02-10 08:00:00", status="New", **CRM),
        person("cv-sal", "2026-02-10 08:00:00", status="Working", **CRM),
        person("cv-qua", "2026-02-10 08:00:00", status="Qualified", **CRM),
        person(
            "cv-conv",
            "2026-02-10 08:00:00",
            status="Closed - Converted",
            converted_at="2026-02-12 00:00:00",
            **CRM,
        ),
        person(
            "cv-same-day",
            "2026-02-10 08:00:00",
            status="Closed - Converted",
            converted_at="2026-02-10 00:00:00",
            **CRM,
        ),
        person("cv-history", "2026-02-10 08:00:00", status="Unqualified", **CRM),
        person("cv-plain", "2026-02-10 08:00:00"),
        person("cv-gone", "2026-02-10 08:00:00", is_deleted=True),
        person("cv-kept", "2026-02-11 08:00:00", email_key="cv-key-kept"),
        person(
            "cv-merged",
            "2026-02-10 08:00:00",
            is_deleted=True,
            merged_into_source_id="cv-kept",
            email_key="cv-key-kept",
        ),
        person("cv-shopper", "2026-02-01 08:00:00", kind="contact", email_key="cv-key-shopper"),
    ],
    "stage_changes": [
        {
            "stage_change_id": f"cv-change-{number}",
            "object_type": "person",
            "object_source_id": "cv-history",
            "to_stage": to_stage,
            "changed_at": at,
            **CRM,
        }
        for number, (to_stage, at) in enumerate(
            [
                ("MQL", "2026-02-14 08:00:00"),
                ("Working", "2026-02-15 08:00:00"),
                ("Unqualified", "2026-02-16 08:00:00"),
            ]
        )
    ],
    "accounts": [{"account_source_id": "cv-acme", "is_deleted": False}],
    "opportunities": [
        deal("cv-open", "2026-03-01 08:00:00", amount="500.00"),
        deal(
            "cv-lost",
            "2026-03-01 08:00:00",
            amount="700.00",
            is_closed=True,
            closed_at="2026-03-09 08:00:00",
        ),
        *(
            deal(
                deal_id,
                "2026-03-01 08:00:00",
                amount=amount,
                is_won=True,
                closed_at=closed_at,
                account_source_id="cv-acme",
            )
            for deal_id, amount, closed_at in [
                ("cv-first-won", "1000.00", "2026-03-10 08:00:00"),
                ("cv-second-won", "2000.00", "2026-03-20 08:00:00"),
            ]
        ),
        deal(
            "cv-deleted",
            "2026-03-01 08:00:00",
            amount="9000.00",
            is_won=True,
            closed_at="2026-03-10 08:00:00",
            is_deleted=True,
        ),
    ],
    "orders": [
        line("cv-order", 1, "2026-04-01 12:00:00", "60.00", email_key="cv-key-shopper"),
        line("cv-order", 2, "2026-04-01 12:30:00", "40.50", email_key="cv-key-shopper"),
        line(
            "cv-order",
            1,
            "2026-05-03 09:00:00",
            "-40.50",
            order_type="refund",
            email_key="cv-key-shopper",
        ),
    ],
}


def of_person(warehouse: Warehouse, kind: str, identifier: str) -> list[tuple[Any, ...]]:
    """Type and time of the conversions of whoever an identifier belongs to, in order."""
    return warehouse.rows(
        """
        select conversions.conversion_type, conversions.converted_at
        from marts.fct_conversions as conversions
        inner join intermediate.int_person_identifiers as identifiers
            on conversions.person_id = identifiers.person_id
        where identifiers.identifier_type = ? and identifiers.identifier = ?
        order by conversions.converted_at, conversions.conversion_type
        """,
        [kind, identifier],
    )


def of_deal(warehouse: Warehouse, deal_id: str) -> dict[str, tuple[Any, Any]]:
    """Time and value of a deal's conversions by type."""
    return {
        kind: (at, value)
        for kind, at, value in warehouse.rows(
            "select conversion_type, converted_at, value from marts.fct_conversions"
            " where opportunity_id = md5('test|' || ?)",
            [deal_id],
        )
    }


def test_a_form_sent_twice_is_one_inquiry_and_a_download_another(warehouse: Warehouse) -> None:
    assert of_person(warehouse, "cookie", "cv-ada") == [
        ("mqi", datetime(2026, 2, 1, 9, 1)),
        ("mqi", datetime(2026, 2, 3, 9, 2)),
    ]


def test_an_opt_in_is_an_inquiry_and_makes_a_qualified_lead(warehouse: Warehouse) -> None:
    at = datetime(2026, 2, 4, 10)
    assert of_person(warehouse, "cookie", "cv-ben") == [("mqi", at), ("mql", at)]


def test_a_form_without_a_cookie_belongs_to_the_user_or_the_mailbox_it_names(
    warehouse: Warehouse,
) -> None:
    assert of_person(warehouse, "crm_id", "test:cv-cem") == [("mqi", datetime(2026, 2, 5, 10))]
    assert of_person(warehouse, "crm_id", "test:cv-dea") == [("mqi", datetime(2026, 2, 5, 11))]


def test_a_contact_that_sales_wrote_down_is_no_lead(warehouse: Warehouse) -> None:
    found = of_person(warehouse, "crm_id", "test:cv-shopper")
    assert "lead" not in {conversion_type for conversion_type, _ in found}


def test_what_a_bot_sends_is_no_conversion(warehouse: Warehouse) -> None:
    assert of_person(warehouse, "cookie", "cv-bot") == []


def test_the_status_in_the_crm_decides_how_far_a_lead_is(warehouse: Warehouse) -> None:
    created = datetime(2026, 2, 10, 8)
    assert of_person(warehouse, "crm_id", "salesforce:cv-new") == [("lead", created)]
    assert of_person(warehouse, "crm_id", "salesforce:cv-sal") == [
        ("lead", created),
        ("mql", created),
    ]
    assert of_person(warehouse, "crm_id", "salesforce:cv-qua") == [
        ("lead", created),
        ("mql", created),
        ("sql", created),
    ]


def test_a_stage_once_reached_stays_reached_at_its_own_time(warehouse: Warehouse) -> None:
    assert of_person(warehouse, "crm_id", "salesforce:cv-history") == [
        ("lead", datetime(2026, 2, 10, 8)),
        ("mql", datetime(2026, 2, 14, 8)),
    ]


def test_a_converted_lead_is_qualified_but_never_before_it_exists(warehouse: Warehouse) -> None:
    assert ("sql", datetime(2026, 2, 10, 8)) in of_person(
        warehouse, "crm_id", "salesforce:cv-same-day"
    )


def test_a_lead_without_a_status_is_a_qualified_lead(warehouse: Warehouse) -> None:
    created = datetime(2026, 2, 10, 8)
    assert of_person(warehouse, "crm_id", "test:cv-plain") == [("lead", created), ("mql", created)]


def test_a_deleted_lead_counts_never_and_a_merged_one_once(warehouse: Warehouse) -> None:
    assert of_person(warehouse, "crm_id", "test:cv-gone") == []
    once = [("lead", datetime(2026, 2, 10, 8)), ("mql", datetime(2026, 2, 10, 8))]
    assert of_person(warehouse, "crm_id", "test:cv-kept") == once
    assert of_person(warehouse, "crm_id", "test:cv-merged") == once


def test_a_lost_deal_has_pipeline_but_no_revenue(warehouse: Warehouse) -> None:
    created = datetime(2026, 3, 1, 8)
    assert of_deal(warehouse, "cv-open") == {"opportunity": (created, Decimal("500.00"))}
    assert of_deal(warehouse, "cv-lost") == {"opportunity": (created, Decimal("700.00"))}


def test_an_account_becomes_a_customer_with_its_first_won_deal_only(warehouse: Warehouse) -> None:
    created = datetime(2026, 3, 1, 8)
    assert of_deal(warehouse, "cv-first-won") == {
        "opportunity": (created, Decimal("1000.00")),
        "deal_won": (datetime(2026, 3, 10, 8), Decimal("1000.00")),
        "customer": (datetime(2026, 3, 10, 8), None),
    }
    assert of_deal(warehouse, "cv-second-won") == {
        "opportunity": (created, Decimal("2000.00")),
        "deal_won": (datetime(2026, 3, 20, 8), Decimal("2000.00")),
    }


def test_a_deleted_deal_is_no_conversion(warehouse: Warehouse) -> None:
    assert of_deal(warehouse, "cv-deleted") == {}


def test_an_order_is_its_lines_and_a_refund_is_negative_in_its_own_month(
    warehouse: Warehouse,
) -> None:
    found = warehouse.rows(
        "select converted_at, value, value_reporting, person_id is not null"
        " from marts.fct_conversions where order_id = md5('test|cv-order') order by converted_at"
    )
    assert found == [
        (datetime(2026, 4, 1, 12), Decimal("100.50"), Decimal("100.50"), True),
        (datetime(2026, 5, 3, 9), Decimal("-40.50"), Decimal("-40.50"), True),
    ]
