"""What charts show, of a company small enough to be reckoned by hand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.exhibit import Exhibit, Page, Shown, Table, as_csv, shades, show
from dashboards.pages import PAGES
from dashboards.published import Marts
from dashboards.queries import query
from tests.dashboards.invented_company import (
    ATTACK,
    BEFORE,
    COMPANY,
    FILTERS,
    NOW,
    THEME,
    shown_on,
    strings_of,
    table_of,
    tiles_of,
)
from tests.dashboards.invented_marts import campaign_performance, performance, publish_rows
from tests.dashboards.named_company import company_called, filters_of_company

LAST_DAY = date(2026, 9, 30)
FIGURES = 34
# Nothing that they tell is named by anybody: months, days, lengths, answers, customers by rank.
NAMELESS = {
    "cohorts-customer_value", "cohorts-lifetime_value", "cohorts-months", "cohorts-payback",
    "journeys-days_to_convert", "journeys-lengths", "overview-months", "stuck-speed_to_lead",
}  # fmt: skip
EXHIBITS = [(page, exhibit) for page in PAGES for exhibit in page.exhibits]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    publish_rows(folder, COMPANY)
    return folder


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    folder = tmp_path_factory.mktemp("nothing")
    publish_rows(folder)
    return Marts.open_current(folder)


@pytest.mark.parametrize(
    ("page", "exhibit"), EXHIBITS, ids=[f"{page.name}-{one.name}" for page, one in EXHIBITS]
)
def test_a_chart_of_an_empty_warehouse_says_why_it_is_empty(
    nothing: Marts, page: Page, exhibit: Exhibit
) -> None:
    shown = show(page, exhibit, FILTERS, THEME, nothing.rows)
    assert shown.drawing is None
    assert exhibit.when_empty.endswith(".")


def test_figures_at_a_glance_are_sums_of_one_model_and_basis(company: Path) -> None:
    tiles = tiles_of(shown_on(company, "overview", "totals"))
    # Revenue 150 + 900 + 50 after 100; all cost 100 + 300 after 50; customers 0.5 + 1.5 + 1.
    assert tiles["Revenue"] == ("€1,100", "+1,000 %", True)
    assert tiles["Ad spend"] == ("€300", None, None)
    assert tiles["Programmes"] == ("€100", "+100 %", None)
    assert tiles["ROI"] == ("175 %", "+75 pp", True)
    assert tiles["CAC"] == ("€133", "+167 %", False)
    assert tiles["Leads"] == ("8", "+100 %", True)
    assert tiles["Customers"] == ("3", "+200 %", True)


def test_nothing_is_compared_with_days_of_which_some_have_no_figures(company: Path) -> None:
    filters = replace(FILTERS, first_day=date(2026, 8, 1))
    tiles = tiles_of(shown_on(company, "overview", "totals", filters))
    assert tiles["Revenue"] == ("€1,200", None, None)


def test_cost_is_compared_from_its_first_day_on_and_so_are_results(tmp_path: Path) -> None:
    """CRM since July, ads since the 15th of August, events now and then."""
    rows = [
        performance(date(2026, 7, 1), "Email", revenue=10, leads=1, customers=1),
        performance(date(2026, 7, 2), "Events", programme_cost=10),
        performance(BEFORE, "Paid Search", spend=50, revenue=100, leads=2, customers=1),
        performance(NOW, "Paid Search", spend=100, revenue=150, leads=4, customers=2),
    ]
    publish_rows(tmp_path, {"fct_channel_performance": rows})
    moved = {
        label: change
        for label, (_, change, _) in tiles_of(shown_on(tmp_path, "overview", "totals")).items()
    }
    assert {label: moved[label] for label in ("Revenue", "Leads", "Customers")} == {
        "Revenue": "+50 %",
        "Leads": "+100 %",
        "Customers": "+100 %",
    }
    assert [moved[label] for label in ("Ad spend", "ROI", "CAC")] == [None, None, None]
    publish_rows(tmp_path, {"fct_channel_performance": rows[1:]}, number=2)
    assert tiles_of(shown_on(tmp_path, "overview", "totals"))["Revenue"][1] is None


def test_one_channel_is_reckoned_alone(company: Path) -> None:
    filters = replace(FILTERS, segment_type="channel", segment="Email")
    tiles = tiles_of(shown_on(company, "overview", "totals", filters))
    assert tiles["Revenue"][0] == "€150"
    assert tiles["ROI"][0] == "50 %"
    assert list(table_of(shown_on(company, "channels", "table", filters)).channel) == [
        "Email",
        "Total",
    ]


def test_a_channel_without_any_row_in_these_days_is_a_sentence(company: Path) -> None:
    filters = replace(FILTERS, segment_type="channel", segment="Events")
    assert shown_on(company, "overview", "totals", filters).drawing is None
    assert shown_on(company, "channels", "table", filters).drawing is None


def test_the_total_of_channels_is_that_of_the_mart_with_ratios_of_sums(company: Path) -> None:
    rows = table_of(shown_on(company, "channels", "table"))
    assert list(rows.channel) == ["Paid Search", "Email", "(unattributed)", "Total"]
    total = rows.iloc[-1]
    assert (total.spend, total.programme_cost, total.revenue) == (300, 100, 1100)
    assert total.roi_percent == 175
    assert total.cac == pytest.approx(400 / 3)
    assert rows.roi_percent.isna().tolist() == [False, False, True, False]


def test_campaigns_stand_with_all_cost_and_what_has_no_campaign_by_its_channel(
    company: Path,
) -> None:
    rows = table_of(shown_on(company, "campaigns", "table"))
    assert list(zip(rows.campaign, rows.channel, strict=True))[:4] == [
        (ATTACK, "Paid Search"),
        ("(no campaign)", "Email"),
        ("🎉 $5 off", "Paid Search"),
        ("(no campaign)", "(unattributed)"),
    ]
    assert rows.iloc[-1].campaign == "Total"
    assert rows.iloc[-1].revenue == 1100
    assert rows.iloc[0].cost_per_click == 20


def test_campaigns_of_one_type_are_reckoned_alone(company: Path) -> None:
    filters = replace(FILTERS, segment_type="campaign_type", segment="VIDEO")
    rows = table_of(shown_on(company, "campaigns", "table", filters))
    assert list(rows.campaign) == ["🎉 $5 off", "Total"]
    assert rows.iloc[-1].spend == 100


def _columns(shown: Shown) -> list[tuple[str, float, str]]:
    """Of the first trace of a figure, where columns stand, how opaque, and of which days."""
    assert isinstance(shown.drawing, go.Figure)
    bars = shown.drawing.data[0]
    return list(zip(map(str, bars.x), bars.marker.opacity, bars.customdata, strict=True))


def test_a_month_that_is_not_whole_is_pale_and_one_without_figures_has_its_place(
    tmp_path: Path,
) -> None:
    days = [date(2026, 6, 30), date(2026, 8, 15), NOW]
    rows = [performance(day, "Email", spend=10, revenue=20) for day in days]
    publish_rows(tmp_path, {"fct_channel_performance": rows})
    filters = replace(FILTERS, first_day=date(2026, 6, 29), last_day=NOW)
    months = shown_on(tmp_path, "overview", "months", filters)
    assert months.rows.revenue.tolist() == [20, 0, 20, 20]
    assert _columns(months) == [
        ("Jun 2026", 0.4, " (29 Jun 2026 to 30 Jun 2026 only)"),
        ("Jul 2026", 1, ""),
        ("Aug 2026", 1, ""),
        ("Sep 2026", 0.4, " (1 Sep 2026 to 15 Sep 2026 only)"),
    ]


@pytest.mark.parametrize("name", ["revenue_over_time", "cost_over_time"])
def test_a_week_or_month_that_is_not_whole_is_pale_among_channels(
    tmp_path: Path, name: str
) -> None:
    days = [date(2026, 1, 31), date(2026, 8, 12), date(2026, 8, 17), NOW]
    rows = [performance(day, "Email", spend=10, revenue=20) for day in days]
    publish_rows(tmp_path, {"fct_channel_performance": rows})
    weeks = replace(FILTERS, first_day=date(2026, 8, 12), last_day=NOW)
    assert [one[1:] for one in _columns(shown_on(tmp_path, "channels", name, weeks))] == [
        (0.4, " (12 Aug 2026 to 16 Aug 2026 only)"),
        (1, ""),
        (0.4, " (14 Sep 2026 to 15 Sep 2026 only)"),
    ]
    months = replace(FILTERS, first_day=date(2026, 1, 31), last_day=date(2026, 9, 30))
    assert [one[1:] for one in _columns(shown_on(tmp_path, "channels", name, months))] == [
        (0.4, " (31 Jan 2026 only)"),
        (1, ""),
        (1, ""),
    ]
    day_by_day = shown_on(tmp_path, "channels", name)
    assert day_by_day.rows.is_whole.tolist() == [True]


def test_what_counts_whole_months_says_so() -> None:
    found = [
        exhibit
        for page, exhibit in EXHIBITS
        if re.search(
            r"between date_trunc\('month', \$first_day(::date)?\) and",
            query(page.name, exhibit.name),
        )
    ]
    assert len(found) == 7  # five of cohorts, two of campaigns
    assert [one.name for one in found if "Whole months are counted." not in one.explanation] == []


def _figures(published: Path, name: str) -> Iterator[tuple[str, go.Figure]]:
    """All figures of a company in which everything is called so, each by its page and exhibit."""
    publish_rows(published, company_called(name))
    for page, exhibit in EXHIBITS:
        drawing = shown_on(published, page.name, exhibit.name, filters_of_company(name)).drawing
        if isinstance(drawing, go.Figure):
            yield f"{page.name}-{exhibit.name}", drawing


def test_a_name_that_is_markup_is_text_in_every_figure(tmp_path: Path) -> None:
    told = {where: strings_of(figure.to_json()) for where, figure in _figures(tmp_path, ATTACK)}
    assert len(told) == FIGURES
    assert [where for where, texts in told.items() if any("<img" in one for one in texts)] == []
    named = {where for where, texts in told.items() if any("&lt;img" in one for one in texts)}
    assert told.keys() - named == NAMELESS


def test_a_name_that_is_a_number_is_a_name_on_every_axis(tmp_path: Path) -> None:
    seen = 0
    for where, figure in _figures(tmp_path, "20260901"):
        for trace in figure.data:
            for letter in "xy":
                places = getattr(trace, letter, None)  # a Sankey diagram has none
                if places is not None and any(isinstance(place, str) for place in places):
                    axis = trace[f"{letter}axis"] or letter
                    layout = figure.layout[axis.replace(letter, f"{letter}axis", 1)]
                    assert layout.type == "category", (where, axis)
                    seen += 1
    assert seen


def test_five_hundred_campaigns_are_all_in_the_table_and_a_hundred_in_the_chart(
    tmp_path: Path,
) -> None:
    many = [
        campaign_performance(NOW, "Display", f"c{number}", f"Campaign {number}", spend=number + 1)
        for number in range(500)
    ]
    publish_rows(tmp_path, {"fct_campaign_performance": many})
    rows = table_of(shown_on(tmp_path, "campaigns", "table"))
    assert len(rows) == 501
    assert rows.iloc[-1].spend == sum(range(1, 501))
    returns = shown_on(tmp_path, "campaigns", "returns")
    assert returns.rows.cost.tolist() == list(range(500, 400, -1))


def test_models_stand_side_by_side_the_chosen_one_first(company: Path) -> None:
    shown = shown_on(company, "attribution", "models", replace(FILTERS, model="linear"))
    assert isinstance(shown.drawing, Table)
    assert [one.heading for one in shown.drawing.columns] == ["Channel", "Linear", "First_Touch"]
    shares = shown.drawing.rows.set_index("channel")
    assert shares.loc["Paid Search", ["linear", "first_touch"]].tolist() == [25, 75]
    assert shares.loc[ATTACK, "first_touch"] == 0
    assert shares["linear"].sum() == shares["first_touch"].sum() == 100
    assert set(shades(shown.drawing).values()) == {75}


def test_a_channel_that_a_model_gives_nothing_counts_as_nothing_where_models_differ(
    company: Path,
) -> None:
    rows = table_of(shown_on(company, "attribution", "differences")).set_index("channel")
    paid = rows.loc["Paid Search"]
    assert (paid.credit, paid.credit_least, paid.least_by) == (3, 1, "Linear")
    assert (paid.credit_most, paid.most_by, paid.spread_percent_points) == (3, "First_Touch", 50)
    assert (rows.loc[ATTACK].credit_least, rows.loc[ATTACK].credit_spread) == (0, 1)


def test_what_is_not_additive_is_shown_apart_and_never_summed(company: Path) -> None:
    assert set(shown_on(company, "attribution", "influenced").rows.channel) == {"Paid Search"}
    assert "influenced" not in shown_on(company, "attribution", "models").rows.attribution_model


def test_targets_are_shares_of_what_is_to_be_reached(tmp_path: Path) -> None:
    target = {
        "kpi_target_id": "t",
        "metric": "revenue",
        "segment_type": "all",
        "segment": "",
        "period_grain": "month",
        "period_start": date(2026, 9, 1),
        "period_end": date(2026, 9, 30),
        "through_date": date(2026, 9, 3),
        "unit": "money",
        "target_is": "at_least",
        "status": "on_track",
        "days_elapsed": 3,
        "days_left": 27,
        "target": 200,
        "actual": 50,
        "expected_to_date": 20,
        "projection": 210,
        "projection_low": 150,
        "projection_high": 250,
    }
    days = [
        {"kpi_target_id": "t", "metric": "revenue", "is_in_period": True, "date_day": day,
         "numerator": amount}
        for day, amount in ((date(2026, 9, 1), 20), (date(2026, 9, 3), 30))
    ]  # fmt: skip
    over = target | {"kpi_target_id": "over", "days_left": 0, "period_end": date(2026, 9, 2)}
    publish_rows(tmp_path, {"fct_kpi_pacing": [target, over], "fct_kpi_days": days})
    pacing = shown_on(tmp_path, "overview", "pacing").rows
    assert pacing[
        ["actual_percent", "expected_percent", "projection_high_percent"]
    ].to_numpy().tolist() == [[25, 10, 125]]
    # A day without a row is a day of nothing.
    assert shown_on(tmp_path, "overview", "pacing_days").rows.so_far.tolist() == [20, 20, 50]


def test_on_the_first_of_a_month_the_target_of_the_last_is_shown_with_how_it_ended(
    tmp_path: Path,
) -> None:
    ended = {
        "kpi_target_id": "september", "metric": "revenue", "segment_type": "all", "segment": "",
        "period_grain": "month", "period_start": date(2026, 9, 1), "period_end": LAST_DAY,
        "through_date": LAST_DAY, "unit": "money", "target_is": "at_least", "status": "missed",
        "days_elapsed": 30, "days_left": 0, "target": 200, "actual": 150, "projection": 150,
    }  # fmt: skip
    begins = ended | {
        "kpi_target_id": "october", "period_start": date(2026, 10, 1), "status": "on_track",
        "period_end": date(2026, 10, 31), "days_elapsed": 0, "days_left": 31, "actual": 0,
    }  # fmt: skip
    publish_rows(tmp_path, {"fct_kpi_pacing": [ended, begins]})
    assert shown_on(tmp_path, "overview", "pacing").rows.status.tolist() == ["missed"]
    days = shown_on(tmp_path, "overview", "pacing_days").rows
    assert (len(days), days.period_end.dt.date.iloc[-1]) == (30, LAST_DAY)


def test_a_chart_says_which_of_its_pages_filters_it_does_not_heed(company: Path) -> None:
    assert shown_on(company, "overview", "totals").unheeded == frozenset()
    assert shown_on(company, "overview", "funnel").unheeded == {"model", "basis", "segment"}


def test_sql_is_shown_with_the_values_it_ran_with(company: Path) -> None:
    filters = replace(FILTERS, segment_type="country", segment="DE")
    shown = shown_on(company, "channels", "table", filters)
    assert "attribution_model = 'first_touch'" in shown.sql
    assert "between date '2026-09-01' and date '2026-09-30'" in shown.sql
    assert "'all' <> 'channel'" in shown.sql  # no country cuts this page
    assert "$" not in shown.sql
    again = Marts.open_current(company).rows(shown.sql)
    pd.testing.assert_frame_equal(again, shown.rows)


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    rows = pd.DataFrame(
        {"name": ["=cmd()", "+1", "-x", "@y", "plain, text", None], "n": [-1.5] * 6}
    )
    assert as_csv(rows).splitlines() == [
        "name,n", "'=cmd(),-1.5", "'+1,-1.5", "'-x,-1.5", "'@y,-1.5", '"plain, text",-1.5', ",-1.5",
    ]  # fmt: skip
