"""Experiments: whether a test can be read at all, then what it says and how surely."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards.exhibit import Column, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.theme import ACCENT, BAD, GOOD, INK, MISSING, QUIET, Theme, percent
from dashboards.wording import in_words

_METRICS = {
    "conversion_rate": "Conversion rate, pp",
    "revenue_per_person": "Revenue per person",
}
_UNREADABLE = "#b8bec7"


def split(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a variant: planned and actual share."""
    return Table(
        rows.assign(chance=[_chance(value) for value in rows["sample_ratio_p_value"]]),
        (
            Column("experiment_id", "Experiment"),
            Column("variant_id", "Variant"),
            Column("verdict", "Can it be read?"),
            Column("people", "People", "whole"),
            Column("percent", "Share", "percent"),
            Column("expected_percent", "Planned", "percent"),
            Column("chance", "Chance of such a split"),
            Column("people_in_several_variants", "Saw several", "whole"),
            Column("people_still_open", "Still open", "whole"),
        ),
    )


def differences(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure:
    """A panel a metric: each variant's difference to the control, with its interval."""
    metrics = list(dict.fromkeys(rows["metric"]))
    variants = rows.groupby("metric").size().tolist()
    height = 90 + sum(46 + 62 * count for count in variants)
    experiments, names = theme.labels(rows["experiment_id"]), theme.labels(rows["variant_id"])
    figure = make_subplots(
        rows=len(metrics), cols=1, row_heights=[0.6 + count for count in variants],
        subplot_titles=[_panel(metric, theme) for metric in metrics],
        vertical_spacing=0.22 if len(metrics) > 1 else 0, figure=theme.figure(height),
    )  # fmt: skip
    for number, metric in enumerate(metrics, start=1):
        for _, row in rows[rows["metric"] == metric].iterrows():
            label = f"{experiments[row['experiment_id']]}<br>{names[row['variant_id']]}"
            figure.add_trace(_interval(row, label), row=number, col=1)
        figure.add_vline(x=0, line={"color": QUIET, "width": 1}, row=number, col=1)
        # From the top, and with room for the first one's text under the panel's title.
        figure.update_yaxes(range=[variants[number - 1] - 0.5, -0.9], row=number, col=1)
        is_money = metric == "revenue_per_person"
        figure.update_xaxes(
            row=number, col=1, tickformat="+," if is_money else "+,.1f", zeroline=False, nticks=6,
        )  # fmt: skip
    figure.update_yaxes(type="category", showgrid=False)
    figure.update_annotations(font={"size": 14, "color": INK}, xanchor="left", x=0)
    figure.update_layout(showlegend=False, margin={"t": 36, "r": 24})
    return figure


def results(rows: pd.DataFrame, _: Filters, theme: Theme) -> Table:
    """A line a variant and metric."""
    shown = rows.assign(
        metric=[in_words(metric, {}) for metric in rows["metric"]],
        estimate=[_amount(row.estimate, row.metric, theme) for row in rows.itertuples()],
        difference=[_gap(row.difference, row.metric, theme) for row in rows.itertuples()],
        interval=[_range(row, theme) for _, row in rows.iterrows()],
        relative_percent=100 * rows["relative_difference"],
        chance_percent=100 * rows["chance_better"],
        p_value=[_chance(value) for value in rows["p_value"]],
    )
    return Table(
        shown,
        (
            Column("experiment_id", "Experiment"),
            Column("metric", "Metric"),
            Column("variant_id", "Variant"),
            Column("reading", "Reading"),
            Column("people", "People", "whole"),
            Column("converters", "Converted", "whole"),
            Column("estimate", "Estimate"),
            Column("difference", "Difference"),
            Column("interval", "Interval"),
            Column("relative_percent", "Relative", "percent"),
            Column("chance_percent", "Chance better", "percent"),
            Column("p_value", "p"),
        ),
    )


def exposures(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a variant and reason."""
    return Table(
        rows,
        (
            Column("experiment_id", "Experiment"),
            Column("variant_id", "Variant"),
            Column("status", "Counted, or why not"),
            Column("people", "People", "whole"),
            Column("first_exposed", "First exposed", "day"),
            Column("last_exposed", "Last exposed", "day"),
        ),
    )


def _panel(metric: str, theme: Theme) -> str:
    name = in_words(metric, _METRICS)
    return f"{name}, {theme.currency}" if metric == "revenue_per_person" else theme.text(name)


def _interval(found: pd.Series, label: str) -> go.Scatter:
    """A point with its interval; grey where people were not split as planned."""
    scale = 100 if found["metric"] == "conversion_rate" else 1
    difference, low, high = (
        scale * found[name] for name in ("difference", "difference_low", "difference_high")
    )
    is_unreadable = bool(found["has_sample_ratio_mismatch"])
    sure = GOOD if low > 0 else BAD if high < 0 else ACCENT
    told = (
        "not to be read"
        if is_unreadable
        else f"{percent(100 * found['chance_better'])} likely better"
    )
    return go.Scatter(
        x=[difference],
        y=[label],
        mode="markers+text",
        text=[told],
        textposition="top center",
        textfont={"color": QUIET, "size": 12},
        marker={"size": 11, "color": _UNREADABLE if is_unreadable else sure},
        error_x={
            "type": "data", "symmetric": False, "array": [high - difference],
            "arrayminus": [difference - low], "thickness": 2.5, "width": 6,
            "color": _UNREADABLE if is_unreadable else sure,
        },
        cliponaxis=False,
        hovertemplate=f"%{{y}}: {difference:+,.2f} ({low:+,.2f} to {high:+,.2f}), {told}"
        "<extra></extra>",
    )  # fmt: skip


def _amount(number: float, metric: str, theme: Theme) -> str:
    if pd.isna(number):
        return MISSING
    return theme.money(number, 2) if metric == "revenue_per_person" else percent(100 * number, 2)


def _gap(number: float, metric: str, theme: Theme) -> str:
    """A difference: that of two rates is in percentage points."""
    if pd.isna(number) or metric == "revenue_per_person":
        return _amount(number, metric, theme)
    return f"{100 * number:+.2f} pp"


def _range(found: pd.Series, theme: Theme) -> str:
    if pd.isna(found["difference_low"]):
        return MISSING
    low, high = (
        _gap(found[name], found["metric"], theme) for name in ("difference_low", "difference_high")
    )
    return f"{low} to {high}"


def _chance(probability: float) -> str:
    if pd.isna(probability):
        return MISSING
    return "under 0.001" if probability < 0.001 else f"{probability:.3f}"


_NO_EXPERIMENT = (
    "No experiment is known. Plan one in the files' experiment_variants, and land who saw what "
    "as experiment_exposures or as web events with an experiment_id."
)

EXPERIMENTS = Page(
    name="experiments",
    title="Experiments",
    icon="science",
    question="Which test won, how surely, and can it be read at all?",
    exhibits=(
        Exhibit(
            "split",
            "First of all: were people split as planned?",
            "Where chance alone would hardly split them so (a sample ratio mismatch), something is "
            "broken, and no figure of the experiment is to be trusted, however good it looks.",
            split,
            when_empty=_NO_EXPERIMENT,
        ),
        Exhibit(
            "differences",
            "Difference to the control",
            "The point is what was measured, the bar its interval: one that leaves out zero is a "
            "clear difference. Grey: not to be read. pp: percentage points.",
            differences,
            when_empty="No variant stands beside a control with people in both, and results that "
            "differ among them, yet.",
        ),
        Exhibit(
            "results",
            "In figures",
            "Chance better is that of being better than the control at all, by whatever little.",
            results,
            when_empty=_NO_EXPERIMENT,
        ),
        Exhibit(
            "exposures",
            "Who counts, and who does not",
            "People, not sessions. Who saw two variants for one is in none of them.",
            exposures,
            when_empty="Nobody has seen an experiment yet.",
        ),
    ),
)
