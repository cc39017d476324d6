"""Funnel and velocity: how far people come, how long it takes them, and where they turn back."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards.exhibit import Column, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.stages import short, stage, stages, step
from dashboards.theme import ACCENT, GRID, INK, QUIET, Theme, percent, whole
from dashboards.wording import SEGMENT_TYPES, in_words

# Okabe and Ito's colours: told apart by readers with any common colour blindness.
_OUTCOMES = {
    "went_on": ("went on", "#0072b2"),
    "still_in_it": ("still in it", "#c9ced6"),
    "recycled": ("recycled", "#e69f00"),
    "lost": ("lost or disqualified", "#d55e00"),
}
_STEPS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a8f98")
_PASSES = {"first pass": "#0072b2", "later pass": "#e69f00"}
_AT_ONCE = 0.1  # days: nine in ten took less, so there is nothing to see
_TOO_FEW = 20  # entries that a rate says little of
_TOO_FEW_FOR_DAYS = 5  # people whose median says little


def outcomes(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A bar a stage, cut by what became of those who entered it."""
    entered = rows.drop_duplicates("from_stage").sort_values("from_position")
    labels = {
        row.from_stage: f"{theme.text(stage(row.from_stage))}<br>{whole(row.entered)}"
        for row in entered.itertuples()
    }
    figure = theme.figure(height=90 + 62 * len(labels))
    for outcome, (words, colour) in _OUTCOMES.items():
        part = rows[rows["outcome"] == outcome]
        figure.add_bar(
            name=words,
            orientation="h",
            y=[labels[name] for name in part["from_stage"]],
            x=part["percent"].tolist(),
            marker_color=colour,
            text=[percent(value) if value >= 8 else "" for value in part["percent"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            customdata=part["people"].tolist(),
            hovertemplate="%{y}<br>" + words + ": %{customdata:,} (%{x:.1f} %)<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal", margin={"r": 30})
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    figure.update_xaxes(range=[0, 100], ticksuffix=" %")
    return figure


def stage_table(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a stage."""
    shown = rows.assign(from_stage=[stage(name) for name in rows["from_stage"]])
    return Table(
        shown,
        (
            Column("from_stage", "Stage"),
            Column("entered", "Entered", "whole"),
            Column("advanced", "Went on", "whole"),
            Column("went_on_percent", "Went on, %", "percent"),
            Column("median_days", "Median days", "tenths"),
            Column("p90_days", "9 in 10 within days", "tenths"),
            Column("still_open", "Still in it", "whole"),
            Column("recycled", "Recycled", "whole"),
            Column("lost", "Lost", "whole"),
        ),
    )


def conversion_over_time(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A line a step of the funnel."""
    told = rows[rows["entered"] >= _TOO_FEW]
    if told.empty:
        return None
    figure = theme.figure(height=440)
    for colour, (_position, part) in zip(_endless(), told.groupby("from_position"), strict=False):
        first = part.iloc[0]
        figure.add_scatter(
            name=theme.text(step(first["from_stage"], first["to_stage"]), 60),
            x=part["cohort_start_date"].tolist(),
            y=part["went_on_percent"].tolist(),
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 5},
            customdata=part[["advanced", "entered"]].to_numpy().tolist(),
            hovertemplate="%{y:.1f} % (%{customdata[0]:,} of %{customdata[1]:,})",
        )
    figure.update_layout(hovermode="x unified")
    figure.update_yaxes(range=[0, 103], ticksuffix=" %")
    return figure


def velocity(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A small figure a step: the median, and above it how long nine in ten took."""
    told = rows[rows["advanced"] >= _TOO_FEW_FOR_DAYS].groupby("from_position")
    slow = [part for _position, part in told if part["p90_days"].max() > _AT_ONCE]
    if not slow:
        return None
    titles = [
        theme.text(step(part.iloc[0]["from_stage"], part.iloc[0]["to_stage"]), 60) for part in slow
    ]
    figure = make_subplots(
        rows=len(slow), cols=1, subplot_titles=titles, shared_xaxes=True,
        vertical_spacing=min(0.08, 0.4 / len(slow)), figure=theme.figure(80 + 130 * len(slow)),
    )  # fmt: skip
    for number, part in enumerate(slow, start=1):
        for name, column, style in (
            ("nine in ten within", "p90_days", {"color": QUIET, "dash": "dot", "width": 1.5}),
            ("median", "median_days", {"color": ACCENT, "width": 2.5}),
        ):
            figure.add_scatter(
                name=name, legendgroup=name, showlegend=number == 1, row=number, col=1,
                x=part["cohort_start_date"].tolist(), y=part[column].tolist(),
                mode="lines+markers", line=style, marker={"size": 4},
                hovertemplate="%{x|%d %b %Y}: " + name + " %{y:.1f} days<extra></extra>",
            )  # fmt: skip
    figure.update_annotations(font={"size": 13, "color": INK}, xanchor="left", x=0)
    figure.update_yaxes(rangemode="tozero", nticks=4)
    figure.update_layout(legend={"y": 1 + 30 / (80 + 130 * len(slow))}, margin={"t": 40})
    return figure


def segments(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A row a segment, a column a step; the darker, the better than others at this step."""
    steps = rows.drop_duplicates("from_position").sort_values("from_position")
    names = list(dict.fromkeys(rows["segment"]))
    cells = rows.set_index(["segment", "from_position"])
    shade: list[list[float | None]] = []
    texts: list[list[str]] = []
    told = rows[rows["entered"] >= _TOO_FEW]
    best = told.groupby("from_position")["went_on_percent"].max()
    for name in names:
        found = [
            cells.loc[(name, position)] if (name, position) in cells.index else None
            for position in steps["from_position"]
        ]
        shade.append([_shade(cell, best) for cell in found])
        texts.append([_rate(cell) for cell in found])
    figure = theme.figure(height=120 + 30 * len(names))
    figure.add_heatmap(
        x=[theme.text(short(name)) for name in steps["from_stage"]],
        y=list(theme.labels(names, 24).values()),
        z=shade,
        text=texts,
        texttemplate="%{text}",
        textfont={"size": 11},
        colorscale=[[0, "#f3f7fa"], [1, "#5fa8d3"]],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
    )
    figure.update_xaxes(type="category", side="top", showgrid=False, autotickangles=[0, -90])
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    figure.update_layout(plot_bgcolor=GRID)
    return figure


def cycles(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A pair of bars a stage: the first pass, and those after it."""
    figure = theme.figure(height=90 + 56 * rows["stage"].nunique())
    for name, colour in _PASSES.items():
        part = rows[rows["pass"] == name]
        figure.add_bar(
            name=name,
            orientation="h",
            y=stages(part["stage"], theme),
            x=part["went_on_percent"].tolist(),
            marker_color=colour,
            text=[percent(value) for value in part["went_on_percent"]],
            textposition="outside",
            cliponaxis=False,
            customdata=part[["advanced", "entered"]].to_numpy().tolist(),
            hovertemplate="%{y}, "
            + name
            + ": %{x:.1f} % (%{customdata[0]:,} of %{customdata[1]:,})<extra></extra>",
        )
    figure.update_layout(barmode="group", margin={"r": 30})
    figure.update_xaxes(range=[0, 108], ticksuffix=" %", dtick=25)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def _endless() -> list[str]:
    return list(_STEPS) * 10


def _shade(cell: pd.Series | None, best: pd.Series) -> float | None:
    if cell is None or cell["entered"] < _TOO_FEW:
        return None
    top = float(best[cell.name[1]])
    return float(cell["went_on_percent"]) / top if top else 0.0


def _rate(cell: pd.Series | None) -> str:
    if cell is None:
        return ""
    if cell["entered"] < _TOO_FEW:
        return f"{whole(cell['advanced'])}/{whole(cell['entered'])}"
    return percent(cell["went_on_percent"])


_SEGMENTS = ", ".join(
    in_words(name, SEGMENT_TYPES).lower()
    for name in ("channel", "campaign", "country", "industry", "lead_source")
)

FUNNEL = Page(
    name="funnel",
    title="Funnel and velocity",
    icon="filter_alt",
    question="How far do people come, how long does it take them, and where do they turn back?",
    segment_types=("channel", "campaign", "country", "industry", "lead_source"),
    exhibits=(
        Exhibit(
            "outcomes",
            "What became of those who entered a stage",
            "Each bar is everybody who entered the stage in the weeks of the period, each pass "
            "counted; the number is how many. Who is still in it may yet go on.",
            outcomes,
        ),
        Exhibit(
            "stages",
            "Stage by stage",
            "Days are known for all people together only: medians of parts do not add up. Choose "
            "no segment to see them.",
            stage_table,
        ),
        Exhibit(
            "conversion_over_time",
            "How many go on, over time",
            "By the week (the month, over more than a year) in which the stage was entered. "
            f"Under {_TOO_FEW} entries there is no point. The newest may still rise: their people "
            "have had less time.",
            conversion_over_time,
            when_empty=f"No week of these days has {_TOO_FEW} entries. Choose more days.",
        ),
        Exhibit(
            "velocity",
            "How long it takes, over time",
            "Days to the next stage of those who went on; steps that are taken at once are left "
            f"out, and weeks in which fewer than {_TOO_FEW_FOR_DAYS} people did. The newest look "
            "fast: only who is fast has gone on yet.",
            velocity,
            when_empty="Too few went on in these days, or everybody did at once.",
        ),
        Exhibit(
            "segments",
            "Where they differ",
            f"The same rates by segment ({_SEGMENTS}); by channel as long as none is chosen. "
            "A column is who entered that stage; "
            f"darker is better than others there; under {_TOO_FEW} entries there is no rate.",
            segments,
        ),
        Exhibit(
            "cycles",
            "Who comes back",
            "People who were recycled, or came back after being lost, pass again: do they go on "
            "as often as in their first pass?",
            cycles,
        ),
    ),
)
