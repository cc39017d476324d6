"""Cost and results side by side: nothing lost where only one of them is there."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.rows import event, person
from tests.scenarios.warehouse import Warehouse


def spent(day: str, micros: str, **columns: Any) -> dict[str, Any]:
    return {
        "date_day": day,
        "platform": "google_ads",
        "ad_account_id": "pf-euro",
        "campaign_source_id": "pf-search",
        "campaign_name": "Search",
        "campaign_type": "SEARCH",
        "ad_group_source_id": "pf-group",
        "ad_source_id": "pf-ad",
        "spend": micros,
        "impressions": 100,
        "clicks": 10,
        "currency_code": "EUR",
        "account_timezone": "Europe/Berlin",
        **columns,
    }


ROWS = {
    "ad_performance": [
        # a day nobody visits
        spent("2025-03-01", "12.340000"),
        # three rows of a third of a cent each, and one campaign without ads
        *(spent("2025-03-02", "0.003333", ad_source_id=f"pf-ad-{number}") for number in range(3)),
        spent("2025-03-02", "0.004000", ad_group_source_id=None, ad_source_id=None),
        # another currency
        *(
            spent(
                "2025-03-03",
                micros,
                ad_account_id="pf-dollar",
                currency_code="USD",
                ad_source_id=f"pf-ad-{number}",
                account_timezone="America/New_York",
            )
            for number, micros in enumerate(["0.333333", "0.333333", "0.333334"])
        ),
    ],
    "fx_rates": [
        {
            "rate_date": "2025-03-03",
            "from_currency": "USD",
            "to_currency": "EUR",
            "rate": "0.50000000",
        }
    ],
    "ad_clicks": [
        {
            "click_id": "pf-click",
            "click_id_type": "gclid",
            "platform": "google_ads",
            "clicked_on": "2025-04-01",
            "ad_account_id": "pf-euro",
            "campaign_source_id": "pf-search",
        }
    ],
    "web_events": [
        event("pf-ivy", "2025-04-01 10:00:00", gclid="pf-click"),
        event(
            "pf-ivy", "2025-04-03 10:00:00", "generate_lead", utm_source="pf", utm_medium="email"
        ),
    ],
    "people": [person("pf-ivy", "2025-04-02 00:00:00", kind="contact", anonymous_id="pf-ivy")],
    "opportunities": [
        {
            "opportunity_source_id": "pf-deal",
            "primary_person_source_id": "pf-ivy",
            "amount": "99.99",
            "currency_code": "EUR",
            "created_at": "2025-04-05 08:00:00",
            "closed_at": "2025-04-20 08:00:00",
            "is_won": True,
            "is_closed": True,
            "is_deleted": False,
        },
    ],
    "orders": [
        {
            "order_source_id": "pf-walk-in",
            "order_line": "1",
            "order_type": "order",
            "amount": "7.00",
            "currency_code": "EUR",
            "ordered_at": "2025-05-01 10:00:00",
        }
    ],
}


def of_day(
    warehouse: Warehouse, day: str, *columns: str, model: str = "linear", basis: str = "touch"
) -> list[tuple[Any, ...]]:
    """Channels of a day with some of their measures."""
    return warehouse.rows(
        f"select channel, {', '.join(columns)} from marts.fct_channel_performance"
        " where date_day = ? and attribution_model = ? and basis = ? order by channel",
        [day, model, basis],
    )


@pytest.mark.parametrize("model", ["first_touch", "last_touch", "linear"])
@pytest.mark.parametrize("basis", ["touch", "conversion"])
def test_spend_on_a_day_without_sessions_keeps_its_row(
    warehouse: Warehouse, model: str, basis: str
) -> None:
    columns = ["spend", "impressions", "clicks", "sessions", "revenue"]
    assert of_day(warehouse, "2025-03-01", *columns, model=model, basis=basis) == [
        ("Paid Search", Decimal("12.34"), 100, 10, 0, Decimal("0.00"))
    ]


def test_an_accounts_day_is_its_micros_rounded_once(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select ad_source_id, spend from marts.fct_ad_spend where date_day = '2025-03-02'"
        " order by ad_source_id nulls first"
    )
    # Running sums 0.004, 0.007333, 0.010666, 0.013999 are 0.00, 0.01, 0.01, 0.01 in cents.
    assert rows == [
        (None, Decimal("0.00")),
        ("pf-ad-0", Decimal("0.01")),
        ("pf-ad-1", Decimal("0.00")),
        ("pf-ad-2", Decimal("0.00")),
    ]


def test_spend_in_another_currency_adds_up_in_both(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select spend, spend_reporting, account_timezone from marts.fct_ad_spend"
        " where date_day = '2025-03-03' order by ad_source_id"
    )
    # Dollars run 0.333333, 0.666666, 1.000000; euros 0.1666665, 0.333333, 0.500000.
    zone = "America/New_York"
    assert rows == [
        (Decimal("0.33"), Decimal("0.17"), zone),
        (Decimal("0.34"), Decimal("0.16"), zone),
        (Decimal("0.33"), Decimal("0.17"), zone),
    ]


def test_revenue_on_a_day_without_spend_keeps_its_row(warehouse: Warehouse) -> None:
    columns = ["spend", "deals_won", "revenue"]
    half = Decimal("0.5")
    assert of_day(warehouse, "2025-04-20", *columns, basis="conversion") == [
        ("Email", Decimal("0.00"), half, Decimal("49.99")),
        ("Paid Search", Decimal("0.00"), half, Decimal("50.00")),
    ]


def test_by_touch_the_revenue_stands_on_the_days_of_the_touches(warehouse: Warehouse) -> None:
    columns = ["sessions", "opportunities", "pipeline_value", "customers", "deal_revenue"]
    half = Decimal("0.5")
    assert of_day(warehouse, "2025-04-01", *columns) == [
        ("Paid Search", 1, half, Decimal("50.00"), half, Decimal("50.00"))
    ]
    assert of_day(warehouse, "2025-04-03", *columns) == [
        ("Email", 1, half, Decimal("49.99"), half, Decimal("49.99"))
    ]
    assert of_day(warehouse, "2025-04-20", *columns) == []


def test_revenue_without_a_touch_stands_on_its_own_day_on_both_bases(warehouse: Warehouse) -> None:
    for basis in ["touch", "conversion"]:
        assert of_day(warehouse, "2025-05-01", "orders", "order_revenue", basis=basis) == [
            ("(unattributed)", Decimal(1), Decimal("7.00"))
        ]


def test_a_campaign_meets_its_spend_and_its_revenue(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select date_day, campaign, sum(spend), sum(deal_revenue)"
        " from marts.fct_campaign_performance"
        " where attribution_model = 'first_touch' and basis = 'touch'"
        " and campaign_id = md5('test|pf-search') group by all having sum(spend + revenue) > 1"
        " order by 1"
    )
    assert found == [
        (date(2025, 3, 1), "Search", Decimal("12.34"), Decimal("0.00")),
        (date(2025, 4, 1), "Search", Decimal("0.00"), Decimal("99.99")),
    ]


def test_channels_and_campaigns_tell_the_same_totals(warehouse: Warehouse) -> None:
    totals = {
        tuple(
            warehouse.rows(
                "select attribution_model, basis, sum(spend), sum(sessions), sum(mqls),"
                f" sum(customers), sum(revenue) from marts.{mart} group by all order by all"
            )
        )
        for mart in ["fct_channel_performance", "fct_campaign_performance"]
    }
    assert len(totals) == 1


def test_how_much_spend_touched_anybody_is_reckoned_in_one_currency(warehouse: Warehouse) -> None:
    """An account in dollars spent one, at half a euro."""
    shares = warehouse.rows(
        "select denominator from marts.fct_data_quality"
        " where metric = 'spend_with_touches' and resource = 'pf-dollar'"
    )
    assert shares == [(Decimal("0.50"),)]


def test_a_day_is_over_when_the_next_begins_and_the_year_of_the_build_has_all_its_days(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    last = "select max(date_day) filter (is_over) from marts.dim_dates"
    assert warehouse.rows(last) == [(date(2026, 12, 30),)]  # loaded at midnight
    later = warehouse.copy(tmp_path / "later")
    later.dbt("run", "--select", "dim_dates", "--vars", "as_of: '2031-05-04 05:00:00'")
    assert later.rows(last) == [(date(2031, 5, 3),)]
    assert later.rows("select is_over from marts.dim_dates where date_day = date '2031-12-31'") == [
        (False,)
    ]
