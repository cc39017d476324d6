"""Where targets stand on a day: reached, expected, projected, and what cannot be said."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.scenarios.target_rows import (
    DECEMBER,
    FIRST,
    HELD_TO,
    LAST,
    MIDDLE,
    Paced,
    advertised,
    days,
    told,
)
from tests.scenarios.warehouse import Warehouse

ROWS = {
    "ad_performance": [
        # Mondays to Fridays, from a Monday on: 10.00 and five clicks a day
        *(
            advertised("steady", day, 10, 5)
            for day in days(date(2026, 10, 5), date(2026, 12, 30))
            if day.weekday() < 5
        ),
        # two days only: a click costs 1.00 on the first, 3.00 on the second
        advertised("young", date(2026, 12, 28), 10, 10),
        advertised("young", date(2026, 12, 29), 90, 30),
        # what was charged too much is given back
        advertised("credited", date(2026, 12, 14), 30, 10),
        advertised("credited", date(2026, 12, 15), -5, 0),
    ]
}


def test_on_the_first_day_nothing_is_expected_yet(paced: Paced) -> None:
    row = paced(FIRST)["spend", "steady", "2026-12-01"]
    # December 2026 has 23 days from Monday to Friday: 230.00, whatever day of it is asked on.
    assert told(row, "days_elapsed", "days_left", "actual", "expected_to_date", "projection") == [
        *(0, 31, 0.0, 0.0, 230.0)
    ]
    assert told(row, "attainment_percent", "projection_method", "history_weeks") == [
        *(0.0, "weekday_means", 8)
    ]
    assert told(row, "target_is", "status") == ["at_most", "on_track"]


def test_in_the_middle_weekends_are_expected_to_bring_nothing(paced: Paced) -> None:
    row = paced(MIDDLE)["spend", "steady", "2026-12-01"]
    # Of the 16 days until the 16th 12 are weekdays: 120.00, and 240.00 * 12 / 23 was expected.
    assert told(row, "days_elapsed", "days_left", "actual", "projection") == [16, 15, 120.0, 230.0]
    assert float(row["expected_to_date"]) == pytest.approx(240 * 12 / 23, abs=HELD_TO)
    assert row["attainment_percent"] == 50
    # Every weekday is like the next, so nothing is uncertain.
    assert told(row, "projection_low", "projection_high") == [230.0, 230.0]
    assert row["through_date"] == date(2026, 12, 16)


def test_on_the_last_day_one_day_is_still_to_come(paced: Paced) -> None:
    row = paced(LAST)["spend", "steady", "2026-12-01"]
    # 22 weekdays are over; the 31st is a Thursday.
    assert told(row, "days_elapsed", "days_left", "actual", "projection") == [30, 1, 220.0, 230.0]
    assert float(row["expected_to_date"]) == pytest.approx(240 * 22 / 23, abs=HELD_TO)


def test_a_period_that_is_over_is_met_or_missed(paced: Paced) -> None:
    rows = paced(FIRST)
    # November 2026 has 21 weekdays: 210.00 spent of 200.00, 105 clicks of 105, 2.00 a click.
    columns = ["actual", "expected_to_date", "projection", "projection_low", "days_left", "status"]
    spend, clicks, cost = (rows[one, "steady", "2026-11-01"] for one in ("spend", "clicks", "cpc"))
    assert told(spend, *columns) == [210.0, 200.0, 210.0, 210.0, 0, "missed"]
    assert told(clicks, *columns) == [105.0, 105.0, 105.0, 105.0, 0, "met"]
    assert told(cost, *columns) == [2.0, 2.0, 2.0, 2.0, 0, "met"]
    assert {row["projection_method"] for row in (spend, clicks, cost)} == {"complete"}


def test_what_has_to_be_reached_is_met_as_soon_as_it_is(paced: Paced) -> None:
    clicks, shown = (("clicks", "steady", "2026-12-01"), ("impressions", "steady", "2026-12-01"))
    # 12 weekdays of 1,000 are not 18,000 yet, 22 are more.
    assert [paced(day)[shown]["status"] for day in (MIDDLE, LAST)] == ["on_track", "met"]
    # 115 clicks will miss 130 by 11.5 percent.
    assert told(paced(MIDDLE)[clicks], "projection", "status") == [115.0, "at_risk"]


def test_a_budget_is_missed_as_soon_as_it_is_passed_unless_its_sum_may_fall(paced: Paced) -> None:
    quarter = ("spend", "steady", "2026-10-01")
    # 41 weekdays from 5 October to the end of November are the whole 410.00, and no cent more.
    assert told(paced(FIRST)[quarter], "actual", "projection", "status") == [410.0, 640.0, "behind"]
    assert told(paced(MIDDLE)[quarter], "actual", "status") == [530.0, "missed"]
    credited = paced(MIDDLE)["spend", "credited", "2026-12-01"]
    assert told(credited, "actual", "status") == [25.0, "behind"]


def test_a_target_of_zero_has_no_percentage_but_a_verdict(paced: Paced) -> None:
    rows = paced(FIRST)
    spend, clicks = (rows[one, "steady", "2026-11-02"] for one in ("spend", "clicks"))
    assert told(spend, "actual", "attainment_percent", "status") == [50.0, None, "missed"]
    assert told(clicks, "actual", "attainment_percent", "status") == [25.0, None, "met"]


def test_a_period_to_come_has_a_projection_and_no_verdict(paced: Paced) -> None:
    row = paced(FIRST)["spend", "steady", "2027-01-01"]
    # The first quarter of 2027 has 64 weekdays.
    assert told(row, "actual", "projection", "days_left", "status") == [
        *(0.0, 640.0, 90, "not_started")
    ]


def test_a_ratio_is_paced_from_its_sums(paced: Paced) -> None:
    row = paced(LAST)["cpc", "young", "2026-12-28"]
    # (10 + 90) / (10 + 30), not the mean of 1.00 and 3.00; by now a ratio should be its target.
    assert told(row, "actual", "expected_to_date", "projection") == [2.5, 2.0, 2.5]
    assert told(row, "attainment_percent", "status") == [125.0, "behind"]


def test_under_two_weeks_the_rate_of_the_days_so_far_is_all_there_is(paced: Paced) -> None:
    row = paced(LAST)["spend", "young", "2026-12-28"]
    # 100.00 in three days of seven; 60.00 of 140.00 was expected.
    assert told(row, "actual", "expected_to_date", "projection_method", "history_weeks") == [
        *(100.0, 60.0, "run_rate", None)
    ]
    assert float(row["projection"]) == pytest.approx(100 / 3 * 7, abs=HELD_TO)
    assert told(row, "projection_low", "projection_high") == [None, None]
    first_day = paced(LAST)["spend", "young", "2026-12-31"]
    assert told(first_day, "projection_method", "projection", "status") == ["none", None, "no_data"]


def test_what_was_never_measured_is_no_zero(paced: Paced) -> None:
    rows = paced(LAST)
    for metric, campaign in [("leads", "steady"), ("spend", "nobody")]:
        row = rows[metric, campaign, "2026-12-01"]
        assert told(row, "actual", "projection", "projection_method", "status") == [
            *(None, None, "none", "no_data")
        ]


def test_a_target_that_names_what_there_is_not_says_so_and_fails(
    paced_warehouse: Callable[[str], Warehouse],
) -> None:
    warehouse = paced_warehouse(LAST)
    found = dict(
        warehouse.rows(
            "select metric || ' ' || segment, problem from marts.fct_kpi_pacing"
            " where status = 'not_understood'"
        )
    )
    assert found["custommers Targets steady"].startswith("no metric is called 'custommers'")
    assert "customers" in found["custommers Targets steady"]
    assert found["spend Paid Serach"].startswith("no channel is called 'Paid Serach'")
    assert found["spend Targets steady"] == (
        "a period is a day, week, month, quarter, year, not a 'fortnight'"
    )
    ended = warehouse.dbt("test", "--select", "assert_every_target_can_be_measured", check=False)
    assert ended.returncode != 0
    assert "the target for " in ended.stdout
    assert " from 2026-12-01: " in ended.stdout


def test_where_both_say_so_the_target_kept_with_the_rules_stands(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    both = warehouse.copy(tmp_path / "data")
    said = {"metric": "Spend", "target": "5"} | DECEMBER
    both.replace("kpi_targets", [said, said | {"metric": "clicks", "target": "6"}])
    with both.connected() as connection:
        connection.execute(
            "insert into seeds.kpi_targets (metric, period_grain, period_start, target)"
            " values ('spend', 'month', '2026-12-01', 7)"
        )
    both.dbt("run", "--select", "int_kpi_targets")
    assert both.rows(
        "select metric, segment_type, source_system, target from intermediate.int_kpi_targets"
        " order by metric"
    ) == [("clicks", "all", "test", Decimal(6)), ("spend", "all", "seed", Decimal(7))]


def test_metrics_that_no_attribution_model_reports_are_refused(
    paced_warehouse: Callable[[str], Warehouse],
) -> None:
    """Under `influenced` a conversion counts more than once; under a typo not at all."""
    test = ("test", "--select", "assert_settings_of_metrics_can_be_followed", "--vars")
    for model in ["influenced", "first_tuoch"]:
        ended = paced_warehouse(LAST).dbt(
            *test, f"{{reporting_attribution_model: {model}}}", check=False
        )
        assert ended.returncode != 0
        assert "reporting_attribution_model must be one of " in ended.stdout
    assert paced_warehouse(LAST).dbt(*test, "{reporting_basis: touch}").returncode == 0
