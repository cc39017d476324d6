"""What a customer costs and brings: CAC, LTV, payback, by hand."""

from decimal import Decimal
from typing import Any

import pytest

from tests.scenarios.attribution_rows import contact, order, visit, won_deal
from tests.scenarios.rows import event
from tests.scenarios.test_performance import spent
from tests.scenarios.warehouse import Rows, Warehouse


def click(click_id: str, campaign: str) -> dict[str, Any]:
    return {
        "click_id": click_id,
        "click_id_type": "gclid",
        "platform": "google_ads",
        "clicked_on": "2021-03-05",
        "ad_account_id": "ue-1",
        "campaign_source_id": campaign,
    }


def deal(deal_id: str, won_at: str, amount: str, who: str) -> dict[str, Any]:
    return won_deal(
        deal_id,
        amount,
        created_at=won_at,
        closed_at=won_at,
        primary_person_source_id=who,
        account_source_id=who,
    )


def bought(
    order_id: str, at: str, amount: str, account: str | None, **columns: Any
) -> dict[str, Any]:
    kind = "refund" if amount.startswith("-") else "order"
    return order(order_id, at, amount, order_type=kind, account_source_id=account, **columns)


BUYERS = ["ue-ada", "ue-bob", "ue-cy", "ue-dee"]

ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        {
            "campaign_source_id": "ue-agency",
            "name": "Agency fee",
            "channel_hint": "paid search",
            "type": "Other",
            "starts_on": "2021-03-01",
            "ends_on": "2021-03-31",
            "actual_cost": "31.00",
            "currency_code": "EUR",
        }
    ],
    "ad_performance": [
        spent("2021-03-02", "120.000000", campaign_source_id="ue-ads", ad_account_id="ue-1"),
    ],
    "ad_clicks": [click("ue-click", "ue-ads")],
    "web_events": [
        event("ue-ada", "2021-03-05 10:00:00", gclid="ue-click"),
        visit("ue-bob", "2021-07-31 10:00:00", "ue-blog"),
        visit("ue-cy", "2021-10-20 10:00:00", "ue-blog"),
        event(
            "ue-dee", "2021-12-01 10:00:00", utm_source="ue", utm_medium="email", utm_campaign="x"
        ),
        visit("ue-dee", "2021-12-02 10:00:00", "ue-blog"),
        visit("ue-dee", "2021-12-03 10:00:00", "ue-blog"),
    ],
    "accounts": [{"account_source_id": who, "is_deleted": False} for who in BUYERS],
    "people": [
        *(contact(who, account_source_id=who) for who in BUYERS),
        contact("ue-eve"),
    ],
    "opportunities": [
        deal("ue-ada-1", "2021-03-20 10:00:00", "100.00", "ue-ada"),
        deal("ue-bob-1", "2021-08-02 10:00:00", "10.00", "ue-bob"),
        deal("ue-cy-1", "2021-11-15 10:00:00", "60.00", "ue-cy"),
        deal("ue-dee-1", "2021-12-10 10:00:00", "100.00", "ue-dee"),
    ],
    "orders": [
        bought("ue-ada-2", "2021-05-10 10:00:00", "50.00", "ue-ada"),
        bought("ue-ada-2", "2021-06-01 10:00:00", "-20.00", "ue-ada"),
        bought("ue-cy-0", "2021-10-25 10:00:00", "40.00", "ue-cy"),
        bought("ue-eve-1", "2021-09-01 10:00:00", "30.00", None, person_source_id="ue-eve"),
    ],
}


def economics(
    warehouse: Warehouse, month: str, channel: str, *columns: str, basis: str = "touch"
) -> tuple[Any, ...]:
    """Columns of one cohort, linear."""
    [found] = warehouse.rows(
        f"select {', '.join(columns)} from marts.fct_unit_economics where cohort_month = ?"
        " and channel = ? and attribution_model = 'linear' and basis = ?",
        [month, channel, basis],
    )
    return found


@pytest.mark.parametrize("basis", ["touch", "conversion"])
def test_cac_is_told_with_and_without_programmes(warehouse: Warehouse, basis: str) -> None:
    columns = ["spend", "programme_cost", "customers", "cac", "cac_with_programmes"]
    assert economics(warehouse, "2021-03-01", "Paid Search", *columns, basis=basis) == (
        Decimal(120),
        Decimal(31),
        Decimal(1),
        Decimal(120),
        Decimal(151),
    )


def test_cost_is_paid_back_in_the_first_month_whose_cumulative_revenue_covers_it(
    warehouse: Warehouse,
) -> None:
    # 100 in March, 150 by May, 130 after the refund in June: May covers 120, nothing covers 151.
    assert warehouse.rows(
        "select months_since, revenue, cumulative_revenue from marts.fct_cohort_ltv"
        " where cohort_month = '2021-03-01' and channel = 'Paid Search' and basis = 'touch'"
        " and attribution_model = 'linear' order by 1"
    ) == [
        (0, Decimal(100), Decimal(100)),
        (2, Decimal(50), Decimal(150)),
        (3, Decimal(-20), Decimal(130)),
    ]
    columns = ["payback_months", "payback_months_with_programmes"]
    assert economics(warehouse, "2021-03-01", "Paid Search", *columns) == (2, None)


def test_ratios_are_of_sums(warehouse: Warehouse) -> None:
    # LTV 130; 130/120; (130-120)/120; 130/151; (130-151)/151, in percent.
    columns = ["ltv", "ltv_to_cac", "roas", "roi_percent"]
    assert economics(warehouse, "2021-03-01", "Paid Search", *columns) == (
        Decimal("130.0000"),
        Decimal("1.0833"),
        Decimal("1.0833"),
        Decimal("8.3333"),
    )
    columns = ["ltv_to_cac_with_programmes", "roi_percent_with_programmes"]
    assert economics(warehouse, "2021-03-01", "Paid Search", *columns) == (
        Decimal("0.8609"),
        Decimal("-13.9073"),
    )


def test_a_cohort_without_cost_has_customers_and_no_ratio_of_cost(warehouse: Warehouse) -> None:
    columns = ["customers", "ltv", "cac", "ltv_to_cac", "roi_percent", "payback_months", "roas"]
    for month, basis in [("2021-07-01", "touch"), ("2021-08-01", "conversion")]:
        found = economics(warehouse, month, "Referral", *columns, basis=basis)
        assert found == (Decimal(1), Decimal(10), None, None, None, None, None)
    # Touched in July, won in August: a month after the touch, at once after the acquisition.
    assert warehouse.rows(
        "select basis, cohort_month::varchar, months_since from marts.fct_cohort_ltv"
        " where channel = 'Referral' and attribution_model = 'linear'"
        " and cohort_month between '2021-07-01' and '2021-08-31' order by 1"
    ) == [("conversion", "2021-08-01", 0), ("touch", "2021-07-01", 1)]


def test_what_was_bought_before_the_acquisition_counts_in_its_first_month(
    warehouse: Warehouse,
) -> None:
    # The order of October, 40, and the deal that made the customer in November, 60.
    assert warehouse.rows(
        "select months_since, revenue from marts.fct_cohort_ltv"
        " where cohort_month = '2021-11-01' and channel = 'Referral' and basis = 'conversion'"
        " and attribution_model = 'linear'"
    ) == [(0, Decimal(100))]


def test_revenue_is_shared_as_the_acquisition_was_to_the_cent(warehouse: Warehouse) -> None:
    # One touch of three is Email's: 33.33 of 100.00; the other two are Referral's.
    assert economics(warehouse, "2021-12-01", "Email", "revenue") == (Decimal("33.33"),)
    assert economics(warehouse, "2021-12-01", "Referral", "revenue") == (Decimal("66.67"),)


def test_a_buyer_has_value_before_being_a_customer(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select customer_type, is_customer, acquisition_channel, deals_won, orders, refunds,"
        " months_active, refunded, revenue, acquired_at::date::varchar"
        " from marts.fct_customer_value"
        " where first_revenue_at between '2021-01-01' and '2021-10-01' order by first_revenue_at"
    )
    nothing = Decimal("0.00")
    ada = ("account", True, "Paid Search", 1, 1, 1, 2, Decimal(-20), Decimal(130), "2021-03-20")
    bob = ("account", True, "Referral", 1, 0, 0, 1, nothing, Decimal(10), "2021-08-02")
    eve = ("person", False, None, 0, 1, 0, 1, nothing, Decimal(30), None)
    assert found == [ada, bob, eve]


def test_a_refund_in_a_later_month_is_negative_on_its_own_date(warehouse: Warehouse) -> None:
    for mart in ["fct_channel_performance", "fct_campaign_performance"]:
        assert warehouse.rows(
            f"select date_day::varchar, sum(order_revenue) from marts.{mart}"
            " where attribution_model = 'linear' and basis = 'conversion'"
            " and channel = 'Paid Search' and date_day between '2021-04-01' and '2021-06-30'"
            " group by 1 order by 1"
        ) == [("2021-05-10", Decimal(50)), ("2021-06-01", Decimal(-20))]


UNCONVERTED: Rows = {
    "accounts": [{"account_source_id": "uc-ada", "is_deleted": False}],
    "people": [contact("uc-ada", account_source_id="uc-ada")],
    "opportunities": [
        deal("uc-1", "2021-03-20 10:00:00", "100.00", "uc-ada") | {"currency_code": "CHF"}
    ],
    "campaigns": [
        ROWS["campaigns"][0]
        | {"currency_code": "CHF", "starts_on": "2021-03-20", "ends_on": "2021-03-20"}
    ],
    "ad_performance": [
        spent("2021-03-20", "5.000000", campaign_source_id="uc-ads", currency_code="CHF")
    ],
}


def test_an_unknown_cost_leaves_ratios_unknown_and_stops_the_build(new_warehouse: Any) -> None:
    stopped: Warehouse = new_warehouse(UNCONVERTED).build()
    assert stopped.rows(
        "select programme, cost, cost_reporting from marts.fct_programme_costs"
    ) == [("Agency fee", Decimal("31.00"), None)]
    assert stopped.rows(
        "select channel, spend, programme_cost, revenue, cac, ltv, roi_percent,"
        " unconverted_amounts > 0 from marts.fct_unit_economics"
        " where attribution_model = 'linear' and basis = 'touch' order by channel"
    ) == [
        ("(unattributed)", 0, 0, 0, None, None, None, True),
        ("Paid Search", 0, 0, 0, None, None, None, True),
    ]
    ended = stopped.dbt("test", "--select", "assert_every_amount_has_a_rate", check=False)
    assert ended.returncode != 0
    # The deal as it was created and as it was won, the day of spend, the day of the programme.
    assert "Got 4 results" in ended.stdout
