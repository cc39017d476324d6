"""What marketing cost and brought, against the ad accounts, the CRM and the files themselves."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest

from tests.orchestration.conftest import RanTwice

CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def marts(ran_twice: RanTwice) -> Iterator[duckdb.DuckDBPyConnection]:
    database = ran_twice.road.data / "published" / "current" / "closed_loop.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def totals(ran_twice: RanTwice) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((ran_twice.road.sandbox / "truth/totals.json").read_text())
    return truth


@pytest.fixture(scope="module")
def rates(ran_twice: RanTwice) -> dict[tuple[str, date], Decimal]:
    with (ran_twice.road.sandbox / "files/fx_rates.csv").open(newline="") as file:
        return {
            (row["from"], date.fromisoformat(row["date"])): Decimal(row["rate"])
            for row in csv.DictReader(file)
        }


def cents(amount: Decimal | None) -> int:
    assert amount is not None
    return int(amount.scaleb(2).to_integral_exact())


def ad_spend_of(totals: dict[str, Any]) -> int:
    return sum(account["cost_eur_cents"] for account in totals["ad_accounts"].values())


def revenue_of(totals: dict[str, Any]) -> int:
    return sum(totals[part]["eur_cents"] for part in ["won_revenue", "orders", "refunds"])


def test_roi_is_that_of_the_ad_accounts_and_the_crm(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    cost, revenue = ad_spend_of(totals), revenue_of(totals)
    found = marts.execute(
        "select sum(spend), sum(revenue) from marts.fct_channel_performance"
        " group by attribution_model, basis"
    ).fetchall()
    assert len(found) > 10
    for spend, brought in found:
        roi = Fraction(cents(brought) - cents(spend), cents(spend))
        assert roi == Fraction(revenue - cost, cost)


def test_every_cohort_table_has_all_spend_and_what_customers_brought(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    bought = marts.execute(
        "select sum(revenue), sum(revenue) filter (is_customer) from marts.fct_customer_value"
    ).fetchone()
    won = marts.execute(
        "select count(*) from marts.fct_conversions where conversion_type = 'customer'"
    ).fetchall()
    assert bought is not None
    assert cents(bought[0]) == revenue_of(totals)
    for spend, revenue, customers in marts.execute(
        "select sum(spend), sum(revenue), sum(customers) from marts.fct_unit_economics"
        " group by attribution_model, basis"
    ).fetchall():
        assert cents(spend) == ad_spend_of(totals)
        assert revenue == bought[1]
        assert [(customers,)] == won


def test_programmes_cost_what_the_crm_says(
    marts: duckdb.DuckDBPyConnection, totals: dict[str, Any]
) -> None:
    found = marts.execute(
        "select currency_code, sum(cost) from marts.fct_programme_costs"
        " where programme_type = 'campaign' group by all"
    ).fetchall()
    assert {code: cents(cost) for code, cost in found} == totals["programmes"]["cents"]


def test_affiliates_get_eight_percent_of_what_was_kept_of_each_order(
    ran_twice: RanTwice, marts: duckdb.DuckDBPyConnection
) -> None:
    kept: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with (ran_twice.road.sandbox / "files/orders.csv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["affiliate"]:
                kept[row["order_no"], row["currency"]] += Decimal(row["amount"].replace(",", "."))
    due: dict[str, Decimal] = defaultdict(Decimal)
    for (_, currency), amount in kept.items():
        due[currency] += (amount * 8 / 100).quantize(CENT, ROUND_HALF_UP)
    found = marts.execute(
        "select currency_code, sum(cost) from marts.fct_programme_costs"
        " where affiliate = 'labnews' group by all"
    ).fetchall()
    assert dict(found) == dict(due)


def test_programmes_are_converted_at_the_rate_of_each_day(
    marts: duckdb.DuckDBPyConnection, rates: dict[tuple[str, date], Decimal]
) -> None:
    found = marts.execute(
        "select currency_code, date_day, cost, cost_reporting from marts.fct_programme_costs"
    ).fetchall()
    assert {code for code, *_ in found} >= {"EUR", "GBP", "USD"}
    for code, day, cost, reporting in found:
        rate = Decimal(1) if code == "EUR" else rates[code, day]
        assert reporting == (cost * rate).quantize(CENT, ROUND_HALF_UP), (code, day)
