"""Data quality: how far the numbers can be trusted, and who does what where they cannot."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts import Bar, bar_list
from dashboards.exhibit import Column, Exhibit, Page, Table, Tile, Tiles
from dashboards.filters import Filters
from dashboards.stages import short
from dashboards.theme import MISSING, Theme, percent, whole
from dashboards.wording import CONVERSIONS, in_words

_VERDICTS = {"fail": "Error", "warn": "Warning", "ok": "Fine"}
_COLOURS = {"fail": "#d55e00", "warn": "#e69f00", "ok": "#009e73"}
_NOT_JUDGED = "#c9ced6"
_METRICS = {
    "people_seen_on_the_web": "CRM people on the web",
    "inquiries_in_the_crm": "Web inquiries in CRM",
    "spend_with_touches": "Spend with touches",
    "events_by_verdict": "Events",
}


def key_figures(rows: pd.DataFrame, _: Filters, __: Theme) -> Tiles:
    """The verdicts, counted."""
    now = rows.iloc[0]
    return Tiles(
        (
            Tile(
                "Errors",
                whole(now["failing"]),
                note="None is ever published: an error stops the build.",
            ),
            Tile("Warnings", whole(now["warnings"]), note="Shown, and published."),
            Tile("Fine", whole(now["fine"]), note="Within their thresholds."),
            Tile(
                "Spend with touches",
                percent(now["spend_with_touches_percent"]),
                note="Ad spend of campaigns that some touch belongs to.",
            ),
            Tile(
                "Quarantined rows",
                whole(now["quarantined_rows"]),
                note="Could not be read; counted here, and nowhere else.",
            ),
        )
    )


def verdicts(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a figure that is judged."""
    shown = rows.assign(
        verdict=[in_words(name, _VERDICTS) for name in rows["verdict"]],
        metric=[in_words(name, _METRICS) for name in rows["metric"]],
        **{
            name: [_written(row[name], row["unit"]) for _, row in rows.iterrows()]
            for name in ("value", "warn_value", "error_value")
        },
    )
    return Table(
        shown,
        (
            Column("verdict", "Verdict"),
            Column("metric", "What"),
            Column("source_system", "System"),
            Column("resource", "Of"),
            Column("reason", "Reason"),
            Column("value", "Value"),
            Column("warn_value", "Warns from"),
            Column("error_value", "Stops from"),
            Column("owner", "Who acts"),
            Column("what_to_do", "What to do"),
        ),
    )


def owners(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A bar a team, cut by verdict."""
    labels = theme.labels(rows["owner"])
    figure = theme.figure(height=100 + 42 * len(labels))
    for verdict, colour in _COLOURS.items():
        part = rows[rows["verdict"] == verdict]
        figure.add_bar(
            name=_VERDICTS[verdict],
            orientation="h",
            y=[labels[owner] for owner in part["owner"]],
            x=part["figures"].tolist(),
            marker_color=colour,
            text=part["figures"].tolist(),
            textangle=0,
            hovertemplate="%{y}, " + _VERDICTS[verdict].lower() + ": %{x}<extra></extra>",
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(labels.values()),
        autorange="reversed",
        showgrid=False,
    )
    figure.update_xaxes(tickformat="d")
    return figure


def match_rates(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A bar a rate; the mark is where a warning begins."""
    bars = [
        Bar(
            label=_rate_label(row, theme),
            length=float(row["percent"]),
            text=percent(row["percent"]),
            colour=_COLOURS.get(row["verdict"], _NOT_JUDGED),
            hover=f"{_rate_label(row, theme)}<br>{percent(row['percent'], 1)}: "
            f"{whole(row['numerator'])} of {whole(row['denominator'])}",
            mark=None if pd.isna(row["warn_percent"]) else float(row["warn_percent"]),
        )
        for _index, row in rows.iterrows()
    ]
    return bar_list(theme, bars, "A warning begins here")


def unattributed(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A row a model, a column a type of conversion."""
    cells = rows.pivot_table(
        index="attribution_model", columns="conversion_type", values="percent", aggfunc="sum"
    )
    order = [name for name in CONVERSIONS if name in cells.columns]
    cells = cells[order + sorted(set(cells.columns) - set(order))]
    figure = theme.figure(height=130 + 26 * len(cells))
    figure.add_heatmap(
        x=[theme.text(short(name)) for name in cells.columns],
        y=[theme.text(in_words(name, {})) for name in cells.index],
        z=[[None if pd.isna(cell) else float(cell) for cell in row] for row in cells.to_numpy()],
        text=[["" if pd.isna(cell) else whole(cell) for cell in row] for row in cells.to_numpy()],
        texttemplate="%{text}",
        textfont={"size": 11},
        colorscale=[[0, "#f3f7fa"], [1, "#e9a66b"]],
        zmin=0,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{x}, %{y}: %{text} % without a touch<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(type="category", side="top", showgrid=False, autotickangles=[0, -90])
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def freshness(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a resource."""
    return Table(
        rows.assign(
            resource=[in_words(name, {}) for name in rows["resource"]],
            verdict=[
                in_words(name, _VERDICTS) if isinstance(name, str) else ""
                for name in rows["verdict"]
            ],
            days=rows["hours"].astype(float) / 24,
        ),
        (
            Column("source_system", "System"),
            Column("resource", "What"),
            Column("hours", "Hours ago", "whole"),
            Column("days", "Days ago", "tenths"),
            Column("late_after_hours", "Late after hours", "whole"),
            Column("verdict", "Verdict"),
            Column("owner", "Who acts"),
        ),
    )


def left_out(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a reason."""
    return Table(
        rows.assign(metric=[in_words(name, _METRICS) for name in rows["metric"]]),
        (
            Column("metric", "What"),
            Column("source_system", "System"),
            Column("resource", "Of"),
            Column("reason", "Reason"),
            Column("counted", "Counted", "whole"),
            Column("owner", "Who acts"),
        ),
    )


def _written(value: float, unit: str) -> str:
    """A figure in its unit."""
    if pd.isna(value):
        return MISSING
    if unit == "share":
        return percent(100 * float(value), 1)
    return f"{whole(value)} h" if unit == "hours" else whole(value)


def _rate_label(row: pd.Series, theme: Theme) -> str:
    of = ", ".join(str(row[name]) for name in ("source_system", "resource") if pd.notna(row[name]))
    return theme.text(f"{in_words(row['metric'], _METRICS)}: {of}", 60)


_NOTHING = "Nothing has been measured yet: make run lands and builds."

DATA_QUALITY = Page(
    name="data_quality",
    title="Data quality",
    icon="verified",
    question="Can I trust these numbers, and who mends what is wrong?",
    exhibits=(
        Exhibit(
            "key_figures",
            "At a glance",
            "Thresholds are rows of seeds/data_quality_thresholds.csv, each with who acts.",
            key_figures,
            when_empty=_NOTHING,
        ),
        Exhibit(
            "verdicts",
            "What is judged, and what to do",
            "What is wrong comes first. A value beyond the first threshold is a warning; beyond "
            "the second, nothing is published.",
            verdicts,
            when_empty="No threshold judges any figure: see seeds/data_quality_thresholds.csv.",
        ),
        Exhibit(
            "owners",
            "Who has something to do",
            "Figures by who acts on them.",
            owners,
            when_empty="No threshold judges any figure: see seeds/data_quality_thresholds.csv.",
            is_half=True,
        ),
        Exhibit(
            "match_rates",
            "How well systems meet",
            "How much of what should be joined is joined. The tick is where a warning begins; "
            "grey bars are judged by no threshold.",
            match_rates,
            when_empty=_NOTHING,
            is_half=True,
        ),
        Exhibit(
            "unattributed",
            "What no touch leads to, in %",
            "Conversions without a touch, by model: what marketing can say nothing about. Models "
            "differ by how far back they look and by what they count.",
            unattributed,
            when_empty="There is no conversion yet.",
        ),
        Exhibit(
            "freshness",
            "How fresh it is",
            "How long before the build the newest thing of each kind happened, and its system "
            "landed.",
            freshness,
            when_empty=_NOTHING,
        ),
        Exhibit(
            "left_out",
            "What was left out, or kept apart",
            "Nothing is dropped silently: here is what does not count as it was landed, and why.",
            left_out,
            when_empty="Everything that was landed counts.",
        ),
    ),
)
