"""What a model of lead scores may know, what it fits, and how it is measured."""

import importlib.util
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from tests.scenarios.rows import person
from tests.scenarios.warehouse import Warehouse

Array = np.ndarray[Any, Any]

FITTED = '{"fitted_lead_score": true}'
# Leads of one month, of whom those with an even number come to be sales qualified in ten days: the
# first half of them before any instant that tests, the others in its midst.
ROWS = {
    "people": [
        person(
            f"lm-{number}",
            f"2026-{'09' if number < 20 else '11'}-{1 + number % 20:02} 08:00:00",
            status="Qualified" if number % 2 == 0 else "New",
            source_system="salesforce",
            title="CEO" if number % 3 == 0 else "Purchasing",
        )
        for number in range(40)
    ],
    "stage_changes": [
        {
            "stage_change_id": f"lm-{number}",
            "object_type": "person",
            "object_source_id": f"lm-{number}",
            "to_stage": "Qualified",
            "changed_at": f"2026-{'09' if number < 20 else '11'}-{11 + number % 20:02} 08:00:00",
            "source_system": "salesforce",
        }
        for number in range(0, 40, 2)
    ],
}


@pytest.fixture(scope="module")
def copied(
    warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Warehouse]:
    """The warehouse of all scenarios, for tests that write into it."""
    return lambda: warehouse.copy(tmp_path_factory.mktemp("lead-models"))


def _fit(values: Array, names: list[str], did: Array) -> list[tuple[Any, ...]]:
    """`fit` of the model, which is a file of dbt's and no module."""
    path = Path("models/intermediate/scores/int_lead_score_coefficients.py")
    spec = importlib.util.spec_from_file_location("coefficients", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows: list[tuple[Any, ...]] = module.fit(values, names, did)
    return rows


def features(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.rows("select * from intermediate.int_lead_features order by all")


def test_what_happens_a_moment_after_the_instant_changes_no_feature(
    copied: Callable[[], Warehouse],
) -> None:
    warehouse = copied()
    before = features(warehouse)
    assert len(before) > 100
    _happen(warehouse, "interval 1 microsecond")
    warehouse.dbt("run", "--select", "int_lead_features")
    assert features(warehouse) == before


def test_what_happens_at_the_instant_is_known_then(copied: Callable[[], Warehouse]) -> None:
    warehouse = copied()
    _happen(warehouse, "interval 0 microsecond")
    warehouse.dbt("run", "--select", "int_lead_features")
    snapshots = warehouse.value("select count(*) from intermediate.int_lead_snapshots")
    for feature, value in [("lm_leak", 7.0), ("log_days_silent", 0.0)]:
        found = warehouse.value(
            "select count(*) from intermediate.int_lead_features where feature = ? and value = ?",
            [feature, value],
        )
        assert found == snapshots


def _happen(warehouse: Warehouse, after: str) -> None:
    """Points and a visit for every lead at the last instant it is seen at, and a while after."""
    last = (
        "(select person_id, max(snapshot_at) as snapshot_at"
        " from intermediate.int_lead_snapshots group by person_id)"
    )
    every = "intermediate.int_lead_snapshots" if "0 micro" in after else last
    with warehouse.connected() as connection:
        connection.execute(
            "insert into intermediate.int_lead_score_points by name"
            " select md5(concat(person_id, snapshot_at)) as point_id, person_id,"
            " 'lm_leak' as rule_id, 1 as rule_version, 'behaviour' as rule_group, 7 as points,"
            f" 7 as cap, snapshot_at + {after} as given_at from {every}"
        )
        connection.execute(
            "insert into intermediate.int_lead_activities by name"
            " select person_id, md5(concat(person_id, snapshot_at)) as activity_id,"
            f" 'session' as activity_type, snapshot_at + {after} as happened_at from {every}"
        )


def test_training_knows_no_outcome_of_the_time_that_tests(warehouse: Warehouse) -> None:
    [[trained_to, tested_from]] = warehouse.rows(
        "select max(snapshot_at) filter (where split = 'train'),"
        " min(snapshot_at) filter (where split = 'test') from intermediate.int_lead_snapshots"
    )
    assert trained_to + timedelta(days=14) <= tested_from


def test_nobody_is_tested_who_had_reached_the_outcome(warehouse: Warehouse) -> None:
    """lm-0 is qualified on the 11th of September at eight: there before, gone after."""
    found = warehouse.rows(
        """
        select snapshot_at, has_outcome from intermediate.int_lead_snapshots
        inner join intermediate.int_person_identifiers using (person_id)
        where identifier = 'salesforce:lm-0' order by snapshot_at
        """
    )
    assert found
    qualified = datetime(2026, 9, 11, 8)
    for snapshot_at, has_outcome in found:
        assert snapshot_at < qualified
        assert has_outcome == (snapshot_at >= qualified - timedelta(days=14))


def test_probabilities_are_those_of_the_coefficients_and_the_same_twice(
    copied: Callable[[], Warehouse],
) -> None:
    warehouse = copied()
    chosen = ["--select", "int_lead_score_coefficients+", "--vars", FITTED]
    warehouse.dbt("run", *chosen)
    ours = warehouse.rows("select * from intermediate.int_lead_probabilities order by all")
    coefficients = warehouse.rows("select * from intermediate.int_lead_score_coefficients")
    warehouse.dbt("run", *chosen)
    again = warehouse.rows("select * from intermediate.int_lead_probabilities order by all")
    assert again == ours
    assert warehouse.rows("select * from intermediate.int_lead_score_coefficients") == coefficients
    assert {row[0] for row in coefficients} == {"train", "all"}
    assert len(coefficients) > 4

    values: dict[tuple[Any, ...], dict[str, float]] = {}
    for who, at, feature, _, value in features(warehouse):
        values.setdefault((who, at), {})[feature] = value
    for who, at, _, _, fitted_on, probability in ours:
        z = sum(
            coefficient
            * (1 if name == "(intercept)" else values.get((who, at), {}).get(name, 0) - mean)
            / deviation
            for fit, name, coefficient, mean, deviation, _ in coefficients
            if fit == fitted_on
        )
        assert probability == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-6)
    assert (
        warehouse.value("select count(*) from marts.fct_lead_scores where probability is not null")
        > 0
    )
    assert warehouse.rows(
        "select lead_score_model from marts.fct_lead_score_backtest order by 1"
    ) == [("fitted",), ("rules",)]


def test_fitted_coefficients_are_where_the_penalised_likelihood_is_flat() -> None:
    random = np.random.default_rng(7)
    values = np.column_stack([random.normal(3, 2, (500, 3)), np.zeros(500)])
    did = random.random(500) < 1 / (1 + np.exp(4 - values[:, 0]))
    told = _fit(values, ["one", "two", "three", "never"], did)
    assert [name for name, *_ in told] == ["one", "two", "three", "(intercept)"]
    weights = np.array([row[1] for row in told[:3]])
    means, deviations = (np.array([row[column] for row in told[:3]]) for column in (2, 3))
    standardised = (values[:, :3] - means) / deviations
    off = 1 / (1 + np.exp(-(standardised @ weights + told[-1][1]))) - did
    assert standardised.T @ off + weights == pytest.approx(np.zeros(3), abs=1e-5)
    assert off.sum() == pytest.approx(0, abs=1e-5)


def test_without_both_outcomes_the_model_is_their_rate() -> None:
    [(name, intercept, *_)] = _fit(
        np.array([[1.0], [2.0], [3.0]]), ["one"], np.zeros(3, dtype=bool)
    )
    assert name == "(intercept)"
    assert 1 / (1 + np.exp(-intercept)) == pytest.approx(1 / 5)


@pytest.mark.parametrize("has_ties", [False, True])
def test_measures_of_the_back_test_agree_with_scikit_learn(
    copied: Callable[[], Warehouse], has_ties: bool
) -> None:
    warehouse, leads = copied(), 1003
    random = np.random.default_rng(11)
    score = random.integers(0, 9, leads) / 10 if has_ties else random.random(leads)
    probability = random.uniform(0.001, 0.999, leads)
    did = random.random(leads) < 0.1 + 0.3 * score
    _trials(warehouse, score, probability, did)
    [told] = warehouse.records("select * from marts.fct_lead_score_backtest")
    assert told["auc"] == pytest.approx(roc_auc_score(did, score), abs=1e-9)
    assert told["brier_score"] == pytest.approx(brier_score_loss(did, probability), abs=1e-9)
    assert told["log_loss"] == pytest.approx(log_loss(did, probability), abs=1e-9)
    assert told["expected_outcomes"] == pytest.approx(probability.sum(), abs=1e-6)

    tenths = warehouse.records("select * from marts.fct_lead_score_lift order by decile")
    assert [row["leads"] for row in tenths] == [101, 101, 101, *[100] * 7]
    assert sum(row["outcomes"] for row in tenths) == did.sum() == told["outcomes"]
    # leads of one score in the order of their ids, which is that of the rows
    best = did[np.argsort(-score, kind="stable")][:101]
    assert tenths[0]["outcomes"] == best.sum()
    assert tenths[0]["lift"] == pytest.approx(best.mean() / did.mean(), abs=1e-9)


def test_a_back_test_without_outcomes_has_no_auc_and_no_lift(
    copied: Callable[[], Warehouse],
) -> None:
    warehouse = copied()
    _trials(warehouse, np.array([1.0, 2.0]), np.array([0.5, 1.0]), np.array([False, False]))
    [told] = warehouse.records("select * from marts.fct_lead_score_backtest")
    assert told["auc"] is None
    # held to 1e-15, what was called certain and did not come costs 34.5, not everything
    assert told["log_loss"] == pytest.approx((np.log(2) + 15 * np.log(10)) / 2, abs=1e-9)
    lifts = warehouse.rows("select lift from marts.fct_lead_score_lift")
    assert lifts == [(None,), (None,)]


def _trials(warehouse: Warehouse, score: Array, probability: Array, did: Array) -> None:
    """Measure these leads, and no others."""
    given = pa.table(
        {
            "lead_score_model": ["rules"] * len(did),
            "person_id": [f"person-{number:04}" for number in range(len(did))],
            "snapshot_at": [datetime(2026, 6, 1)] * len(did),
            "score": score,
            "probability": probability,
            "has_outcome": did,
        }
    )
    with warehouse.connected() as connection:
        connection.execute("delete from intermediate.int_lead_score_trials")
        connection.register("given", given)
        connection.execute(
            "insert into intermediate.int_lead_score_trials by name select * from given"
        )
    warehouse.dbt("run", "--select", "fct_lead_score_backtest", "fct_lead_score_lift")


def test_the_score_as_of_now_is_the_feature_of_now(warehouse: Warehouse) -> None:
    """The same formula, for a date and for the build: scores of whoever has not converted."""
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        found = connection.execute(
            """
            select scores.score, sum(features.value)
            from marts.fct_lead_scores as scores
            inner join intermediate.int_lead_snapshots as snapshots
                on scores.person_id = snapshots.person_id and snapshots.split = 'now'
            inner join intermediate.int_lead_features as features
                on
                    snapshots.person_id = features.person_id
                    and snapshots.snapshot_at = features.snapshot_at
            where features.rule_group is not null
            group by scores.person_id, scores.score
            """
        ).fetchall()
    assert len(found) > 20
    for score, summed in found:
        assert summed == pytest.approx(score, abs=1e-9)
