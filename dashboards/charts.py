"""Shapes of figures that several pages draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards.theme import INK, QUIET, Theme, day

_ROW_HEIGHT = 44
_BAR = 0.34
_LABEL_ABOVE = 0.4
_ROOM = 1.02  # beyond the longest bar, so that a mark at its end is whole
_PALE = 0.4  # what is a part of a month or week and must not be read as a whole one
_MARKED = {"symbol": "line-ns-open", "size": 13, "color": INK, "line": {"width": 2.5}}


@dataclass(frozen=True)
class Bar:
    """A bar of a list.

    Attributes:
        label: what it is of, already safe for a figure; `text` is what it comes to.
        length: where it ends on the axis.
        hover: what is told of it, already safe for a figure.
        mark: where a mark stands on it, if anywhere.
    """

    label: str
    length: float
    text: str
    colour: str
    hover: str = ""
    mark: float | None = None


def bar_list(theme: Theme, bars: Sequence[Bar], mark_name: str = "") -> go.Figure:
    """Bars under one another, each under its label: readable on a phone, however long labels are.

    Args:
        theme: the look.
        bars: from the top.
        mark_name: what the marks say, for the legend.
    """
    figure = theme.figure(height=24 + (26 if mark_name else 0) + _ROW_HEIGHT * len(bars))
    places = list(range(len(bars) - 1, -1, -1))
    hovers = [bar.hover or f"<b>{bar.label}</b><br>{bar.text}" for bar in bars]
    figure.add_bar(
        y=places,
        x=[bar.length for bar in bars],
        orientation="h",
        width=_BAR,
        marker_color=[bar.colour for bar in bars],
        hovertext=hovers,
        hoverinfo="text",
        showlegend=False,
    )
    if mark_name:
        figure.add_scatter(
            y=places,
            x=[bar.mark for bar in bars],
            mode="markers",
            name=mark_name,
            marker=_MARKED,
            hovertext=hovers,
            hoverinfo="text",
            showlegend=True,
        )
    _label_rows(figure, [(bar.label, bar.text) for bar in bars])
    ends = [0.0, *(bar.length for bar in bars), *(bar.mark for bar in bars if bar.mark is not None)]
    figure.update_xaxes(range=[min(ends), (max(ends) or 1) * _ROOM])
    return figure


def _label_rows(figure: go.Figure, rows: Sequence[tuple[str, str]]) -> None:
    """A line over each row of a list: what it is of at the left, what it comes to at the right."""
    labels = [
        {
            "x": x,
            "xref": "paper",
            "xanchor": anchor,
            "y": place + _LABEL_ABOVE,
            "yanchor": "middle",
            "text": words,
            "showarrow": False,
            "font": {"size": 12, "color": colour},
            "bgcolor": "rgba(255, 255, 255, 0.8)",
            "borderpad": 0,
        }
        for place, row in zip(range(len(rows) - 1, -1, -1), rows, strict=True)
        for words, x, anchor, colour in zip(
            row, (0, 1), ("left", "right"), (INK, QUIET), strict=True
        )
    ]
    figure.update_layout(
        annotations=labels,  # all at once: one by one they take ten times as long
        yaxis={"visible": False, "range": [-0.35, len(rows) - 0.35]},
    )


def parts(rows: pd.DataFrame) -> tuple[list[float], list[str]]:
    """How opaque columns over time are, and what is told of those that are parts of a period.

    Args:
        rows: with `is_whole`, and `first_counted_date` and `last_counted_date` of what is counted.
    """
    opacities, told = [], []
    for row in rows.itertuples():
        first, last = day(row.first_counted_date), day(row.last_counted_date)
        opacities.append(1.0 if row.is_whole else _PALE)
        told.append(
            "" if row.is_whole else f" ({first}{'' if first == last else f' to {last}'} only)"
        )
    return opacities, told


def stacked_over_time(
    theme: Theme, rows: pd.DataFrame, time: str, value: str, prefix: str = ""
) -> go.Figure:
    """Columns of a value over time, a colour a channel.

    Args:
        theme: the look.
        rows: one row a time and channel, with the columns `channel`, `time` and `value` name, and
            what says of which days they are parts.
        time: column of the first days.
        value: column that is stacked.
        prefix: what stands before numbers, such as the sign of a currency.
    """
    figure = theme.figure(height=380)
    order = rows.groupby("channel")[value].sum().sort_values(ascending=False).index
    for channel in order:
        part = rows[rows.channel == channel]
        name = theme.text(channel)
        opacities, told = parts(part)
        figure.add_bar(
            x=part[time],
            y=part[value],
            name=name,
            marker={"color": theme.colour(channel), "opacity": opacities},
            customdata=told,
            hovertemplate=f"<b>{name}</b><br>%{{x|%d %b %Y}}%{{customdata}}: "
            f"{prefix}%{{y:,.0f}}<extra></extra>",
        )
    figure.update_layout(barmode="relative", legend={"yanchor": "top", "y": -0.12})
    figure.update_yaxes(tickprefix=prefix, tickformat="~s")
    return figure
