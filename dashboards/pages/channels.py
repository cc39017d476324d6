"""Channels: what each cost and brought, in all and over time."""

import pandas as pd

from dashboards.charts import Bar, bar_list, stacked_over_time
from dashboards.exhibit import Column, Drawing, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.theme import Theme, counted, percent

_COLUMNS = (
    Column("channel", "Channel"),
    Column("spend", "Ad spend", "cents"),
    Column("programme_cost", "Programmes", "cents"),
    Column("revenue", "Revenue", "cents"),
    Column("roi_percent", "ROI", "percent"),
    Column("customers", "Customers", "credits"),
    Column("cac", "CAC", "cents"),
    Column("leads", "Leads", "credits"),
    Column("cpl", "Cost per lead", "cents"),
    Column("sessions", "Sessions", "whole"),
    Column("clicks", "Ad clicks", "whole"),
    Column("mqis", "MQIs", "credits"),
    Column("mqls", "MQLs", "credits"),
    Column("sqls", "SQLs", "credits"),
    Column("opportunities", "Opportunities", "credits"),
    Column("pipeline_value", "Pipeline", "cents"),
)


def _table(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    return Table(rows, _COLUMNS, has_total=True)


def _returns(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = [
        Bar(
            label=theme.text(row.channel),
            length=row.return_on_cost,
            text=f"<b>{theme.money(row.return_on_cost, 2)}</b> · ROI {percent(row.roi_percent)}",
            colour=theme.colour(row.channel),
            hover=f"<b>{theme.text(row.channel)}</b><br>cost {theme.money(row.cost)}"
            f"<br>revenue {theme.money(row.revenue)}",
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars)
    figure.add_vline(x=1, layer="below", line={"dash": "dot", "width": 1.5})
    lengths = rows.return_on_cost
    figure.update_xaxes(
        tickprefix=theme.sign, range=[min(0, lengths.min()), max(1, lengths.max()) * 1.02]
    )
    return figure


def _acquisition(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = [
        Bar(
            label=theme.text(row.channel),
            length=0 if pd.isna(row.cac) else row.cac,
            text=f"no customer yet for {theme.money(row.cost)}"
            if pd.isna(row.cac)
            else f"<b>{theme.money(row.cac)}</b> · {counted(row.customers, 'customer')}",
            colour=theme.colour(row.channel),
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars)
    figure.update_xaxes(tickprefix=theme.sign, tickformat="~s", rangemode="tozero")
    return figure


def _revenue(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    return stacked_over_time(theme, rows, "first_date", "revenue", theme.sign)


def _cost(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    return stacked_over_time(theme, rows, "first_date", "cost", theme.sign)


CHANNELS = Page(
    name="channels",
    title="Channels",
    icon="hub",
    question="What does each channel cost, and what does it bring?",
    segment_types=("channel",),
    exhibits=(
        Exhibit(
            name="table",
            title="Cost and results by channel",
            explanation="Results are shared by the model that is chosen, so they may have "
            "decimals; each is counted once. CAC, cost per lead and ROI count ads and programmes.",
            draw=_table,
        ),
        Exhibit(
            name="returns",
            title="Revenue for each unit of cost",
            explanation="Left of the dotted line a channel brought less than it cost. "
            "Channels without cost are not here.",
            draw=_returns,
            when_empty="No channel cost anything in these days.",
            is_half=True,
        ),
        Exhibit(
            name="acquisition",
            title="What a customer cost",
            explanation="All cost of a channel over the customers it is credited with.",
            draw=_acquisition,
            when_empty="No channel cost anything in these days.",
            is_half=True,
        ),
        Exhibit(
            name="revenue_over_time",
            title="Revenue over time",
            explanation="By day, week or month, whichever the days fill; a pale column is of a "
            "part of one. Beyond the eight greatest channels all are “Other channels”.",
            draw=_revenue,
            is_half=True,
        ),
        Exhibit(
            name="cost_over_time",
            title="Cost over time",
            explanation="Ads on the day of the ad account, programmes spread over their days. A "
            "pale column is of a part of its week or month.",
            draw=_cost,
            when_empty="No channel cost anything in these days.",
            is_half=True,
        ),
    ),
)
