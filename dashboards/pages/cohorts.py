"""Cohorts and lifetime value: what a customer costs, what one brings, and when it has paid."""

import pandas as pd
import plotly.graph_objects as go

from dashboards.exhibit import Column, Exhibit, Page, Table, Tile, Tiles
from dashboards.filters import Filters
from dashboards.theme import (
    ACCENT,
    BAD,
    INK,
    MISSING,
    QUIET,
    Theme,
    counted,
    percent,
    shared,
)

_AXIS = {"color": QUIET, "size": 13}
_CAC = "#e69f00"
_LABELLED = 8  # cohorts that there is room to write figures above
_TENTHS = 10
_MANY_TICKS = 250  # percent; beyond them a tick at every 25 would be too many
_OLDEST, _NEWEST = (0x9B, 0xC9, 0xE4), (0x00, 0x3F, 0x68)


def key_figures(rows: pd.DataFrame, filters: Filters, theme: Theme) -> Tiles:
    """Ratios of the sums of the period's cohorts."""
    now = rows.iloc[0]
    cohorts = " to ".join(dict.fromkeys(_months(pd.Series([filters.first_day, filters.last_day]))))
    tiles = [
        Tile("Customers", shared(now["customers"]), note=f"Of whole months: {cohorts}."),
        Tile(
            "CAC",
            theme.money(now["cac"]),
            note=f"Ads and programmes, {theme.money(now['cost'])}, by customers.",
        ),
        Tile("LTV so far", theme.money(now["ltv"]), note="Gross profit by customers."),
        Tile(
            "LTV : CAC",
            _times(now["ltv_to_cac"]),
            note="What customers brought for each unit that they cost.",
        ),
        Tile("ROI", percent(now["roi_percent"]), note="(revenue - cost) / cost."),
    ]
    if now["unconverted_amounts"]:
        tiles.append(
            Tile(
                "Amounts without a rate",
                f"{now['unconverted_amounts']:,.0f}",
                note="They are missing from the money here: land the rates.",
            )
        )
    return Tiles(tuple(tiles))


def months(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A pair of columns a cohort: cost of a customer, and what one brought."""
    if rows[["cac", "ltv"]].isna().all(axis=None):
        return None
    figure = theme.figure(height=360)
    for name, column, colour in (("CAC", "cac", _CAC), ("LTV so far", "ltv", ACCENT)):
        figure.add_bar(
            name=name,
            x=_months(rows["cohort_month"]),
            y=rows[column].tolist(),
            marker_color=colour,
            text=[theme.money(value) if pd.notna(value) else "" for value in rows[column]],
            textposition="outside" if len(rows) <= _LABELLED else "none",
            textfont={"size": 11},
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            customdata=[_times(value) for value in rows["ltv_to_cac"]],
            hovertemplate="%{x}: " + name + " %{text}, LTV : CAC %{customdata}<extra></extra>",
        )
    figure.update_layout(barmode="group")
    figure.update_xaxes(type="category")
    figure.update_yaxes(tickprefix=theme.sign, tickformat=",", rangemode="tozero")
    return figure


def channels(rows: pd.DataFrame, _: Filters, __: Theme) -> Table:
    """A line a channel."""
    return Table(
        rows,
        (
            Column("channel", "Channel"),
            Column("customers", "Customers", "credits"),
            Column("spend", "Ad spend", "money"),
            Column("programme_cost", "Programmes", "money"),
            Column("revenue", "Revenue", "money"),
            Column("cac", "CAC", "money"),
            Column("ltv", "LTV so far", "money"),
            Column("ltv_to_cac", "LTV : CAC", "tenths"),
            Column("roas", "ROAS", "tenths"),
            Column("roi_percent", "ROI", "percent"),
        ),
    )


def lifetime_value(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A row a cohort, a column a month since: revenue per customer up to then."""
    won = rows[rows["customers"] > 0]
    if won.empty:
        return None
    cells = won.pivot_table(
        index="cohort_month", columns="months_since", values="revenue_per_customer", aggfunc="sum"
    )
    customers = won.drop_duplicates("cohort_month")["customers"]
    labels = [
        f"{month}<br>{counted(count, 'customer')}"
        for month, count in zip(_months(cells.index.to_series()), customers, strict=True)
    ]
    figure = theme.figure(height=110 + 48 * len(labels))
    figure.add_heatmap(
        x=[f"month {since}" if since else "same month" for since in cells.columns],
        y=labels,
        z=_holed(cells),
        text=[[theme.money(value) if pd.notna(value) else "" for value in row] for row in
              cells.to_numpy()],
        texttemplate="%{text}",
        colorscale=[[0, "#f3f7fa"], [1, "#5fa8d3"]],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y}, %{x}: %{text} per customer so far<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(type="category", side="top", showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    return figure


def payback(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A line a cohort; above the line at 100 % it is paid for."""
    paid = rows[rows["paid_back_percent"].notna()]
    if paid.empty:
        return None
    figure = theme.figure(height=380)
    cohorts = list(paid.groupby("cohort_month"))
    for number, (_, part) in enumerate(cohorts):
        figure.add_scatter(
            name=_months(part["cohort_month"])[0],
            x=part["months_since"].tolist(),
            y=part["paid_back_percent"].tolist(),
            mode="lines+markers",
            line={"color": _between(number, len(cohorts)), "width": 2.5},
            marker={"size": 7},
            customdata=[theme.money(value) for value in part["cost"]],
            hovertemplate="%{y:,.0f} % of %{customdata}",
        )
    figure.add_hline(
        y=100, line={"color": BAD, "dash": "dash", "width": 1.5},
        annotation={"text": "paid back", "font": {"color": BAD}, "xanchor": "right"},
    )  # fmt: skip
    figure.update_layout(hovermode="x unified")
    figure.update_xaxes(dtick=1, title={"text": "months since", "font": _AXIS})
    figure.update_yaxes(ticksuffix=" %", tickformat=",", rangemode="tozero")
    return figure


def customer_value(rows: pd.DataFrame, _: Filters, theme: Theme) -> go.Figure | None:
    """A column a tenth of the customers, and the share of all revenue up to it."""
    shares = rows[["revenue_percent", "cumulative_percent"]]
    if rows["customers"].sum() < _TENTHS or shares.isna().all(axis=None):
        return None
    figure = theme.figure(height=360)
    labels = ["top tenth", *(f"{number}." for number in rows["tenth"].tolist()[1:])]
    figure.add_bar(
        name="share of revenue",
        x=labels,
        y=rows["revenue_percent"].tolist(),
        marker_color=ACCENT,
        text=[percent(value) for value in rows["revenue_percent"]],
        textposition="auto",
        textangle=0,
        customdata=[
            [theme.money(row.revenue), row.customers, theme.money(row.median_revenue)]
            for row in rows.itertuples()
        ],
        hovertemplate="%{customdata[0]} of %{customdata[1]} customers, "
        "%{customdata[2]} in the middle<extra></extra>",
    )
    figure.add_scatter(
        name="up to here",
        x=labels,
        y=rows["cumulative_percent"].tolist(),
        mode="lines+markers",
        line={"color": INK, "width": 1.5, "dash": "dot"},
        hovertemplate="%{y:.0f} % of all revenue up to here<extra></extra>",
    )
    figure.update_xaxes(type="category")
    # Refunds make columns negative, and the line pass 100 %.
    low, high = min(0, shares.min(axis=None)), max(100, shares.max(axis=None))
    room = 0.12 * (high - low)
    figure.update_yaxes(
        range=[low - room if low else 0, high + room],
        ticksuffix=" %",
        dtick=25 if high - low <= _MANY_TICKS else None,
    )
    return figure


def _months(found: pd.Series) -> list[str]:
    return [f"{pd.Timestamp(month):%b %Y}" for month in found]


def _holed(cells: pd.DataFrame) -> list[list[float | None]]:
    """Cells as a figure wants them: what is yet to come is a hole, not a zero."""
    return [[None if pd.isna(cell) else float(cell) for cell in row] for row in cells.to_numpy()]


def _times(number: float) -> str:
    return MISSING if pd.isna(number) else f"{number:,.1f}"


def _between(number: int, count: int) -> str:
    """Cohorts from light to dark, the newest darkest."""
    part = number / max(count - 1, 1)
    mixed = (round(old + (new - old) * part) for old, new in zip(_OLDEST, _NEWEST, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


_WHOLE_MONTHS = "Whole months are counted."
_NO_COHORT = "No customer was won, and nothing was spent, in the months of these days."

COHORTS = Page(
    name="cohorts",
    title="Cohorts and lifetime value",
    icon="savings",
    question="What does a customer cost, what does one bring, and when has it paid for itself?",
    segment_types=("channel",),
    exhibits=(
        Exhibit(
            "key_figures",
            "Unit economics",
            "Of the cohorts of the months that these days touch, ratios from their sums. Cost is "
            "ad spend and programmes; LTV is what was realised so far, no forecast. "
            f"{_WHOLE_MONTHS}",
            key_figures,
            when_empty=_NO_COHORT,
        ),
        Exhibit(
            "months",
            "What a customer cost and brought, by cohort",
            "A cohort is the month its customers were won (by touch: were touched). Younger ones "
            f"have had less time to bring something. {_WHOLE_MONTHS}",
            months,
            when_empty=_NO_COHORT,
        ),
        Exhibit(
            "lifetime_value",
            "Revenue per customer, month after month",
            "What a customer of the cohort brought up to that many months later. Read along a row "
            "how customers grow, down a column whether newer ones are worth more. "
            f"{_WHOLE_MONTHS}",
            lifetime_value,
            when_empty=_NO_COHORT,
        ),
        Exhibit(
            "payback",
            "When they have paid for themselves",
            "Gross profit so far as a share of what the cohort cost. Above the dashed line a "
            f"cohort has paid back its ads and programmes. {_WHOLE_MONTHS}",
            payback,
            when_empty="No cohort of these months cost anything.",
        ),
        Exhibit(
            "channels",
            "By channel",
            "Channels without cost have no CAC and no ratio to it. Credits are shared as the "
            f"attribution model says. {_WHOLE_MONTHS}",
            channels,
            when_empty=_NO_COHORT,
        ),
        Exhibit(
            "customer_value",
            "How much hangs on few",
            "Customers won in the period, those who brought most first, a tenth of them a column.",
            customer_value,
            when_empty="Fewer than ten customers were won in these days, or they have brought "
            "nothing: there are no tenths to compare. Choose more days.",
        ),
    ),
)
