"""What a target is projected to reach, and its interval, against least squares."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from scipy import stats

from tests.scenarios.target_rows import HELD_TO, LAST, MIDDLE, Paced, advertised, days, told

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# Sixty days that a formula makes uneven; every eleventh has no row at all.
NOISY_DAYS = [date(2026, 11, 1) + timedelta(days=number) for number in range(60)]
NOISY = {
    day: (
        Decimal(2000 + 731 * (number * number % 17) + 400 * day.weekday()) / 100,
        3 + 5 * number % 11,
    )
    for number, day in enumerate(NOISY_DAYS)
    if number % 11 != 10
}
ROWS = {"ad_performance": [advertised("noisy", day, *measured) for day, measured in NOISY.items()]}


def noisy_so_far(through: date, first: date) -> list[tuple[date, float, float]]:
    """Spend and clicks of every day, days without a row among them."""
    none = (Decimal(0), 0)
    return [
        (day, float(NOISY.get(day, none)[0]), float(NOISY.get(day, none)[1]))
        for day in days(first, through)
    ]


def least_squares(values: list[float], on: list[date], to_come: list[date]) -> tuple[float, float]:
    """Statsmodels' forecast of the sum of days to come, and half of its 95 % interval."""
    statsmodels = import_module("statsmodels.api")
    fit = statsmodels.OLS(
        values, [[float(day.weekday() == n) for n in range(7)] for day in on]
    ).fit()
    wanted = [float(sum(day.weekday() == n for day in to_come)) for n in range(7)]
    mean = fit.t_test(wanted)
    deviation = (float(mean.sd[0][0]) ** 2 + len(to_come) * fit.scale) ** 0.5
    return float(mean.effect[0]), float(stats.t.ppf(0.975, fit.df_resid)) * deviation


def test_projection_and_interval_are_those_of_least_squares_on_weekdays(paced: Paced) -> None:
    row = paced(MIDDLE)["spend", "noisy", "2026-12-01"]
    through = date(2026, 12, 16)
    # Known since 1 November: 46 days, of which the last six whole weeks count.
    assert row["history_weeks"] == 6
    history = noisy_so_far(through, through - timedelta(days=41))
    to_come = list(days(date(2026, 12, 17), date(2026, 12, 31)))
    rest, half = least_squares(
        [spend for _, spend, _ in history], [d for d, *_ in history], to_come
    )
    actual = sum(spend for day, spend, _ in history if day >= date(2026, 12, 1))
    assert told(row, "actual", "projection", "projection_low", "projection_high") == pytest.approx(
        [actual, actual + rest, actual + rest - half, actual + rest + half], abs=HELD_TO
    )


def test_the_interval_of_a_ratio_is_that_of_numerator_less_ratio_times_denominator(
    paced: Paced,
) -> None:
    row = paced(MIDDLE)["cpc", "noisy", "2026-12-01"]
    through = date(2026, 12, 16)
    history = noisy_so_far(through, through - timedelta(days=41))
    to_come = list(days(date(2026, 12, 17), date(2026, 12, 31)))
    when = [day for day, *_ in history]
    period = [(spend, clicks) for day, spend, clicks in history if day >= date(2026, 12, 1)]
    spend = (
        sum(one for one, _ in period) + least_squares([s for _, s, _ in history], when, to_come)[0]
    )
    clicks = (
        sum(one for _, one in period) + least_squares([c for *_, c in history], when, to_come)[0]
    )
    ratio = spend / clicks
    _, half = least_squares([(s - ratio * c) / clicks for _, s, c in history], when, to_come)
    assert told(row, "projection", "projection_low", "projection_high") == pytest.approx(
        [ratio, ratio - half, ratio + half], abs=HELD_TO
    )


def test_what_a_count_has_reached_it_cannot_lose(paced: Paced) -> None:
    """Of two days left, the interval would reach below what is there already."""
    row = paced(LAST)["spend", "noisy", "2026-12-01"]
    assert row["projection_low"] >= row["actual"]


def test_the_quantiles_of_student_are_scipys() -> None:
    rows = list(csv.DictReader((SEEDS / "student_t_quantiles.csv").open(encoding="utf-8")))
    assert [int(row["degrees_of_freedom"]) for row in rows] == [7 * k for k in range(1, 53)]
    for row in rows:
        upper = 0.5 + float(row["probability"]) / 2
        expected = stats.t.ppf(upper, int(row["degrees_of_freedom"]))
        assert float(row["quantile"]) == pytest.approx(expected, abs=HELD_TO)
