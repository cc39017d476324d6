"""Journeys: how people come to a conversion, in how many steps and how long."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts import Bar, bar_list
from dashboards.exhibit import Column, Drawing, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.theme import ACCENT, GOOD, QUIET, Theme, days, percent, whole
from dashboards.wording import PLACES, in_words

_CONVERSION = "(conversion)"
_FURTHER = "(further touches)"
_NOT_CHANNELS = {_CONVERSION: "Conversion", _FURTHER: "more"}
_LAST_STEP = 3
_PATHS = (
    Column("path_rank", "Rank", "whole"),
    Column("path", "Path"),
    Column("conversions", "Conversions", "whole"),
    Column("paths_without_conversion", "Led nowhere so far", "whole"),
    Column("conversion_rate_percent", "Converted", "rate"),
    Column("value_reporting", "Value", "cents"),
    Column("days_to_convert", "Days to convert (mean)", "tenths"),
)
_PLACE_COLOURS = {"only": "#332288", "first": "#0072b2", "middle": "#a8b2bd", "last": "#e69f00"}
_NOTHING = (
    "No conversion of this type in these days. Choose more days, another conversion or another "
    "segment."
)


def _steps(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    places = {
        (row.step, row.from_channel) if row.from_channel != _FURTHER else (_LAST_STEP + 1, _FURTHER)
        for row in rows.itertuples()
    }
    places |= {_target(row) for row in rows.itertuples()}
    nodes = sorted(places)
    number = {node: index for index, node in enumerate(nodes)}
    sources = [
        number[
            (_LAST_STEP + 1, _FURTHER)
            if row.from_channel == _FURTHER
            else (row.step, row.from_channel)
        ]
        for row in rows.itertuples()
    ]
    figure = theme.figure(height=480)
    figure.add_trace(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [_name(channel, theme) for _, channel in nodes],
                "color": [_colour(channel, theme) for _, channel in nodes],
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "<b>%{label}</b><br>%{value:,.0f} paths<extra></extra>",
            },
            link={
                "source": sources,
                "target": [number[_target(row)] for row in rows.itertuples()],
                "value": list(rows.paths),
                "color": [_faded(_colour(row.from_channel, theme)) for row in rows.itertuples()],
                "hovertemplate": "%{source.label} → %{target.label}<br>%{value:,.0f} paths"
                "<extra></extra>",
            },
        )
    )
    return figure


def _target(row: Any) -> tuple[int, str]:
    """Where a link ends: a channel at the next step, or one of the two that are at the end."""
    if row.to_channel == _CONVERSION:
        return _LAST_STEP + 2, _CONVERSION
    if row.to_channel == _FURTHER:
        return _LAST_STEP + 1, _FURTHER
    return row.step + 1, row.to_channel


def _name(channel: str, theme: Theme) -> str:
    """Of two lines where it has two words, so that steps may stand close on a phone."""
    name = _NOT_CHANNELS.get(channel) or theme.text(channel, 18)
    return name.replace(" ", "<br>", 1)


def _colour(channel: str, theme: Theme) -> str:
    if channel == _CONVERSION:
        return GOOD
    return QUIET if channel == _FURTHER else theme.colour(channel)


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.35)"


def _top_paths(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    has_value = rows.value_reporting.notna().any()
    columns = [one for one in _PATHS if has_value or one.name != "value_reporting"]
    return Table(rows, tuple(columns))


def _lengths(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    last = rows.touches.max()
    names = [f"{count}+" if count == last == 12 else str(count) for count in rows.touches]
    return _columns(theme, names, rows)


def _days_to_convert(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = [
        Bar(
            label=row.days_to_convert,
            length=row.conversions,
            text=f"<b>{whole(row.conversions)}</b> · {percent(row.conversions_percent)}",
            colour=ACCENT,
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars)
    figure.update_xaxes(
        showticklabels=False,
        showgrid=False,
        title={"text": f"Half of them within {days(rows.median_days.iloc[0])}", "standoff": 0},
    )
    return figure


def _columns(theme: Theme, names: list[str], rows: pd.DataFrame) -> go.Figure:
    figure = theme.figure(height=330)
    figure.add_bar(
        x=names,
        y=rows.conversions,
        marker_color=ACCENT,
        customdata=rows.conversions_percent,
        hovertemplate="%{x} touches: %{y:,} (%{customdata:.0f} %)<extra></extra>",
    )
    figure.update_xaxes(
        type="category", tickangle=0, title={"text": "Touches before the conversion"}
    )
    figure.update_yaxes(tickformat=",d", rangemode="tozero")
    return figure


def _positions(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    labels = theme.labels(rows.channel, 18)
    figure = theme.figure(height=80 + 30 * len(labels))
    for place, colour in _PLACE_COLOURS.items():
        part = rows[rows.place == place]
        word = in_words(place, PLACES)
        figure.add_bar(
            y=[labels[channel] for channel in part.channel],
            x=part.touches,
            orientation="h",
            name=word,
            marker_color=colour,
            customdata=part[["conversions", "days_before_conversion"]],
            hovertemplate=f"<b>%{{y}}</b> {word.lower()}<br>%{{x:,}} touches"
            " in %{customdata[0]:,} conversions<br>%{customdata[1]:.1f} days before, on average"
            "<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend={"traceorder": "normal"})
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(reversed(labels.values())),
        showgrid=False,
    )
    return figure


JOURNEYS = Page(
    name="journeys",
    title="Journeys",
    icon="route",
    question="How do people come to a conversion, and how long does it take?",
    segment_types=("country", "industry"),
    exhibits=(
        Exhibit(
            name="steps",
            title="First steps to the conversion",
            explanation="Paths that converted in these days, from left to right; touches of a "
            "channel in a row count once. At each step the six channels with most paths are named.",
            draw=_steps,
            when_empty=_NOTHING,
        ),
        Exhibit(
            name="days_to_convert",
            title="Time to convert",
            explanation="From the first touch to the conversion.",
            draw=_days_to_convert,
            when_empty=_NOTHING,
            is_half=True,
        ),
        Exhibit(
            name="lengths",
            title="Touches it takes",
            explanation="Every touch counts; without one (0) nothing tells how they came.",
            draw=_lengths,
            when_empty=_NOTHING,
            is_half=True,
        ),
        Exhibit(
            name="top_paths",
            title="Paths that convert most",
            explanation="Touches of a channel in a row count once. The rate is of everybody who "
            "came this way, also those who have not converted.",
            draw=_top_paths,
            when_empty="There is no conversion of this type yet.",
        ),
        Exhibit(
            name="positions",
            title="Who opens, who closes",
            explanation="Touches on converting paths by their place: the only one, the first, "
            "one between, or the last.",
            draw=_positions,
            when_empty="There is no conversion of this type yet.",
        ),
    ),
)
