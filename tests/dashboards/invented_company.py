"""A company small enough to be reckoned by hand, and its exhibits."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards.exhibit import Shown, Table, Tiles, show
from dashboards.filters import Filters
from dashboards.pages import PAGES
from dashboards.published import Marts
from dashboards.theme import Theme
from tests.dashboards.invented_marts import Rows, campaign_performance, performance

THEME = Theme("EUR")
FILTERS = Filters(
    first_day=date(2026, 9, 1),
    last_day=date(2026, 9, 30),
    model="first_touch",
    basis="conversion",
    conversion_type="customer",
)
ATTACK = "<img src=x onerror=alert(1)>"
FIRST, BEFORE, NOW = date(2026, 7, 1), date(2026, 8, 15), date(2026, 9, 15)

COMPANY: Rows = {
    "fct_channel_performance": [
        performance(FIRST, "Email", spend=1, programme_cost=1, revenue=1),
        performance(BEFORE, "Email", programme_cost=50, revenue=100, leads=4, customers=1),
        performance(NOW, "Email", programme_cost=100, revenue=150, leads=5, customers=0.5),
        performance(NOW, "Paid Search", spend=300, revenue=900, leads=3, customers=1.5),
        performance(NOW, "(unattributed)", revenue=50, customers=1),
        performance(NOW, "Paid Search", spend=300, revenue=1, basis="touch"),
        performance(NOW, "Paid Search", spend=300, revenue=1, attribution_model="linear"),
    ],
    "fct_campaign_performance": [
        campaign_performance(NOW, "Paid Search", "c1", ATTACK, spend=200, revenue=900, clicks=10),
        campaign_performance(NOW, "Paid Search", "c2", "🎉 $5 off", spend=100, clicks=5),
        campaign_performance(NOW, "Email", "(none)", None, programme_cost=100, revenue=150),
        campaign_performance(NOW, "(unattributed)", "(none)", None, revenue=50),
    ],
    "dim_campaigns": [
        {"campaign_id": "c1", "name": ATTACK, "type": "SEARCH"},
        {"campaign_id": "c2", "name": "🎉 $5 off", "type": "VIDEO"},
    ],
    "attribution_overview": [
        {
            "attribution_model": model,
            "attribution_model_label": model.title(),
            "is_additive": model != "influenced",
            "conversion_type": "customer",
            "channel": channel,
            "touches": 3,
            "conversions": 2,
            "credit": credit,
            "credit_low": credit / 2,
            "credit_high": credit * 2,
            "credit_share": credit / 4,
        }
        for model, channel, credit in [
            ("first_touch", "Paid Search", 3),
            ("first_touch", "Email", 1),
            ("linear", "Paid Search", 1),
            ("linear", "Email", 2),
            ("linear", ATTACK, 1),
            ("influenced", "Paid Search", 4),
        ]
    ],
}


def shown_on(published: Path, page: str, exhibit: str, filters: Filters = FILTERS) -> Shown:
    """An exhibit of a page, of the version that readers are sent to."""
    where = next(one for one in PAGES if one.name == page)
    what = next(one for one in where.exhibits if one.name == exhibit)
    return show(where, what, filters, THEME, Marts.open_current(published).rows)


def strings_of(figure: str) -> list[str]:
    """Every text in a figure's JSON, as a browser reads it."""
    found: list[str] = []
    waiting: list[Any] = [json.loads(figure)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return found


def tiles_of(shown: Shown) -> dict[str, tuple[str, str | None, bool | None]]:
    assert isinstance(shown.drawing, Tiles)
    return {tile.label: (tile.value, tile.change, tile.is_good) for tile in shown.drawing.tiles}


def table_of(shown: Shown) -> pd.DataFrame:
    assert isinstance(shown.drawing, Table)
    return shown.drawing.rows
