"""What charts show where there is little, where names are long, and in which units."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.exhibit import Shown, Table, Tiles
from dashboards.pages.overview_targets import pacing
from dashboards.theme import Theme
from tests.dashboards.invented_company import FILTERS, THEME, shown_on, table_of, tiles_of
from tests.dashboards.invented_marts import publish_rows

Row = dict[str, object]
LONG = "EMEA | 2026 | Brand | Search | "


def target(unit: str, target: float, actual: float, **more: object) -> dict[str, object]:
    return {
        "metric": "roas", "unit": unit, "segment": None, "period_grain": "month",
        "period_end": date(2026, 9, 30), "target_is": "at_least", "target": target,
        "actual": actual, "status": "behind",
        "expected_to_date": target, "projection": actual, "projection_low": actual,
        "projection_high": actual, "actual_percent": 100 * actual / target,
        "expected_percent": 100.0, "projection_percent": 100 * actual / target,
        "projection_low_percent": None, "projection_high_percent": None,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "goal", "actual", "told"),
    [
        ("share", 0.05, 0.034, "<b>3.4 %</b> of 5.0 %"),
        ("multiple", 4.0, 3.6, "<b>3.6</b> of 4.0"),
        ("percent", 200.0, 155.0, "<b>155 %</b> of 200 %"),
        ("price", 2.0, 1.84, "<b>€1.84</b> of €2.00"),
        ("money", 15_000.0, 12_000.0, "<b>€12,000</b> of €15,000"),
        ("count", 620.0, 730.0, "<b>730</b> of 620"),
    ],
)
def test_a_target_is_told_in_the_unit_of_its_metric(
    unit: str, goal: float, actual: float, told: str
) -> None:
    figure = pacing(pd.DataFrame([target(unit, goal, actual)]), FILTERS, THEME)
    assert isinstance(figure, go.Figure)
    assert any(told in one.text for one in figure.layout.annotations)


def test_a_target_far_off_either_way_is_on_its_axis() -> None:
    rows = [
        target("percent", 100.0, -40.0, projection_percent=180.0),
        target("count", 100.0, 50.0),
    ]
    figure = pacing(pd.DataFrame(rows), FILTERS, THEME)
    assert isinstance(figure, go.Figure)
    low, high = figure.layout.xaxis.range
    assert low <= -40
    assert high >= 180


def test_names_that_shorten_to_the_same_keep_a_place_each() -> None:
    names = [f"{LONG}Exact", f"{LONG}Phrase", "Email", f"{LONG}Exact"]
    labels = THEME.labels(names, 24)
    assert list(labels) == [f"{LONG}Exact", f"{LONG}Phrase", "Email"]
    assert len(set(labels.values())) == 3
    assert labels["Email"] == "Email"
    assert labels[f"{LONG}Phrase"].endswith(" (2)")


def test_leads_given_back_for_long_reasons_have_a_bar_each(tmp_path: Path) -> None:
    def handoff(reason: str | None, verdict: str, is_back: bool = True) -> dict[str, object]:
        handed_over = datetime(2026, 9, 10)
        return {
            "handed_over_at": handed_over,
            "rejected_at": handed_over if is_back else None,
            "rejection_reason": reason,
            "verdict": verdict,
        }

    publish_rows(
        tmp_path,
        {
            "fct_lead_handoffs": [
                handoff(f"{LONG}Exact", "rejected"),
                handoff(f"{LONG}Phrase", "rejected"),
                handoff(None, "accepted"),
                handoff(None, "accepted", is_back=False),
            ]
        },
    )
    shown = shown_on(tmp_path, "stuck", "given_back")
    counted = dict(zip(shown.rows.reason, shown.rows.leads, strict=True))
    assert counted == {f"{LONG}Exact": 1, f"{LONG}Phrase": 1, "(no reason given)": 1}
    assert isinstance(shown.drawing, go.Figure)
    places = [place for trace in shown.drawing.data for place in trace.y]
    assert len(set(places)) == 3


def test_answers_in_time_are_of_leads_that_are_due_and_owners_may_have_no_team(
    tmp_path: Path,
) -> None:
    def handoff(response: str, is_due: bool, owner: str | None, team: str | None) -> Row:
        return {
            "handed_over_at": datetime(2026, 9, 10), "response": response, "is_due": is_due,
            "verdict": "pending", "owner_id": owner, "owner_team": team,
        }  # fmt: skip

    publish_rows(
        tmp_path,
        {
            "fct_lead_handoffs": [
                handoff("in time", True, "ann", "North"),
                handoff("overdue", True, "ann", "North"),
                handoff("in time", False, "ann", "North"),
                handoff("decided untouched", False, "bob", None),
                handoff("waiting", False, None, None),
            ]
        },
    )
    assert tiles_of(shown_on(tmp_path, "stuck", "key_figures"))["Answered in time"][0] == "50 %"
    teams = shown_on(tmp_path, "stuck", "speed_by_team").rows.set_index("team")
    assert teams.loc["North", ["handed_over", "due", "in_time"]].tolist() == [3, 2, 1]
    assert sorted(teams.index) == ["(no owner)", "(no team)", "North"]


def test_a_path_without_any_value_has_none_rather_than_nothing(tmp_path: Path) -> None:
    def path(rank: int, value: float | None) -> dict[str, object]:
        return {
            "conversion_type": "customer", "path_form": "collapsed", "path_rank": rank,
            "channels": [f"Channel {rank}"], "conversions": 1, "paths_without_conversion": 0,
            "conversion_rate": 1, "value_reporting": value, "days_to_convert": 3,
        }  # fmt: skip

    publish_rows(tmp_path, {"fct_top_paths": [path(1, None), path(2, 0)]})
    shown = shown_on(tmp_path, "journeys", "top_paths")
    assert isinstance(shown.drawing, Table)
    assert "value_reporting" in [column.name for column in shown.drawing.columns]
    written = [THEME.writer("cents")(value) for value in shown.rows.value_reporting]
    assert written == ["—", "€0.00"]


def test_the_record_of_a_stuck_lead_is_that_of_its_owners_system(tmp_path: Path) -> None:
    identifiers = ["files:1", "salesforce:00Q7", "salesforce:00Q9"]
    publish_rows(
        tmp_path,
        {
            "fct_stalled_leads": [
                {
                    "stalled_lead_id": "s", "person_id": "p", "source_system": "salesforce",
                    "stage": "mql", "blocked_by": "no owner", "hours_over": 48,
                }
            ],
            "dim_identifiers": [
                {"person_id": "p", "identifier_type": "crm_id", "identifier": one}
                for one in identifiers
            ],
        },
    )  # fmt: skip
    assert shown_on(tmp_path, "stuck", "worklist").rows.crm_record.tolist() == ["salesforce:00Q7"]


def test_what_has_brought_no_revenue_is_paid_back_by_nothing(tmp_path: Path) -> None:
    publish_rows(
        tmp_path,
        {
            "fct_unit_economics": [
                {
                    "attribution_model": "first_touch", "basis": "conversion", "channel": "Email",
                    "cohort_month": date(2026, 9, 1), "customers": 1, "spend": 100,
                    "programme_cost": 0, "revenue": 0, "gross_profit": 0, "months_observed": 1,
                    "unconverted_amounts": 0,
                }
            ]
        },
    )  # fmt: skip
    rows = shown_on(tmp_path, "cohorts", "payback").rows
    assert rows.paid_back_percent.tolist() == [0, 0]
    filters = replace(FILTERS, first_day=date(2026, 8, 31), last_day=date(2026, 9, 1))
    figures = shown_on(tmp_path, "cohorts", "key_figures", filters).drawing
    assert isinstance(figures, Tiles)
    assert figures.tiles[0].note == "Of whole months: Aug 2026 to Sep 2026."


def _customers(published: Path, revenues: list[int]) -> Shown:
    rows = [
        {"customer_id": str(n), "is_customer": True, "acquired_at": datetime(2026, 9, 10)}
        | {"revenue": revenue}
        for n, revenue in enumerate(revenues)
    ]
    publish_rows(published, {"fct_customer_value": rows}, number=len(revenues))
    return shown_on(published, "cohorts", "customer_value")


def test_fewer_than_ten_customers_have_no_tenths_and_refunds_stay_on_the_axis(
    tmp_path: Path,
) -> None:
    few = _customers(tmp_path, [5, 3, 1])
    assert few.drawing is None
    assert "Fewer than ten customers" in few.exhibit.when_empty
    assert isinstance(_customers(tmp_path, [10] * 10).drawing, go.Figure)
    assert _customers(tmp_path, [0] * 11).drawing is None
    # 150 of 100 % come from the first, 50 % are given back by the last.
    refunded = _customers(tmp_path, [150, *[0] * 10, -50])
    assert refunded.rows.cumulative_percent.max() == 150
    assert isinstance(refunded.drawing, go.Figure)
    low, high = refunded.drawing.layout.yaxis.range
    assert low < -50
    assert high > 150


def test_an_experiment_without_revenue_yet_says_that_nothing_is_known(tmp_path: Path) -> None:
    unknown = {
        "experiment_id": "e", "variant_id": "b", "metric": "revenue_per_person",
        "is_control": False, "people": 10, "estimate": 0.0, "difference": 0.0,
        "has_sample_ratio_mismatch": False,
    }  # fmt: skip
    publish_rows(tmp_path, {"fct_experiment_results": [unknown]})
    assert shown_on(tmp_path, "experiments", "differences").drawing is None
    results = shown_on(tmp_path, "experiments", "results")
    assert results.rows.reading.tolist() == ["not known"]
    assert "nan" not in table_of(results).to_csv()


def test_white_and_black_on_every_shade_are_legible() -> None:
    for percent in range(1, 101):
        style = Theme("EUR").shade(float(percent), 100.0)
        numbers = style.split("rgb(")[1].split(")")[0].split(", ")
        shade = _luminance([int(number) for number in numbers])
        ink = 1.0 if style.endswith("white") else 0.0
        lighter, darker = max(shade, ink), min(shade, ink)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (percent, style)


def _luminance(colour: list[int]) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
