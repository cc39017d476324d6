"""Targets and what was advertised as rows, and where a target stands."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

HELD_TO = 1e-9
DECEMBER = {"period_grain": "month", "period_start": "2026-12-01"}
NOVEMBER = {"period_grain": "month", "period_start": "2026-11-01"}
TARGETS = [
    ("spend", "steady", "240", DECEMBER),
    ("clicks", "steady", "130", DECEMBER),
    ("impressions", "steady", "18000", DECEMBER),
    ("spend", "steady", "200", NOVEMBER),
    ("clicks", "steady", "105", NOVEMBER),
    ("cpc", "steady", "2", NOVEMBER),
    ("spend", "steady", "0", {"period_grain": "week", "period_start": "2026-11-02"}),
    ("clicks", "steady", "0", {"period_grain": "week", "period_start": "2026-11-02"}),
    ("spend", "steady", "70", {"period_grain": "quarter", "period_start": "2027-01-01"}),
    ("spend", "steady", "410", {"period_grain": "quarter", "period_start": "2026-10-01"}),
    ("spend", "credited", "10", DECEMBER),
    ("spend", "noisy", "2000", DECEMBER),
    ("cpc", "noisy", "7", DECEMBER),
    ("cpc", "young", "2", {"period_grain": "week", "period_start": "2026-12-28"}),
    ("spend", "young", "140", {"period_grain": "week", "period_start": "2026-12-28"}),
    ("spend", "young", "10", {"period_grain": "day", "period_start": "2026-12-31"}),
    ("leads", "steady", "10", DECEMBER),
    ("spend", "nobody", "10", DECEMBER),
    ("custommers", "steady", "10", DECEMBER),
    ("spend", "steady", "10", {"period_grain": "fortnight", "period_start": "2026-12-01"}),
]
FIRST, MIDDLE, LAST = "2026-12-01", "2026-12-17", "2026-12-31"

Paced = Callable[[str], dict[tuple[str, str, str], dict[str, Any]]]


def advertised(campaign: str, day: date, spend: Decimal | int, clicks: int) -> dict[str, Any]:
    return {
        "date_day": day,
        "platform": "google_ads",
        "ad_account_id": f"tg-{campaign}",
        "campaign_source_id": f"tg-{campaign}",
        "campaign_name": f"Targets {campaign}",
        "campaign_type": "SEARCH",
        "ad_group_source_id": f"tg-{campaign}",
        "ad_source_id": f"tg-{campaign}",
        "spend": spend,
        "impressions": 1000,
        "clicks": clicks,
        "currency_code": "EUR",
        "account_timezone": "Europe/Berlin",
    }


def days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def told(row: dict[str, Any], *columns: str) -> list[Any]:
    return [float(row[name]) if isinstance(row[name], Decimal) else row[name] for name in columns]
