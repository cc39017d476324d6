"""Targets on the overview: how far each has come, and the first of them day by day."""

from typing import Any

import pandas as pd

from dashboards.charts import Bar, bar_list
from dashboards.exhibit import Drawing
from dashboards.filters import Filters
from dashboards.theme import ACCENT, BAD, GOOD, INK, QUIET, WARNING, Theme, percent, tenths, whole
from dashboards.wording import METRICS, in_words

_STATUS_COLOURS = {
    "met": GOOD,
    "on_track": ACCENT,
    "at_risk": WARNING,
    "behind": BAD,
    "missed": BAD,
}
_DRAWN = [
    "actual_percent", "expected_percent", "projection_percent", "projection_low_percent",
    "projection_high_percent",
]  # fmt: skip
_CIRCLE = {"size": 9, "color": "white", "line": {"color": INK, "width": 2}}


def pacing(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    """Each target as a bar up to its line, with what was expected by now and what is to come."""
    bars = [
        Bar(
            label=_name(row, theme),
            length=row.actual_percent,
            text=f"<b>{_in_unit(row.unit, row.actual, theme)}</b> of "
            f"{_in_unit(row.unit, row.target, theme)} · {in_words(row.status, {}).lower()}",
            colour=_STATUS_COLOURS.get(row.status, QUIET),
            hover=_told(row, theme),
            mark=row.expected_percent,
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars, "Expected by now")
    figure.add_scatter(
        y=list(range(len(bars) - 1, -1, -1)),
        x=rows.projection_percent,
        mode="markers",
        name="Projection, with its interval",
        marker=_CIRCLE,
        error_x=_interval(
            rows.projection_percent, rows.projection_low_percent, rows.projection_high_percent
        ),
        hovertext=[bar.hover for bar in bars],
        hoverinfo="text",
    )
    figure.add_vline(x=100, layer="below", line={"color": QUIET, "dash": "dot", "width": 1.5})
    ends = rows[_DRAWN]
    farthest = max(100, ends.max().max()) * 1.02
    figure.update_xaxes(ticksuffix=" %", range=[min(0, ends.min().min()), farthest])
    return figure


def pacing_days(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    """The sum of a metric so far, against even days towards the target."""
    first = rows.iloc[0]
    metric = theme.text(in_words(first.metric, METRICS))
    figure = theme.figure(height=320)
    figure.add_scatter(
        x=[first.period_start, first.period_end],
        y=[0, first.target],
        mode="lines",
        name="Target, were days even",
        line={"color": QUIET, "dash": "dot", "width": 1.5},
    )
    figure.add_scatter(
        x=rows.date_day,
        y=rows.so_far,
        mode="lines",
        name=f"{metric} so far",
        line={"color": ACCENT, "width": 3},
        fill="tozeroy",
        fillcolor="rgba(0,114,178,0.10)",
    )
    last = rows.iloc[-1:]
    figure.add_scatter(
        x=last.period_end,
        y=last.projection,
        mode="markers",
        name="Projection, with its interval",
        marker=_CIRCLE,
        error_y=_interval(last.projection, last.projection_low, last.projection_high),
    )
    sign = theme.sign if first.unit in ("money", "price") else ""
    figure.update_yaxes(tickprefix=sign, tickformat="~s", rangemode="tozero")
    return figure


def _name(row: Any, theme: Theme) -> str:
    metric = theme.text(in_words(row.metric, METRICS))
    segment = f", {theme.text(row.segment)}" if row.segment else ""
    return f"{metric}{segment}" + ("" if row.period_grain == "month" else f" ({row.period_grain})")


def _told(row: Any, theme: Theme) -> str:
    low, high, middle, by_now = (
        _in_unit(row.unit, value, theme)
        for value in (
            row.projection_low,
            row.projection_high,
            row.projection,
            row.expected_to_date,
        )
    )
    return (
        f"<b>{_name(row, theme)}</b> until {row.period_end:%d %b %Y}"
        f"<br>{_in_unit(row.unit, row.actual, theme)} of "
        f"{'at most ' if row.target_is == 'at_most' else ''}"
        f"{_in_unit(row.unit, row.target, theme)}"
        f"<br>expected by now {by_now}<br>going to {middle} ({low} to {high})"
    )


def _interval(middle: pd.Series, low: pd.Series, high: pd.Series) -> dict[str, object]:
    """A bar from the lower to the upper end of an interval around points."""
    return {
        "type": "data",
        "symmetric": False,
        "array": high - middle,
        "arrayminus": middle - low,
        "color": INK,
        "thickness": 1.5,
        "width": 4,
    }


def _in_unit(unit: str, value: float, theme: Theme) -> str:
    """A figure as its metric is read; its unit is said where the metric is defined."""
    match unit:
        case "money":
            return theme.money(value, 0)
        case "price":
            return theme.money(value, 2)
        case "share":
            return percent(100 * value, 1)
        case "percent":
            return percent(value)
        case "multiple":
            return tenths(value)
        case _:
            return whole(value)
