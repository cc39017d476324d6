"""Overview: are we on target, what did marketing cost and bring, how far do people come."""

import pandas as pd

from dashboards.charts import Bar, bar_list, parts
from dashboards.exhibit import Drawing, Exhibit, Page, Tile, Tiles
from dashboards.filters import Filters
from dashboards.pages.overview_targets import pacing, pacing_days
from dashboards.theme import ACCENT, Theme, change, percent, shared, whole
from dashboards.wording import STAGES, in_words


def _totals(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    now, before = rows[rows.is_now], rows[~rows.is_now]
    if now.empty:
        return None

    def tile(label: str, name: str, written: str, is_good: bool | None, note: str) -> Tile:
        value = float(now[name].iloc[0])
        earlier = None if before.empty else float(before[name].iloc[0])
        moved = change(value, earlier)
        if name == "roi_percent" and moved is not None and earlier is not None:
            moved = f"{value - earlier:+,.0f} pp"  # of a percentage, points
        if moved is None or earlier is None or is_good is None:
            return Tile(label, written, moved, None, note)
        return Tile(label, written, moved, (value >= earlier) == is_good, note)

    first = now.iloc[0]
    return Tiles(
        (
            tile("Revenue", "revenue", theme.money(first.revenue), True,
                 "Deals won and orders, less refunds."),
            tile("Ad spend", "spend", theme.money(first.spend), None,
                 "What the ad platforms charged."),
            tile("Programmes", "programme_cost", theme.money(first.programme_cost), None,
                 "Events, syndication, affiliates: what marketing cost beside ads."),
            tile("ROI", "roi_percent", percent(first.roi_percent), True,
                 "(Revenue - all cost) / all cost."),
            tile("CAC", "cac", theme.money(first.cac), False, "All cost / new customers."),
            tile("Leads", "leads", shared(first.leads), True,
                 "People whom a CRM or a list has as leads."),
            tile("Customers", "customers", shared(first.customers), True, "First deals won."),
        )
    )  # fmt: skip


def _funnel(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    # Of the stage before, if anybody entered it in these days.
    rate_at = dict(zip(rows.stage_position, rows.advanced_percent, strict=True))
    rates = [rate_at.get(position - 1) for position in rows.stage_position]
    bars = [
        Bar(
            label=theme.text(in_words(row.stage, STAGES)),
            length=row.entered,
            text=f"<b>{whole(row.entered)}</b>" + ("" if rate is None else f" · {percent(rate)}"),
            colour=ACCENT,
        )
        for row, rate in zip(rows.itertuples(), rates, strict=True)
    ]
    figure = bar_list(theme, bars)
    figure.update_xaxes(visible=False)
    return figure


def _channels(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = []
    for row in rows.itertuples():
        cost = f"cost {theme.money(row.cost)}" if row.cost else "no cost"
        roi = "" if pd.isna(row.roi_percent) else f" · ROI {percent(row.roi_percent)}"
        bars.append(
            Bar(
                label=theme.text(row.channel),
                length=row.revenue,
                text=f"<b>{theme.money(row.revenue)}</b> · {cost}{roi}",
                colour=theme.colour(row.channel),
                mark=row.cost or None,
            )
        )
    figure = bar_list(theme, bars, "All cost")
    figure.update_xaxes(visible=False)
    return figure


def _months(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    months = [f"{month:%b %Y}" for month in rows.month_start_date]
    opacities, told = parts(rows)
    figure = theme.figure(height=320)
    for name, column, colour in (
        ("Revenue", "revenue", ACCENT),
        ("Ad spend", "spend", "#e69f00"),
        ("Programmes", "programme_cost", "#cc79a7"),
    ):
        figure.add_bar(
            x=months,
            y=rows[column],
            name=name,
            marker={"color": colour, "opacity": opacities},
            customdata=told,
            hovertemplate=f"%{{x}}%{{customdata}}<br>{name} {theme.sign}%{{y:,.0f}}<extra></extra>",
        )
    figure.update_yaxes(tickprefix=theme.sign, tickformat="~s")
    figure.update_xaxes(type="category", nticks=8)
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
            title="Targets",
            explanation="The month's targets, and others that are at risk or missed: what is "
            "reached of the target (the dotted line), what was to be expected by now, and where it "
            "is going. Costs are not to pass the line. On the day after its last a period is still "
            "here, with how it ended.",
            draw=pacing,
            when_empty="No target is running: add rows to seeds/kpi_targets.csv, or map a file "
            "onto kpi_targets.",
            is_half=True,
        ),
        Exhibit(
            name="channels",
            title="What channels cost and brought",
            explanation="Revenue by the model that is chosen, beside all cost, ads and programmes. "
            "Revenue that no touch led to is (unattributed).",
            draw=_channels,
            is_half=True,
        ),
        Exhibit(
            name="funnel",
            title="How far people came",
            explanation="Who entered each stage in these days, each pass counted, and how many of "
            "those in the stage before went on.",
            draw=_funnel,
            is_half=True,
        ),
        Exhibit(
            name="months",
            title="Month by month",
            explanation="Revenue beside what ads and programmes cost. A month that these days hold "
            "a part of is pale, and stands for that part.",
            draw=_months,
            is_half=True,
        ),
        Exhibit(
            name="pacing_days",
            title="This period, day by day",
            explanation="The sum so far against the target; the circle is where it is going.",
            draw=pacing_days,
            when_empty="No target for a sum is running: add one to seeds/kpi_targets.csv.",
        ),
    ),
)
