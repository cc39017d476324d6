"""A company in which everything has one name: whatever a name does to a figure, it does here."""

from dataclasses import replace
from datetime import date, datetime

from dashboards.filters import Filters
from tests.dashboards.invented_company import FILTERS
from tests.dashboards.invented_marts import Rows, campaign_performance, performance

DAY, AT = date(2026, 9, 15), datetime(2026, 9, 15)
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def filters_of_company(name: str) -> Filters:
    """The filters under which every figure has something to draw."""
    return replace(FILTERS, model=name, conversion_type=name)


def company_called(name: str) -> Rows:
    """Rows of every mart that a figure is drawn of."""
    return {**_results(name), **_journeys(name), **_funnel(name), **_cohorts(name), **_rest(name)}


def _results(name: str) -> Rows:
    figures = {
        "spend": 100, "programme_cost": 10, "revenue": 300, "customers": 2,
        "attribution_model": name,
    }  # fmt: skip
    target = {
        "kpi_target_id": "t", "metric": name, "segment_type": "all", "segment": name,
        "period_grain": "month", "period_start": FIRST, "period_end": LAST, "through_date": DAY,
        "unit": "money", "target_is": "at_least", "status": "behind", "days_elapsed": 15,
        "target": 200, "actual": 50, "expected_to_date": 100, "projection": 100,
        "projection_low": 90, "projection_high": 110,
    }  # fmt: skip
    overview = {
        "attribution_model": name, "attribution_model_label": name, "conversion_type": name,
        "channel": name, "touches": 3, "conversions": 2, "credit": 2, "credit_low": 1,
        "credit_high": 3, "credit_share": 1,
    }  # fmt: skip
    return {
        "fct_channel_performance": [performance(DAY, name, **figures)],
        "fct_campaign_performance": [campaign_performance(DAY, name, name, name, **figures)],
        "dim_campaigns": [{"campaign_id": name, "name": name, "type": name}],
        "fct_kpi_pacing": [target],
        "fct_spend_matches": [
            {
                "subject": "ad_spend", "is_matched": False, "reason": name, "campaign_id": name,
                "channel": name, "month_start_date": FIRST, "cost_reporting": 10, "clicks": 1,
                "touches": 0,
            }
        ],
        "attribution_overview": [overview | {"is_additive": one} for one in (True, False)],
    }  # fmt: skip


def _journeys(name: str) -> Rows:
    return {
        "fct_paths": [
            {
                "path_id": "p", "conversion_type": name, "is_converting": True, "path_length": 2,
                "channels_collapsed": [name, f"{name} again"], "days_to_convert": 1,
                "converted_at": AT,
            }
        ],
        "fct_touch_positions": [
            {
                "conversion_type": name, "channel": name, "place": "first", "touches": 2,
                "conversions": 1, "days_before_conversion": 1,
            }
        ],
    }  # fmt: skip


def _funnel(name: str) -> Rows:
    rates = {
        "cohort_grain": "week", "from_stage": name, "to_stage": name, "from_position": 2,
        "entered": 30, "advanced": 20, "recycled": 1, "lost": 2, "still_open": 7,
        "median_days": 2, "p90_days": 4, "cohort_start_date": date(2026, 9, 14),
    }  # fmt: skip
    return {
        "fct_funnel_stages": [
            {
                "stage": name, "stage_position": 2, "cycle": 1, "outcome": "advanced",
                "days_in_stage": 2, "entered_at": AT,
            }
        ],
        "fct_funnel_conversion": [
            rates | {"segment_type": "all", "segment": "all"},
            rates | {"segment_type": "channel", "segment": name},
        ],
        "fct_stalled_leads": [{"stage": name, "blocked_by": "no owner", "hours_over": 48}],
        "fct_lead_handoffs": [
            {
                "handed_over_at": AT, "rejected_at": AT, "rejection_reason": name,
                "verdict": "rejected", "response": "late", "is_due": True,
            }
        ],
    }  # fmt: skip


def _cohorts(name: str) -> Rows:
    cohort = {
        "attribution_model": name, "basis": "conversion", "channel": name, "cohort_month": FIRST,
        "revenue": 300,
    }  # fmt: skip
    return {
        "fct_unit_economics": [
            cohort
            | {
                "customers": 2, "spend": 100, "programme_cost": 10, "gross_profit": 150,
                "months_observed": 1, "unconverted_amounts": 0,
            }
        ],
        "fct_cohort_ltv": [cohort | {"months_since": 0}],
        "fct_customer_value": [
            {"customer_id": f"{name} {n}", "is_customer": True, "acquired_at": AT, "revenue": n}
            for n in range(1, 11)
        ],
    }  # fmt: skip


def _rest(name: str) -> Rows:
    return {
        "fct_experiment_results": [
            {
                "experiment_id": name, "variant_id": name, "metric": metric, "is_control": False,
                "difference": 0.1, "difference_low": 0.05, "difference_high": 0.2,
                "chance_better": 0.99, "has_sample_ratio_mismatch": False,
            }
            for metric in ("conversion_rate", name)
        ],
        "fct_data_quality": [
            {
                "metric": metric, "source_system": name, "resource": name, "reason": name,
                "unit": "share", "value": 0.5, "numerator": 1, "denominator": 2,
                "warn_value": 0.6, "verdict": "warn", "owner": name,
            }
            for metric in ("people_seen_on_the_web", "unattributed_conversions")
        ],
    }  # fmt: skip
