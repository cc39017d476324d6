"""Campaigns: which earn their cost, and which cost met nobody."""

from typing import Any

import pandas as pd

from dashboards.charts import Bar, bar_list
from dashboards.exhibit import Column, Drawing, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.theme import BAD, GOOD, QUIET, Theme, counted, percent, whole
from dashboards.wording import SPEND_REASONS, SPEND_SUBJECTS, in_words

_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("channel", "Channel"),
    Column("campaign_type", "Type"),
    Column("spend", "Ad spend", "cents"),
    Column("programme_cost", "Programmes", "cents"),
    Column("revenue", "Revenue", "cents"),
    Column("roi_percent", "ROI", "percent"),
    Column("customers", "Customers", "credits"),
    Column("cac", "CAC", "cents"),
    Column("leads", "Leads", "credits"),
    Column("cpl", "Cost per lead", "cents"),
    Column("clicks", "Ad clicks", "whole"),
    Column("cost_per_click", "Cost per click", "cents"),
    Column("sessions", "Sessions", "whole"),
    Column("opportunities", "Opportunities", "credits"),
    Column("pipeline_value", "Pipeline", "cents"),
)
_TOUCH_COLUMNS = (
    Column("channel", "Channel"),
    Column("source", "Source"),
    Column("campaign", "Campaign as tagged"),
    Column("why", "Why it met no cost"),
    Column("touches", "Touches", "whole"),
    Column("first_month", "First month", "month"),
    Column("last_month", "Last month", "month"),
)
_LABELS_IN_BUBBLES = 3
_AXIS = {"xref": "paper", "yref": "paper", "showarrow": False, "font": {"color": QUIET}}
_AXES = [
    {"x": 0, "y": 1, "text": "↑ revenue", "xanchor": "left", "yanchor": "top"},
    {"x": 1, "y": 0, "text": "cost →", "xanchor": "right", "yanchor": "bottom"},
]
_LEAST_BUBBLE, _GREATEST_BUBBLE = 10, 46  # diameters in pixels


def _table(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    return Table(rows, _COLUMNS, has_total=True)


def _returns(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    figure = theme.figure(height=460)
    most = max(rows.cost.max(), rows.revenue.max()) * 1.08
    figure.add_scatter(
        x=[0, rows.cost.max() * 1.08],
        y=[0, rows.cost.max() * 1.08],
        mode="lines",
        line={"color": QUIET, "dash": "dot", "width": 1.5},
        name="Revenue = cost",
        hoverinfo="skip",
    )
    named = set(rows.nlargest(_LABELS_IN_BUBBLES, "revenue").index)
    for channel, part in rows.groupby("channel", sort=True):
        figure.add_scatter(
            x=part.cost,
            y=part.revenue,
            mode="markers+text",
            name=theme.text(channel),
            text=[
                theme.text(row.campaign, 22) if row.Index in named else ""
                for row in part.itertuples()
            ],
            textposition="top center",
            textfont={"size": 11},
            marker={
                "size": _diameters(part.customers, rows.customers.max()),
                "color": theme.colour(channel),
                "opacity": 0.85,
                "line": {"color": "white", "width": 1},
            },
            hovertext=[_told(row, theme) for row in part.itertuples()],
            hoverinfo="text",
        )
    figure.update_layout(
        legend={"yanchor": "top", "y": -0.1}, annotations=[_AXIS | axis for axis in _AXES]
    )
    figure.update_xaxes(tickprefix=theme.sign, tickformat="~s", rangemode="tozero")
    figure.update_yaxes(
        tickprefix=theme.sign,
        tickformat="~s",
        range=[min(0, rows.revenue.min()) - most * 0.04, most],
    )
    return figure


def _diameters(customers: pd.Series, most: float) -> pd.Series:
    """Areas in proportion to customers."""
    if not most:
        return customers * 0 + _LEAST_BUBBLE
    return _LEAST_BUBBLE + (customers / most) ** 0.5 * (_GREATEST_BUBBLE - _LEAST_BUBBLE)


def _told(row: Any, theme: Theme) -> str:
    return (
        f"<b>{theme.text(row.campaign, None)}</b><br>{theme.text(row.channel)}"
        f"<br>cost {theme.money(row.cost)}<br>revenue {theme.money(row.revenue)}"
        f"<br>ROI {percent(row.roi_percent)}<br>{counted(row.customers, 'customer')}"
    )


def _spend_matching(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = []
    for row in rows.itertuples():
        subject = in_words(row.subject, SPEND_SUBJECTS)
        why = "met touches" if row.is_matched else in_words(row.reason, SPEND_REASONS)
        cost = 0.0 if pd.isna(row.cost) else row.cost
        amount = "not booked" if pd.isna(row.cost) else theme.money(row.cost)
        campaigns = counted(row.campaigns, "campaign")
        bars.append(
            Bar(
                label=f"{theme.text(subject)}: {theme.text(why, 44)}",
                length=cost,
                text=f"<b>{amount}</b>",
                colour=GOOD if row.is_matched else BAD,
                hover=f"<b>{theme.text(subject)}: {theme.text(why, None)}</b><br>{amount}"
                f"<br>{campaigns}, {whole(row.clicks)} clicks, {whole(row.touches)} touches",
            )
        )
    figure = bar_list(theme, bars)
    figure.update_xaxes(tickprefix=theme.sign, tickformat="~s")
    return figure


def _touches_without_cost(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    why = [in_words(reason, SPEND_REASONS) for reason in rows.reason]
    return Table(rows.assign(why=why), _TOUCH_COLUMNS)


CAMPAIGNS = Page(
    name="campaigns",
    title="Campaigns",
    icon="campaign",
    question="Which campaigns earn what they cost, and which cost met nobody?",
    segment_types=("channel", "campaign_type"),
    exhibits=(
        Exhibit(
            name="returns",
            title="Cost against revenue",
            explanation="The hundred campaigns that cost most; below the dotted line they brought "
            "less than they cost. The larger, the more customers.",
            draw=_returns,
            when_empty="No campaign cost anything in these days.",
        ),
        Exhibit(
            name="table",
            title="Every campaign",
            explanation="The dearest first; a click on a heading sorts by it. Results that belong "
            "to no campaign stand by their channel.",
            draw=_table,
        ),
        Exhibit(
            name="spend_matching",
            title="Did cost meet anybody?",
            explanation="Cost by campaign and month that met touches of its campaign, and what did "
            "not, with the reason. Whole months are counted.",
            draw=_spend_matching,
            when_empty="No campaign cost anything in these days.",
        ),
        Exhibit(
            name="touches_without_cost",
            title="Paid touches that met no cost",
            explanation="Tags that nothing knows are taught by rows in seeds/campaign_aliases.csv. "
            "Whole months are counted.",
            draw=_touches_without_cost,
            when_empty="Every touch of a paid channel met the cost of its campaign.",
        ),
    ),
)
