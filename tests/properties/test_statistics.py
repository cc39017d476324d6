"""The SQL of macros/statistics against scipy, wider than any experiment is."""

from collections.abc import Sequence
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate, stats

from tests.properties.macros import Macros

FILES = (
    "engine/whole_numbers.sql",
    *(
        f"statistics/{name}.sql"
        for name in ("polynomial", "normal", "chi_square", "student_t", "proportions")
    ),
)
EXACT = 1e-9

Doubles = NDArray[np.float64]


class Sql:
    """The macros, by name, and a database that works out what they say."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.macros = Macros(self.connection, *FILES)

    def asked(
        self, ctes: str, column: str, relation: str, **columns: Sequence[float] | Doubles
    ) -> Doubles:
        """One number per row of a table `given`, in the order of its rows, nulls as NaN."""
        rows = {name: np.asarray(values) for name, values in columns.items()}
        rows["row_id"] = np.arange(len(next(iter(rows.values()))))
        self.connection.register("given", pa.table(rows))
        with_ctes = f"with {ctes}" if ctes else ""
        query = f"{with_ctes} select {column} from {relation} order by row_id"
        found = self.connection.execute(query).fetchall()
        self.connection.unregister("given")
        return np.array([np.nan if value is None else value for (value,) in found], dtype=float)

    def formula(self, sql: str, **columns: Sequence[float] | Doubles) -> Doubles:
        """What a formula gives for each row."""
        return self.asked("", sql, "given", **columns)


@pytest.fixture(scope="module")
def sql() -> Sql:
    """The macros and a database."""
    return Sql()


def grid(*axes: Doubles) -> list[Doubles]:
    """All combinations of values, a column each."""
    return [axis.ravel() for axis in np.meshgrid(*axes)]


def test_the_normal_distribution_is_scipys(sql: Sql) -> None:
    deviates = np.concatenate([np.linspace(-37, 37, 5001), np.linspace(-1, 1, 2001)])
    below = sql.formula(sql.macros.normal_cdf("z"), z=deviates)
    np.testing.assert_allclose(below, stats.norm.cdf(deviates), rtol=EXACT, atol=1e-300)
    beyond = sql.formula(sql.macros.normal_two_sided("z"), z=deviates)
    np.testing.assert_allclose(beyond, 2 * stats.norm.sf(abs(deviates)), rtol=EXACT, atol=1e-300)


def test_normal_quantiles_are_scipys(sql: Sql) -> None:
    chances = np.concatenate([10.0 ** np.linspace(-300, -3, 600), np.linspace(0.001, 0.9999, 999)])
    found = sql.formula(sql.macros.normal_quantile("chance"), chance=chances)
    np.testing.assert_allclose(found, stats.norm.ppf(chances), rtol=EXACT, atol=EXACT)


def test_a_quantile_of_what_is_no_chance_is_null(sql: Sql) -> None:
    assert np.isnan(
        sql.formula(sql.macros.normal_quantile("chance"), chance=[0.0, 1.0, -1.0, 2.0])
    ).all()


def test_tails_of_chi_square_are_scipys(sql: Sql) -> None:
    values = np.concatenate([np.linspace(0, 30, 301), np.linspace(31, 600, 200)])
    value, degrees = grid(values, np.arange(1.0, 31))
    found = sql.formula(
        sql.macros.chi_square_tail("value", "degrees"), value=value, degrees=degrees
    )
    np.testing.assert_allclose(found, stats.chi2.sf(value, degrees), rtol=EXACT, atol=1e-300)


def test_chi_square_of_no_or_too_many_degrees_is_null(sql: Sql) -> None:
    found = sql.formula(
        sql.macros.chi_square_tail("value", "degrees"), value=[1.0, 1.0], degrees=[0, 31]
    )
    assert np.isnan(found).all()


def test_tails_of_student_t_are_scipys(sql: Sql) -> None:
    degrees = np.concatenate(
        [np.linspace(1, 5, 21), np.linspace(6, 100, 48), 10.0 ** np.arange(3, 8)]
    )
    statistic, freedom = grid(
        np.concatenate([np.linspace(-12, 12, 97), np.linspace(13, 1000, 20)]), degrees
    )
    ctes = sql.macros.with_student_t_tail("given", "row_id", "statistic", "freedom", "tails")
    found = sql.asked(ctes, "student_t_tail", "tails", statistic=statistic, freedom=freedom)
    np.testing.assert_allclose(found, 2 * stats.t.sf(abs(statistic), freedom), atol=EXACT, rtol=0)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_quantiles_of_student_t_are_scipys(sql: Sql, confidence: float) -> None:
    degrees = np.concatenate(
        [np.linspace(1, 5, 21), np.linspace(6, 100, 48), 10.0 ** np.arange(3, 7)]
    )
    deviates = np.full(len(degrees), stats.norm.ppf(0.5 + confidence / 2))
    ctes = sql.macros.with_student_t_quantile(
        "given", "row_id", "freedom", "deviate", f"{confidence}e0", "found"
    )
    found = sql.asked(ctes, "student_t", "found", freedom=degrees, deviate=deviates)
    np.testing.assert_allclose(found, stats.t.ppf(0.5 + confidence / 2, degrees), rtol=EXACT)


counts = st.integers(0, 3000).flatmap(
    lambda trials: st.tuples(st.integers(0, trials), st.just(trials))
)


@settings(deadline=None, max_examples=60)
@given(counts.filter(lambda count: count[1] > 0))
def test_bounds_of_a_proportion_are_scipys(sql: Sql, count: tuple[int, int]) -> None:
    successes, trials = count
    expected = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    deviate = stats.norm.ppf(0.975)
    for macro, bound in zip(
        (sql.macros.wilson_lower, sql.macros.wilson_upper), expected, strict=True
    ):
        [found] = sql.formula(
            macro("successes", "trials", "deviate"),
            successes=[successes],
            trials=[trials],
            deviate=[deviate],
        )
        assert found == pytest.approx(bound, abs=EXACT)


def chance_better(sql: Sql, one: tuple[int, int], other: tuple[int, int]) -> float:
    """What the macro says of two counts of successes and trials."""
    ctes = sql.macros.with_chance_better(
        "given", "row_id", "successes", "trials", "other_successes", "other_trials", "chances"
    )
    [found] = sql.asked(
        ctes,
        "chance_better",
        "chances",
        successes=[one[0]],
        trials=[one[1]],
        other_successes=[other[0]],
        other_trials=[other[1]],
    )
    return float(found)


def integrated(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The chance by integrating: one rate's density times the chance that the other is lower."""
    posterior = stats.beta(1 + one[0], 1 + one[1] - one[0])
    lower = stats.beta(1 + other[0], 1 + other[1] - other[0])
    edges = [0.0, *posterior.ppf([1e-12, 1e-6, 0.01, 0.5, 0.99, 1 - 1e-6, 1 - 1e-12]), 1.0]
    parts = (
        integrate.quad(
            lambda rate: posterior.pdf(rate) * lower.cdf(rate), *part, epsabs=1e-13, limit=200
        )[0]
        for part in pairwise(edges)
    )
    return float(sum(parts))


@settings(deadline=None, max_examples=25)
@given(counts, counts)
def test_the_chance_to_be_better_is_the_integral(
    sql: Sql, one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert chance_better(sql, one, other) == pytest.approx(integrated(one, other), abs=EXACT)


@settings(deadline=None, max_examples=30)
@given(counts, counts)
def test_one_of_two_is_better(sql: Sql, one: tuple[int, int], other: tuple[int, int]) -> None:
    assert chance_better(sql, one, other) + chance_better(sql, other, one) == pytest.approx(
        1, abs=EXACT
    )


def test_a_chance_to_be_better_by_hand(sql: Sql) -> None:
    # Nothing known of either: 1/2. One success in one trial against nothing known: the density of
    # the rate is 2p, so the chance is the integral of 2p * p from 0 to 1, 2/3.
    assert chance_better(sql, (0, 0), (0, 0)) == pytest.approx(1 / 2, abs=EXACT)
    assert chance_better(sql, (1, 1), (0, 0)) == pytest.approx(2 / 3, abs=EXACT)


def test_a_hundred_thousand_converters_stay_exact(sql: Sql) -> None:
    one, other = (100_300, 1_000_000), (100_000, 1_000_000)
    assert chance_better(sql, one, other) == pytest.approx(integrated(one, other), abs=EXACT)
