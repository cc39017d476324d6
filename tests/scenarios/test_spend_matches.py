"""Cost meets the touches of its campaign, programmes cost what their rules say, nothing is lost."""

from decimal import Decimal
from typing import Any

import pytest

from tests.scenarios.attribution_rows import order
from tests.scenarios.rows import event
from tests.scenarios.test_conversions_money import rate
from tests.scenarios.test_performance import spent
from tests.scenarios.warehouse import Warehouse

GOOGLE = {"utm_source": "google", "utm_medium": "cpc"}


def ad_campaign(source_id: str, name: str) -> dict[str, Any]:
    return {
        "platform": "google_ads",
        "ad_account_id": "sm-1",
        "campaign_source_id": source_id,
        "name": name,
        "type": "SEARCH",
    }


def programme(
    source_id: str, kind: str, first: str | None, last: str | None, **columns: Any
) -> dict[str, Any]:
    return {
        "campaign_source_id": source_id,
        "name": source_id,
        "type": kind,
        "starts_on": first,
        "ends_on": last,
        "currency_code": "EUR",
        **columns,
    }


def refund(order_id: str, at: str, amount: str, **columns: Any) -> dict[str, Any]:
    """It does not name the affiliate: the order does."""
    return order(order_id, at, amount, order_type="refund", order_line=at, **columns)


ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        ad_campaign("sm-a", "SM Alpha"),
        ad_campaign("sm-b", "SM Beta"),
        ad_campaign("sm-c", "SM Gamma"),
        ad_campaign("sm-d", "SM Delta"),
        ad_campaign("sm-e", "SM Epsilon"),
        programme("sm-fair", "Trade Show", "2022-05-01", "2022-05-03", actual_cost="100.00"),
        programme("sm-back", "Trade Show", "2022-05-01", "2022-05-03", actual_cost="-0.02"),
        programme("sm-plan", "trade show", "2022-05-20", None, budgeted_cost="10.00"),
        programme(
            "sm-both",
            "Trade Show",
            "2022-05-21",
            "2022-05-21",
            budgeted_cost="10.00",
            actual_cost="12.50",
        ),
        programme("sm-webinar", "Webinar", "2022-05-10", "2022-05-12", actual_cost="7.01"),
        programme(
            "sm-leads", "Content Syndication", "2022-05-10", "2022-05-12", actual_cost="8.00"
        ),
        programme("sm-hoped", "Content Syndication", "2022-05-10", None, budgeted_cost="9.00"),
        programme("sm-undated", "Trade Show", None, None, actual_cost="12.00"),
        programme("sm-banner", "Advertisement", "2022-05-10", None, actual_cost="13.00"),
        programme("sm-reversed", "Trade Show", "2022-05-10", "2022-05-09", actual_cost="14.00"),
        # The rows landed on 2026-12-31.
        programme("sm-turn", "Trade Show", "2026-12-30", "2027-01-02", actual_cost="4.00"),
        programme(
            "sm-dollars",
            "Trade Show",
            "2022-06-01",
            "2022-06-02",
            actual_cost="3.00",
            currency_code="USD",
        ),
    ],
    "ad_clicks": [
        {
            "click_id": "sm-click",
            "click_id_type": "gclid",
            "platform": "google_ads",
            "clicked_on": "2022-01-10",
            "ad_account_id": "sm-1",
            "campaign_source_id": "sm-a",
        }
    ],
    "web_events": [
        event(
            "sm-clicks",
            "2022-01-10 10:00",
            gclid="sm-click",
            utm_id="sm-b",
            utm_campaign="sm gamma",
            **GOOGLE,
        ),
        event("sm-tells", "2022-01-10 10:00", utm_id="sm-b", utm_campaign="sm gamma", **GOOGLE),
        event("sm-names", "2022-01-10 10:00", utm_campaign="SM Gamma", **GOOGLE),
        event("sm-means", "2022-01-31 23:59", utm_campaign="SM-spring", **GOOGLE),
        event("sm-means-later", "2022-02-01 00:00", utm_campaign="sm-spring", **GOOGLE),
        event(
            "sm-reads",
            "2022-01-10 10:00",
            utm_source="newsletter",
            utm_medium="email",
            utm_campaign="sm-spring",
        ),
        event("sm-strays", "2022-01-10 10:00", utm_campaign="sm-nobody", **GOOGLE),
    ],
    "ad_performance": [
        spent(day, micros, campaign_source_id=campaign, ad_account_id="sm-1", clicks=clicks)
        for day, campaign, micros, clicks in [
            ("2022-01-10", "sm-a", "10.000000", 3),
            ("2022-01-11", "sm-a", "0.500000", 1),
            ("2022-03-01", "sm-b", "4.000000", 2),
            ("2022-01-12", "sm-e", "5.550000", 0),
            ("2022-02-12", "sm-e", "1.000000", 1),
        ]
    ],
    "orders": [
        # 100.05 in three lines, of which the affiliate gets a tenth, all refunded.
        *(
            order("sm-thirds", "2022-06-30 10:00:00", "33.35", affiliate=" SM-Blog", order_line=n)
            for n in "123"
        ),
        *(refund("sm-thirds", f"2022-07-0{day} 10:00:00", "-33.35") for day in "567"),
        order("sm-fifth", "2022-07-01 00:00:00", "50.00", coupon="Read-SM"),
        # Five dollars an order, whatever it is.
        order("sm-fixed", "2022-06-01 10:00:00", "100.00", affiliate="sm-site"),
        refund("sm-fixed", "2022-06-02 10:00:00", "-40.00"),
        refund("sm-fixed", "2022-06-03 10:00:00", "-60.00"),
        order("sm-strange", "2022-06-01 10:00:00", "70.00", affiliate="sm-unknown"),
    ],
    "fx_rates": [
        rate("2022-06-01", "USD/EUR", "0.50000000"),
        rate("2022-06-02", "USD/EUR", "0.25000000"),
        rate("2022-06-03", "USD/EUR", "0.75000000"),
    ],
}
RULES: dict[str, list[dict[str, Any]]] = {
    "campaign_aliases": [
        {"platform": "google_ads", "campaign": campaign, "utm_campaign": tag, "valid_from": day}
        for campaign, tag, day in [
            ("sm-d", "sm-spring", "2022-01-01"),
            ("sm alpha", "sm-spring", "2022-02-01"),
            ("sm-d", "sm gamma", "2022-01-01"),
        ]
    ],
    "affiliate_commissions": [
        {
            "affiliate": affiliate,
            "coupon": "READ-sm" if affiliate == "sm-blog" else None,
            "channel": "Affiliates",
            "commission_percent": percent,
            "commission_fixed": fixed,
            "currency_code": currency,
            "valid_from": day,
        }
        for affiliate, percent, fixed, currency, day in [
            ("SM-blog", "10", None, None, "2022-01-01"),
            ("sm-blog", "20", None, None, "2022-07-01"),
            ("sm-site", None, "5.00", "USD", "2022-01-01"),
        ]
    ],
}


@pytest.mark.parametrize(
    ("cookie", "campaign", "matched_by"),
    [
        ("sm-clicks", "SM Alpha", "click_id"),
        ("sm-tells", "SM Beta", "utm_id"),
        ("sm-names", "SM Gamma", "campaign_name"),
        ("sm-means", "SM Delta", "alias"),
        ("sm-means-later", "SM Alpha", "alias"),
        ("sm-reads", None, None),
        ("sm-strays", None, None),
    ],
)
def test_a_click_says_more_than_an_id_an_id_more_than_a_name_a_name_more_than_an_alias(
    warehouse: Warehouse, cookie: str, campaign: str | None, matched_by: str | None
) -> None:
    for mart, key in [("fct_sessions", "anonymous_id"), ("fct_touchpoints", "session_id")]:
        assert warehouse.rows(
            f"select campaigns.name, campaign_matched_by from marts.{mart} as visits"
            " left join marts.dim_campaigns as campaigns using (campaign_id)"
            f" where {key} in (select {key} from marts.fct_sessions where anonymous_id = ?)",
            [cookie],
        ) == [(campaign, matched_by)]


def test_spend_and_touches_meet_by_campaign_and_month_or_say_why_not(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select campaign_id, month_start_date::varchar, cost, clicks, touches, reason"
        " from marts.fct_spend_matches"
        " where subject = 'ad_spend' and month_start_date between '2022-01-01' and '2022-12-31'"
        " order by campaign_id = md5('test|sm-e'), campaign_id = md5('test|sm-b'), 2"
    )
    alpha, beta, epsilon = (
        warehouse.value("select md5('test|' || ?)", [one]) for one in ["sm-a", "sm-b", "sm-e"]
    )
    assert found == [
        (alpha, "2022-01-01", Decimal("10.50"), 4, 1, None),
        (beta, "2022-03-01", Decimal("4.00"), 2, 0, "touched_in_other_months"),
        (epsilon, "2022-01-01", Decimal("5.55"), 0, 0, "no_clicks"),
        (epsilon, "2022-02-01", Decimal("1.00"), 1, 0, "never_touched"),
    ]


def test_paid_touches_that_meet_no_spend_are_rows_with_a_reason(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select utm_campaign, campaign, month_start_date::varchar, touches, reason"
        " from marts.fct_spend_matches"
        " where subject = 'touches' and month_start_date between '2022-01-01' and '2022-02-01'"
        " order by all"
    )
    # Beta is paid for in March, Gamma and Delta never are.
    assert found == [
        ("sm gamma", "SM Beta", "2022-01-01", 1, "no_cost_in_the_month"),
        ("sm gamma", "SM Gamma", "2022-01-01", 1, "no_cost_in_the_month"),
        ("sm-nobody", None, "2022-01-01", 1, "unknown_campaign"),
        ("sm-spring", "SM Alpha", "2022-02-01", 1, "no_cost_in_the_month"),
        ("sm-spring", "SM Delta", "2022-01-01", 1, "no_cost_in_the_month"),
    ]


def costs(warehouse: Warehouse, programme_name: str) -> list[tuple[str, str]]:
    """Days and amounts of a programme, as texts."""
    return warehouse.rows(
        "select date_day::varchar, cost::varchar from marts.fct_programme_costs"
        " where programme = ? order by 1",
        [programme_name],
    )


@pytest.mark.parametrize(
    ("programme_name", "expected"),
    [
        # 100.00 / 3: up to each day 33.33, 66.67 and 100.00.
        ("sm-fair", [("2022-05-01", "33.33"), ("2022-05-02", "33.34"), ("2022-05-03", "33.33")]),
        # Two cents back: up to each day 0.01 (of 0.0067), 0.01 (of 0.0133) and 0.02.
        ("sm-back", [("2022-05-01", "-0.01"), ("2022-05-02", "0.00"), ("2022-05-03", "-0.01")]),
        ("sm-plan", [("2022-05-20", "10.00")]),
        ("sm-both", [("2022-05-21", "12.50")]),
        ("sm-webinar", [("2022-05-10", "7.01")]),
        ("sm-leads", [("2022-05-12", "8.00")]),
        ("sm-turn", [("2026-12-30", "1.00"), ("2026-12-31", "1.00")]),
        ("sm-hoped", []),
        ("sm-undated", []),
        ("sm-banner", []),
        ("sm-reversed", []),
    ],
)
def test_a_programme_costs_what_its_rule_says_on_the_days_its_rule_says(
    warehouse: Warehouse, programme_name: str, expected: list[tuple[str, str]]
) -> None:
    assert costs(warehouse, programme_name) == expected


def test_a_cost_that_cannot_be_booked_is_a_row_with_a_reason(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "select coalesce(campaign, affiliate), cost, reason, month_start_date::varchar"
        " from marts.fct_spend_matches where subject = 'programme_cost' and not is_matched"
        " and cost_reporting is null and (campaign like 'sm-%' or affiliate like 'sm-%') order by 1"
    )
    assert found == [
        ("sm-banner", Decimal("13.00"), "counted_as_ad_spend", None),
        ("sm-hoped", None, "no_actual_cost", None),
        ("sm-reversed", Decimal("14.00"), "ends_before_it_starts", None),
        ("sm-turn", Decimal("2.00"), "yet_to_come", "2027-01-01"),
        ("sm-undated", Decimal("12.00"), "no_dates", None),
        ("sm-unknown", None, "no_commission_rule", "2022-06-01"),
    ]


def test_each_day_of_a_programme_has_its_own_rate(warehouse: Warehouse) -> None:
    # 1.50 dollars a day: 0.75 at 0.50, and 0.375 at 0.25, which is 0.38.
    assert warehouse.rows(
        "select cost, cost_reporting from marts.fct_programme_costs"
        " where programme = 'sm-dollars' order by date_day"
    ) == [(Decimal("1.50"), Decimal("0.75")), (Decimal("1.50"), Decimal("0.38"))]


def test_a_commission_is_clawed_back_on_the_day_of_the_refund_and_nothing_is_left(
    warehouse: Warehouse,
) -> None:
    # A tenth of 100.05, 66.70, 33.35 and 0 is 10.01, 6.67, 3.34 and 0; a fifth of 50.00 is 10.00.
    assert costs(warehouse, "sm-blog") == [
        ("2022-06-30", "10.01"),
        ("2022-07-01", "10.00"),
        ("2022-07-05", "-3.34"),
        ("2022-07-06", "-3.33"),
        ("2022-07-07", "-3.34"),
    ]


def test_a_fixed_commission_stays_until_all_of_the_order_is_refunded(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select date_day::varchar, currency_code, cost, cost_reporting"
        " from marts.fct_programme_costs where affiliate = 'sm-site' order by 1"
    ) == [
        ("2022-06-01", "USD", Decimal("5.00"), Decimal("2.50")),
        ("2022-06-03", "USD", Decimal("-5.00"), Decimal("-3.75")),
    ]


def test_programme_cost_stands_beside_spend_in_the_performance_marts(warehouse: Warehouse) -> None:
    for mart in ["fct_channel_performance", "fct_campaign_performance"]:
        # 1 June 2022: 0.75 for the dollars of Events, 2.50 for the affiliate's five.
        assert warehouse.rows(
            f"select channel, sum(spend), sum(programme_cost) from marts.{mart}"
            " where date_day = '2022-06-01' and attribution_model = 'linear' and basis = 'touch'"
            " group by channel having sum(programme_cost) <> 0 order by channel"
        ) == [
            ("Affiliates", Decimal("0.00"), Decimal("2.50")),
            ("Events", Decimal("0.00"), Decimal("0.75")),
        ]
