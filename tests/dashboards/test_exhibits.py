"""What charts show, of a company small enough to be reckoned by hand."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.exhibit import Exhibit, Page, Shown, Table, Tiles, as_csv, shades, show
from dashboards.filters import Filters
from dashboards.pages import PAGES
from dashboards.published import Marts
from dashboards.theme import Theme
from tests.dashboards.invented_marts import (
    Rows,
    campaign_performance,
    performance,
    publish_rows,
)

THEME = Theme("EUR")
FILTERS = Filters(
    first_day=date(2026, 9, 1),
    last_day=date(2026, 9, 30),
    model="first_touch",
    basis="conversion",
    conversion_type="customer",
)
ATTACK = "<img src=x onerror=alert(1)>"
BEFORE, NOW = date(2026, 8, 15), date(2026, 9, 15)
EXHIBITS = [(page, exhibit) for page in PAGES for exhibit in page.exhibits]

COMPANY: Rows = {
    "fct_channel_performance": [
        performance(date(2026, 7, 1), "Email"),
        performance(BEFORE, "Email", programme_cost=50, revenue=100, leads=4, customers=1),
        performance(NOW, "Email", programme_cost=100, revenue=150, leads=5, customers=0.5),
        performance(NOW, "Paid Search", spend=300, revenue=900, leads=3, customers=1.5),
        performance(NOW, "(unattributed)", revenue=50, customers=1),
        performance(NOW, "Paid Search", spend=300, revenue=1, basis="touch"),
        performance(NOW, "Paid Search", spend=300, revenue=1, attribution_model="linear"),
    ],
    "fct_campaign_performance": [
        campaign_performance(NOW, "Paid Search", "c1", ATTACK, spend=200, revenue=900, clicks=10),
        campaign_performance(NOW, "Paid Search", "c2", "🎉 $5 off", spend=100, clicks=5),
        campaign_performance(NOW, "Email", "(none)", None, programme_cost=100, revenue=150),
        campaign_performance(NOW, "(unattributed)", "(none)", None, revenue=50),
    ],
    "dim_campaigns": [
        {"campaign_id": "c1", "name": ATTACK, "type": "SEARCH"},
        {"campaign_id": "c2", "name": "🎉 $5 off", "type": "VIDEO"},
    ],
    "attribution_overview": [
        {
            "attribution_model": model,
            "attribution_model_label": model.title(),
            "is_additive": model != "influenced",
            "conversion_type": "customer",
            "channel": channel,
            "touches": 3,
            "conversions": 2,
            "credit": credit,
            "credit_low": credit / 2,
            "credit_high": credit * 2,
            "credit_share": credit / 4,
        }
        for model, channel, credit in [
            ("first_touch", "Paid Search", 3),
            ("first_touch", "Email", 1),
            ("linear", "Paid Search", 1),
            ("linear", "Email", 2),
            ("linear", ATTACK, 1),
            ("influenced", "Paid Search", 4),
        ]
    ],
}


def _shown(published: Path, page: str, exhibit: str, filters: Filters = FILTERS) -> Shown:
    where = next(one for one in PAGES if one.name == page)
    what = next(one for one in where.exhibits if one.name == exhibit)
    return show(where, what, filters, THEME, Marts.open_current(published).rows)


def _tiles(shown: Shown) -> dict[str, tuple[str, str | None, bool | None]]:
    assert isinstance(shown.drawing, Tiles)
    return {tile.label: (tile.value, tile.change, tile.is_good) for tile in shown.drawing.tiles}


def _table(shown: Shown) -> pd.DataFrame:
    assert isinstance(shown.drawing, Table)
    return shown.drawing.rows


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
    tiles = _tiles(_shown(company, "overview", "totals"))
    # Revenue 150 + 900 + 50 after 100; all cost 100 + 300 after 50; customers 0.5 + 1.5 + 1.
    assert tiles["Revenue"] == ("€1,100", "+1,000 %", True)
    assert tiles["Ad spend"] == ("€300", None, None)
    assert tiles["Programmes"] == ("€100", "+100 %", None)
    assert tiles["ROI"] == ("175 %", "+75 %", True)
    assert tiles["CAC"] == ("€133", "+167 %", False)
    assert tiles["Leads"] == ("8", "+100 %", True)
    assert tiles["Customers"] == ("3", "+200 %", True)


def test_nothing_is_compared_with_days_of_which_some_have_no_figures(company: Path) -> None:
    filters = replace(FILTERS, first_day=date(2026, 8, 1))
    tiles = _tiles(_shown(company, "overview", "totals", filters))
    assert tiles["Revenue"] == ("€1,200", None, None)


def test_one_channel_is_reckoned_alone(company: Path) -> None:
    filters = replace(FILTERS, segment_type="channel", segment="Email")
    tiles = _tiles(_shown(company, "overview", "totals", filters))
    assert tiles["Revenue"][0] == "€150"
    assert tiles["ROI"][0] == "50 %"
    assert list(_table(_shown(company, "channels", "table", filters)).channel) == ["Email", "Total"]


def test_a_channel_without_any_row_in_these_days_is_a_sentence(company: Path) -> None:
    filters = replace(FILTERS, segment_type="channel", segment="Events")
    assert _shown(company, "overview", "totals", filters).drawing is None
    assert _shown(company, "channels", "table", filters).drawing is None


def test_the_total_of_channels_is_that_of_the_mart_with_ratios_of_sums(company: Path) -> None:
    rows = _table(_shown(company, "channels", "table"))
    assert list(rows.channel) == ["Paid Search", "Email", "(unattributed)", "Total"]
    total = rows.iloc[-1]
    assert (total.spend, total.programme_cost, total.revenue) == (300, 100, 1100)
    assert total.roi_percent == 175
    assert total.cac == pytest.approx(400 / 3)
    assert rows.roi_percent.isna().tolist() == [False, False, True, False]


def test_campaigns_stand_with_all_cost_and_what_has_no_campaign_by_its_channel(
    company: Path,
) -> None:
    rows = _table(_shown(company, "campaigns", "table"))
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
    rows = _table(_shown(company, "campaigns", "table", filters))
    assert list(rows.campaign) == ["🎉 $5 off", "Total"]
    assert rows.iloc[-1].spend == 100


def test_a_name_that_is_markup_is_text_in_every_figure(company: Path) -> None:
    for page, exhibit in EXHIBITS:
        drawing = _shown(company, page.name, exhibit.name).drawing
        if isinstance(drawing, go.Figure):
            assert ATTACK not in drawing.to_json(engine="json"), exhibit.name
    bubbles = _shown(company, "campaigns", "returns").drawing
    assert isinstance(bubbles, go.Figure)
    hovers = [text for trace in bubbles.data for text in trace.hovertext or ()]
    assert any(text.startswith("<b>&lt;img src=x onerror=alert(1)&gt;</b>") for text in hovers)


def test_five_hundred_campaigns_are_all_in_the_table_and_a_hundred_in_the_chart(
    tmp_path: Path,
) -> None:
    many = [
        campaign_performance(NOW, "Display", f"c{number}", f"Campaign {number}", spend=number + 1)
        for number in range(500)
    ]
    publish_rows(tmp_path, {"fct_campaign_performance": many})
    rows = _table(_shown(tmp_path, "campaigns", "table"))
    assert len(rows) == 501
    assert rows.iloc[-1].spend == sum(range(1, 501))
    returns = _shown(tmp_path, "campaigns", "returns")
    assert returns.rows.cost.tolist() == list(range(500, 400, -1))


def test_models_stand_side_by_side_the_chosen_one_first(company: Path) -> None:
    shown = _shown(company, "attribution", "models", replace(FILTERS, model="linear"))
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
    rows = _table(_shown(company, "attribution", "differences")).set_index("channel")
    paid = rows.loc["Paid Search"]
    assert (paid.credit, paid.credit_least, paid.least_by) == (3, 1, "Linear")
    assert (paid.credit_most, paid.most_by, paid.spread_percent_points) == (3, "First_Touch", 50)
    assert (rows.loc[ATTACK].credit_least, rows.loc[ATTACK].credit_spread) == (0, 1)


def test_what_is_not_additive_is_shown_apart_and_never_summed(company: Path) -> None:
    assert set(_shown(company, "attribution", "influenced").rows.channel) == {"Paid Search"}
    assert "influenced" not in _shown(company, "attribution", "models").rows.attribution_model


def _path(number: int, channels: list[str], days: float | None, **more: object) -> dict[str, Any]:
    return {
        "path_id": str(number),
        "conversion_type": "customer",
        "is_converting": True,
        "path_length": len(channels),
        "channels_collapsed": channels,
        "days_to_convert": days,
        "converted_at": datetime(2026, 9, 15),
        **more,
    }


def test_paths_of_any_length_end_in_their_conversion(tmp_path: Path) -> None:
    publish_rows(
        tmp_path,
        {
            "dim_people": [{"person_id": "p", "country": "DE"}],
            "fct_paths": [
                _path(1, ["Email"], 0.5, person_id="p"),
                _path(2, ["Email", "Direct"], 10),
                _path(3, ["Email", "Direct", "Email", "Direct", "Email"], 20),
                _path(4, [], None),
                _path(5, ["Email"], 1, is_converting=False),
                _path(6, ["Email"], 1, converted_at=datetime(2026, 8, 1)),
            ],
        },
    )
    links = _shown(tmp_path, "journeys", "steps").rows
    counted = {
        (row.step, row.from_channel, row.to_channel): row.paths for row in links.itertuples()
    }
    assert counted == {
        (1, "(unattributed)", "(conversion)"): 1,
        (1, "Email", "(conversion)"): 1,
        (1, "Email", "Direct"): 2,
        (2, "Direct", "(conversion)"): 1,
        (2, "Direct", "Email"): 1,
        (3, "Email", "(further touches)"): 1,
        (3, "(further touches)", "(conversion)"): 1,
    }
    lengths = _shown(tmp_path, "journeys", "lengths").rows
    assert dict(zip(lengths.touches, lengths.conversions, strict=True)) == {0: 1, 1: 1, 2: 1, 5: 1}
    times = _shown(tmp_path, "journeys", "days_to_convert").rows
    assert times.conversions.tolist() == [1, 1, 1]
    assert set(times.median_days) == {10}
    german = replace(FILTERS, segment_type="country", segment="DE")
    assert _shown(tmp_path, "journeys", "steps", german).rows.paths.tolist() == [1]


def test_a_sankey_names_no_more_than_seven_nodes_a_step(tmp_path: Path) -> None:
    channels = [f"Channel {number:02d}" for number in range(20)]
    paths = [
        _path(number, [channels[number % 20], channels[(number + 7) % 20]], 1)
        for number in range(40)
    ]
    publish_rows(tmp_path, {"fct_paths": paths})
    rows = _shown(tmp_path, "journeys", "steps").rows
    assert rows[rows.step == 1].from_channel.nunique() == 7
    assert rows[rows.to_channel == "(conversion)"].paths.sum() == 40


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
    over = target | {"kpi_target_id": "over", "days_left": 0}
    publish_rows(tmp_path, {"fct_kpi_pacing": [target, over], "fct_kpi_days": days})
    pacing = _shown(tmp_path, "overview", "pacing").rows
    assert pacing[
        ["actual_percent", "expected_percent", "projection_high_percent"]
    ].to_numpy().tolist() == [[25, 10, 125]]
    # A day without a row is a day of nothing.
    assert _shown(tmp_path, "overview", "pacing_days").rows.so_far.tolist() == [20, 20, 50]


def test_a_chart_says_which_of_its_pages_filters_it_does_not_heed(company: Path) -> None:
    assert _shown(company, "overview", "totals").unheeded == frozenset()
    assert _shown(company, "overview", "funnel").unheeded == {"model", "basis", "segment"}


def test_sql_is_shown_with_the_values_it_ran_with(company: Path) -> None:
    filters = replace(FILTERS, segment_type="country", segment="DE")
    shown = _shown(company, "channels", "table", filters)
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
