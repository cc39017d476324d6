"""Attribution: what each model says of each channel, how sure it is, and how far models differ."""

from typing import Any

import pandas as pd

from dashboards.charts import Bar, bar_list
from dashboards.exhibit import Column, Drawing, Exhibit, Page, Table
from dashboards.filters import Filters
from dashboards.theme import INK, Theme, percent, shared, whole

_DIFFERENCES = (
    Column("channel", "Channel"),
    Column("credit", "Chosen model", "tenths"),
    Column("credit_least", "Least", "tenths"),
    Column("least_by", "by"),
    Column("credit_most", "Most", "tenths"),
    Column("most_by", "by the model"),
    Column("credit_spread", "Apart", "tenths"),
    Column("spread_percent_points", "Apart, % of all", "percent"),
)
_CREDIT_IN_DAYS = (
    Column("channel", "Channel"),
    Column("credit", "Credit", "tenths"),
    Column("credit_share_percent", "Share", "percent"),
    Column("attributed_value", "Value", "cents"),
    Column("conversions", "Conversions touched", "whole"),
    Column("touches", "Touches with credit", "whole"),
)


def _models(rows: pd.DataFrame, filters: Filters, _: Theme) -> Drawing | None:
    shares = rows.pivot_table(
        index="channel", columns="attribution_model", values="credit_share_percent"
    ).fillna(0.0)
    shares = shares.loc[shares.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    labels = dict(zip(rows.attribution_model, rows.attribution_model_label, strict=True))
    taken = list(labels.values())
    models = sorted(labels, key=lambda model: (model != filters.model, labels[model], model))
    columns = (
        Column(
            name=model,
            heading=labels[model] if taken.count(labels[model]) == 1 else model,
            kind="percent",
            is_shaded=True,
        )
        for model in models
    )
    return Table(shares.reset_index(), (Column("channel", "Channel"), *columns))


def _intervals(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = [
        Bar(
            label=theme.text(row.channel),
            length=row.credit,
            text=f"<b>{shared(row.credit)}</b> · {_interval(row)}",
            colour=theme.colour(row.channel),
            hover=f"<b>{theme.text(row.channel)}</b><br>{shared(row.credit)} "
            f"({percent(row.credit_share_percent, 1)}), {_interval(row)}"
            f"<br>{whole(row.touches)} touches in {whole(row.conversions)} conversions",
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars)
    figure.add_scatter(
        y=list(range(len(rows) - 1, -1, -1)),
        x=rows.credit,
        mode="markers",
        marker={"size": 1, "color": INK},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows.credit_high - rows.credit,
            "arrayminus": rows.credit - rows.credit_low,
            "color": INK,
            "thickness": 1.5,
            "width": 4,
        },
        hoverinfo="skip",
        showlegend=False,
    )
    ends = rows[["credit", "credit_high"]].max().max()
    figure.update_xaxes(range=[0, (ends or 1) * 1.02])
    return figure


def _interval(row: Any) -> str:
    if pd.isna(row.credit_low) or pd.isna(row.credit_high):
        return "no interval"
    return f"{shared(row.credit_low)} to {shared(row.credit_high)}"


def _differences(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    return Table(rows, _DIFFERENCES)


def _influenced(rows: pd.DataFrame, _: Filters, theme: Theme) -> Drawing | None:
    bars = [
        Bar(
            label=theme.text(row.channel),
            length=row.conversions,
            text=f"<b>{whole(row.conversions)}</b> · {percent(row.influenced_percent)}",
            colour=theme.colour(row.channel),
        )
        for row in rows.itertuples()
    ]
    figure = bar_list(theme, bars)
    figure.update_xaxes(visible=False)
    return figure


def _credit_in_days(rows: pd.DataFrame, _: Filters, __: Theme) -> Drawing | None:
    has_value = rows.attributed_value.notna().any()
    columns = [one for one in _CREDIT_IN_DAYS if has_value or one.name != "attributed_value"]
    return Table(rows, tuple(columns), has_total=True)


ATTRIBUTION = Page(
    name="attribution",
    title="Attribution",
    icon="balance",
    question="Which channels earn the credit, and do the models agree?",
    segment_types=("channel", "country", "industry"),
    exhibits=(
        Exhibit(
            name="models",
            title="Models side by side",
            explanation="How much of all conversions of the type each model gives a channel; a "
            "column adds up to 100 %. The chosen model is the first.",
            draw=_models,
            when_empty="There is no conversion of this type yet.",
        ),
        Exhibit(
            name="intervals",
            title="The chosen model, and how sure it is",
            explanation="Conversions credited. The line is the 95 % interval that drawing the "
            "conversions anew would give: channels whose lines overlap may as well change places.",
            draw=_intervals,
            when_empty="There is no conversion of this type yet.",
            is_half=True,
        ),
        Exhibit(
            name="influenced",
            title="Influenced: channels on the path",
            explanation="Conversions whose path has a touch of the channel. One counts for every "
            "channel on its path, so channels add up to more than there are: never sum them.",
            draw=_influenced,
            when_empty="No model of seeds/attribution_models.csv counts influence "
            "(method influenced).",
            is_half=True,
        ),
        Exhibit(
            name="differences",
            title="Where models disagree",
            explanation="Conversions that the least and the most generous model give a channel. "
            "Where they are far apart, decide by more than one model.",
            draw=_differences,
            when_empty="There is no conversion of this type yet.",
        ),
        Exhibit(
            name="credit_in_days",
            title="Credit in these days",
            explanation="Under the chosen model, for the segment: the country is that of whoever "
            "was touched, the industry that of the account.",
            draw=_credit_in_days,
            when_empty="No conversion of this type in these days. Choose more days, another "
            "conversion or another segment.",
        ),
    ),
)
