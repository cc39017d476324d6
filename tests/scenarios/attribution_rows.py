"""Visits, deals and orders as rows, and what attribution made of them."""

from typing import Any

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse

WON_AT = "2026-03-10 12:00:00"


def visit(cookie: str, at: str, source: str, **columns: Any) -> dict[str, Any]:
    return event(cookie, at, utm_source=source, utm_medium="referral", **columns)


def won_deal(deal_id: str, amount: str | None, **columns: Any) -> dict[str, Any]:
    return {
        "opportunity_source_id": deal_id,
        "amount": amount,
        "currency_code": "EUR",
        "created_at": "2026-03-01 12:00:00",
        "closed_at": WON_AT,
        "is_won": True,
        "is_closed": True,
        "is_deleted": False,
        **columns,
    }


def contact(name: str, **columns: Any) -> dict[str, Any]:
    return person(name, "2026-03-09 00:00:00", kind="contact", anonymous_id=name, **columns)


def order(order_id: str, at: str, amount: str, **columns: Any) -> dict[str, Any]:
    return {
        "order_source_id": order_id,
        "order_line": "1",
        "order_type": "order",
        "amount": amount,
        "currency_code": "EUR",
        "ordered_at": at,
        **columns,
    }


def refund(order_id: str, at: str, amount: str, **columns: Any) -> dict[str, Any]:
    return order(order_id, at, amount, order_type="refund", **columns)


def shares(warehouse: Warehouse, model: str, kind: str, deal_id: str) -> list[tuple[Any, ...]]:
    """Source and money of the touches a deal's conversion credits, along the path."""
    return warehouse.rows(
        """
        select attribution.source, attribution.attributed_value
        from marts.fct_attribution as attribution
        inner join marts.fct_conversions as conversions using (conversion_id)
        where attribution.attribution_model = ?
            and attribution.conversion_type = ?
            and conversions.opportunity_id = md5('test|' || ?)
        order by attribution.position
        """,
        [model, kind, deal_id],
    )


def order_shares(warehouse: Warehouse, order_id: str) -> list[tuple[Any, ...]]:
    """Date, source and money of the touches an order and its refunds credit, linear."""
    return warehouse.rows(
        """
        select cast(attribution.converted_at as date)::varchar, attribution.source,
            attribution.attributed_value
        from marts.fct_attribution as attribution
        inner join marts.fct_conversions as conversions using (conversion_id)
        where attribution.attribution_model = 'linear'
            and conversions.order_id = md5('test|' || ?)
        order by attribution.converted_at, attribution.position
        """,
        [order_id],
    )


def of_cookie(warehouse: Warehouse, model: str, cookie: str) -> list[tuple[Any, ...]]:
    """Time of conversion, source, position and path length of a person's web conversions."""
    return warehouse.rows(
        """
        select attribution.converted_at, attribution.source, attribution.position,
            attribution.path_length
        from marts.fct_attribution as attribution
        inner join intermediate.int_person_identifiers as identifiers using (person_id)
        where attribution.attribution_model = ?
            and attribution.conversion_type = 'mqi'
            and identifiers.identifier = ? and identifiers.identifier_type = 'cookie'
        order by attribution.converted_at, attribution.position
        """,
        [model, cookie],
    )
