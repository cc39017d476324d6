"""Amounts in other currencies: exact, and visible where no rate is known."""

from decimal import Decimal
from typing import Any

from tests.scenarios.rows import person
from tests.scenarios.warehouse import Rows, Warehouse


def order(order_id: str, at: str, amount: str, currency: str | None) -> dict[str, Any]:
    return {
        "order_source_id": order_id,
        "order_line": "1",
        "order_type": "refund" if amount.startswith("-") else "order",
        "amount": amount,
        "currency_code": currency,
        "ordered_at": at,
    }


def rate(day: str, pair: str, value: str) -> dict[str, Any]:
    from_currency, to_currency = pair.split("/")
    return {
        "rate_date": day,
        "from_currency": from_currency,
        "to_currency": to_currency,
        "rate": value,
    }


CONVERTED: Rows = {
    "orders": [
        order("mn-home", "2026-07-01 10:00:00", "10.00", "EUR"),
        order("mn-direct", "2026-07-01 23:59:59", "0.30", "USD"),
        order("mn-next-day", "2026-07-02 00:00:00", "0.30", "USD"),
        order("mn-inverse", "2026-07-01 10:00:00", "100.00", "GBP"),
        order("mn-back", "2026-07-01 10:00:00", "-0.30", "USD"),
    ],
    "fx_rates": [
        rate("2026-07-01", "USD/EUR", "0.85000000"),
        rate("2026-07-01", "EUR/USD", "9.99000000"),
        rate("2026-07-02", "USD/EUR", "0.95000000"),
        rate("2026-07-01", "EUR/GBP", "0.80000000"),
    ],
}
UNCONVERTED: Rows = {
    "people": [person("mn-someone", "2026-07-01 00:00:00")],
    "orders": [
        order("mn-no-rate", "2026-07-03 10:00:00", "100.00", "CHF"),
        order("mn-no-currency", "2026-07-01 10:00:00", "100.00", None),
    ],
}
ROWS = CONVERTED


def in_euros(warehouse: Warehouse, order_id: str) -> tuple[Any, ...]:
    [found] = warehouse.rows(
        "select value, value_reporting from marts.fct_conversions"
        " where order_id = md5('test|' || ?)",
        [order_id],
    )
    return found


def test_money_in_the_reporting_currency_is_left_alone(warehouse: Warehouse) -> None:
    assert in_euros(warehouse, "mn-home") == (Decimal("10.00"), Decimal("10.00"))


def test_the_rate_of_the_day_in_utc_applies_and_half_a_cent_goes_away_from_zero(
    warehouse: Warehouse,
) -> None:
    assert in_euros(warehouse, "mn-direct") == (Decimal("0.30"), Decimal("0.26"))
    assert in_euros(warehouse, "mn-next-day") == (Decimal("0.30"), Decimal("0.29"))
    assert in_euros(warehouse, "mn-back") == (Decimal("-0.30"), Decimal("-0.26"))


def test_the_opposite_pair_serves_where_the_direct_one_is_missing(warehouse: Warehouse) -> None:
    assert in_euros(warehouse, "mn-inverse") == (Decimal("100.00"), Decimal("125.00"))


def test_an_amount_without_a_rate_stays_visible_and_stops_the_build(
    new_warehouse: Any,
) -> None:
    stopped: Warehouse = new_warehouse(UNCONVERTED).build()
    for order_id in ["mn-no-rate", "mn-no-currency"]:
        assert in_euros(stopped, order_id) == (Decimal("100.00"), None)
    assert stopped.rows(
        "select reason, value from marts.fct_data_quality"
        " where metric = 'unconverted_amounts' order by reason"
    ) == [("CHF", Decimal(1)), ("no currency", Decimal(1))]
    assert stopped.rows(
        "select distinct revenue, unconverted_amounts from marts.fct_channel_performance"
        " where date_day = '2026-07-03'"
    ) == [(Decimal("0.00"), 1)]
    ended = stopped.dbt("test", "--select", "assert_every_amount_has_a_rate", check=False)
    assert ended.returncode != 0
    assert "Got 2 results" in ended.stdout
