"""Overview: are we on target, what did marketing cost and bring, how far do people come."""

from collections.abc import Callable

import pandas as pd

from dashboards.exhibit import Drawing, Exhibit, Page, Tile, Tiles
from dashboards.filters import Filters
from dashboards.theme import ACCENT, BAD, GOOD, INK, QUIET, Theme, change, percent, tenths, whole
from dashboards.wording import METRICS, STAGES, in_words

_STATUS_COLOURS = {
    "met": GOOD,
    "on_track": ACCENT,
    "at_risk": "#e69f00",
    "behind": BAD,
    "missed": BAD,
}
_CIRCLE = {"size": 9, "color": "white", "line": {"color": INK, "width": 2}}
_MONEY = frozenset({"cac", "cpl", "pipeline_value", "revenue", "spend"})


def _totals(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    now = rows[rows.is_now]
    before = rows[~rows.is_now]
    if now.empty:
        return None

    def tile(
        label: str, name: str, write: Callable[[float], str], is_good: bool | None, note: str
    ) -> Tile:
        value = now[name].iloc[0]
        earlier = None if before.empty else before[name].iloc[0]
        moved = change(value, earlier)
        good = None if moved is None or is_good is None else (value >= earlier) == is_good
        return Tile(label, write(value), moved, good, note)

    return Tiles(
        (
            tile("Revenue", "revenue", theme.money, True, "Deals won and orders, less refunds."),
            tile("Ad spend", "spend", theme.money, None, "What the ad platforms charged."),
            tile(
                "Programmes", "programme_cost", theme.money, None,
                "Events, syndication, affiliates: what marketing cost beside ads.",
            ),
            tile("ROI", "roi_percent", percent, True, "(Revenue - all cost) / all cost."),
            tile("CAC", "cac", theme.money, False, "All cost / new customers."),
            tile("Leads", "leads", tenths_if_shared, True, "People a CRM or a list has as leads."),
            tile("Customers", "customers", tenths_if_shared, True, "First deals won."),
        )
    )  # fmt: skip


def tenths_if_shared(number: float) -> str:
    """A sum of credits: whole where it is one, else with a decimal."""
    return (
        whole(number) if pd.isna(number) or abs(number - round(number)) < 0.05 else tenths(number)
    )


def _pacing(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    rows = rows.iloc[::-1]
    labels = [
        f"{theme.text(in_words(row.metric, METRICS))}"
        f"{', ' + theme.text(row.segment) if row.segment else ''} ({row.period_grain})"
        for row in rows.itertuples()
    ]
    texts = [
        f"{_in_unit(row.metric, row.actual, theme)} of {_in_unit(row.metric, row.target, theme)}"
        for row in rows.itertuples()
    ]
    hovers = [
        f"<b>{label}</b><br>{text}<br>{in_words(row.status, {})}<br>"
        f"expected by now {_in_unit(row.metric, row.expected_to_date, theme)}<br>"
        f"going to {_in_unit(row.metric, row.projection, theme)}"
        f" ({_in_unit(row.metric, row.projection_low, theme)}"
        f" to {_in_unit(row.metric, row.projection_high, theme)})"
        for label, text, row in zip(labels, texts, rows.itertuples(), strict=True)
    ]
    figure = theme.figure(height=110 + 30 * len(rows))
    figure.add_bar(
        y=labels, x=rows.actual_percent, orientation="h", name="So far", text=texts,
        marker_color=[_STATUS_COLOURS.get(status, QUIET) for status in rows.status],
        textposition="inside", insidetextanchor="start", hovertext=hovers, hoverinfo="text",
        textfont_color="white", showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        y=labels, x=rows.projection_percent, mode="markers", name="Projection, with its interval",
        marker=_CIRCLE,
        error_x={
            "type": "data", "symmetric": False, "color": INK, "thickness": 1.5, "width": 4,
            "array": rows.high_percent - rows.projection_percent,
            "arrayminus": rows.projection_percent - rows.low_percent,
        },
        hovertext=hovers, hoverinfo="text",
    )  # fmt: skip
    figure.add_scatter(
        y=labels, x=rows.expected_percent, mode="markers", name="Expected by now",
        marker={"symbol": "line-ns-open", "size": 16, "color": INK, "line": {"width": 2}},
        hovertext=hovers, hoverinfo="text",
    )  # fmt: skip
    figure.add_vline(x=100, line={"color": QUIET, "dash": "dot", "width": 1})
    figure.update_xaxes(ticksuffix=" %", rangemode="tozero")
    return figure


def _in_unit(metric: str, value: float, theme: Theme) -> str:
    if metric in _MONEY:
        return theme.money(value)
    return percent(value) if metric.endswith("_percent") else whole(value)


def _pacing_days(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    first = rows.iloc[0]
    metric = in_words(first.metric, METRICS)
    figure = theme.figure(height=320)
    figure.add_scatter(
        x=[first.period_start, first.period_end], y=[0, first.target], mode="lines",
        name="Target, even days", line={"color": QUIET, "dash": "dot", "width": 1.5},
    )  # fmt: skip
    figure.add_scatter(
        x=rows.date_day, y=rows.so_far, mode="lines", name=f"{metric} so far",
        line={"color": ACCENT, "width": 3}, fill="tozeroy", fillcolor="rgba(0,114,178,0.10)",
    )  # fmt: skip
    figure.add_scatter(
        x=[first.period_end], y=[first.projection], mode="markers", name="Projection",
        marker=_CIRCLE,
        error_y={
            "type": "data", "symmetric": False, "color": INK, "thickness": 1.5, "width": 4,
            "array": [first.projection_high - first.projection],
            "arrayminus": [first.projection - first.projection_low],
        },
    )  # fmt: skip
    figure.update_yaxes(
        tickprefix=theme.sign if first.metric in _MONEY else "", tickformat="~s", rangemode="tozero"
    )
    return figure


def _funnel(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    names = [theme.text(in_words(stage, STAGES)) for stage in rows.stage]
    steps = [None, *rows.advanced_percent.iloc[:-1]]
    texts = [
        f"{count:,}" if step is None else f"{count:,}  ·  {step:.0f} % went on to it"
        for count, step in zip(rows.entered, steps, strict=True)
    ]
    figure = theme.figure(height=340)
    figure.add_bar(
        y=names, x=rows.entered, orientation="h", text=texts, textposition="outside",
        cliponaxis=False, marker_color=ACCENT,
        hovertext=[f"{name}: {text}" for name, text in zip(names, texts, strict=True)],
        hoverinfo="text",
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, rows.entered.max() * 1.3])
    return figure


def _channels(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    rows = rows.iloc[::-1]
    names = [theme.text(channel) for channel in rows.channel]
    texts = [
        theme.money(row.revenue)
        + ("" if pd.isna(row.roi_percent) else f"  ·  ROI {percent(row.roi_percent)}")
        for row in rows.itertuples()
    ]
    hovers = [
        f"<b>{name}</b><br>revenue {theme.money(row.revenue)}<br>all cost {theme.money(row.cost)}"
        f"<br>ROI {percent(row.roi_percent)}"
        for name, row in zip(names, rows.itertuples(), strict=True)
    ]
    figure = theme.figure(height=90 + 34 * len(rows))
    figure.add_bar(
        y=names, x=rows.revenue, orientation="h", name="Revenue", text=texts,
        textposition="outside", cliponaxis=False, showlegend=False,
        marker_color=[theme.colour(channel) for channel in rows.channel],
        hovertext=hovers, hoverinfo="text",
    )  # fmt: skip
    figure.add_scatter(
        y=names, x=rows.cost.where(rows.cost != 0), mode="markers", name="All cost",
        marker={"symbol": "line-ns-open", "size": 18, "color": INK, "line": {"width": 3}},
        hovertext=hovers, hoverinfo="text",
    )  # fmt: skip
    most = max(rows.revenue.max(), rows.cost.max())
    figure.update_xaxes(
        tickprefix=theme.sign, tickformat="~s", range=[min(0, rows.revenue.min()), most * 1.35]
    )
    figure.update_yaxes(showgrid=False)
    return figure


def _months(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    months = [f"{month:%b %Y}" for month in rows.month_start_date]
    figure = theme.figure(height=320)
    for name, column, colour in [
        ("Revenue", "revenue", ACCENT),
        ("Ad spend", "spend", "#e69f00"),
        ("Programmes", "programme_cost", "#cc79a7"),
    ]:
        figure.add_bar(
            x=months, y=rows[column], name=name, marker_color=colour,
            hovertemplate=f"%{{x}}<br>{name} {theme.sign}%{{y:,.0f}}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="group")
    figure.update_yaxes(tickprefix=theme.sign, tickformat="~s")
    figure.update_xaxes(type="category")
    return figure


OVERVIEW = Page(
    name="overview",
    title="Overview",
    icon="monitoring",
    question="Are we on target, and what did marketing cost and bring?",
    segment_types=("channel",),
    exhibits=(
        Exhibit(
            name="totals",
            title="At a glance",
            explanation="These days, and the change against as many days before them.",
            draw=_totals,
        ),
        Exhibit(
            name="pacing",
            title="Targets that are running",
            explanation="What is reached of each target (the dotted line), what was to be expected "
            "by now, and where it is going. Costs and budgets are not to pass the line.",
            draw=_pacing,
            when_empty="No target is running: add rows to seeds/kpi_targets.csv, or map a file "
            "onto kpi_targets.",
        ),
        Exhibit(
            name="channels",
            title="What channels cost and brought",
            explanation="Revenue by the model that is chosen, and all cost; ROI counts ads and "
            "programmes. Revenue that no touch led to is (unattributed).",
            draw=_channels,
            is_half=True,
        ),
        Exhibit(
            name="funnel",
            title="How far people came",
            explanation="Who entered each stage in these days; rates are of the stage before.",
            draw=_funnel,
            is_half=True,
        ),
        Exhibit(
            name="months",
            title="Month by month",
            explanation="Revenue beside what ads and programmes cost.",
            draw=_months,
            is_half=True,
        ),
        Exhibit(
            name="pacing_days",
            title="This period, day by day",
            explanation="The sum so far against the target; the circle is where it is going.",
            draw=_pacing_days,
            when_empty="No target for a sum is running: add one to seeds/kpi_targets.csv.",
            is_half=True,
        ),
    ),
)
