"""Metrics are defined once: MetricFlow, the marts and the pacing of targets agree."""

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.orchestration.conftest import ROOT, RanTwice

pytest.importorskip("dbt_metricflow", reason="MetricFlow is not here: pip install '.[metrics]'")

CENT = 0.005
# What a BI tool would write on the marts, in words of its own.
BY_HAND = {
    "spend": "sum(spend)",
    "sessions": "sum(sessions)",
    "mqis": "sum(mqis)",
    "leads": "sum(leads)",
    "mqls": "sum(mqls)",
    "sqls": "sum(sqls)",
    "opportunities": "sum(opportunities)",
    "customers": "sum(customers)",
    "revenue": "sum(revenue)",
    "pipeline_value": "sum(pipeline_value)",
    "cac": "sum(spend) / nullif(sum(customers), 0)",
    "cpl": "sum(spend) / nullif(sum(leads), 0)",
    "roas": "sum(revenue) / nullif(sum(spend), 0)",
    "roi": "(sum(revenue) - sum(spend)) / nullif(sum(spend), 0)",
    "roi_percent": "100 * (sum(revenue) - sum(spend)) / nullif(sum(spend), 0)",
    "mql_to_sql_rate": "sum(sqls) / nullif(sum(mqls), 0)",
}
Answer = dict[tuple[str, ...], dict[str, float | None]]
Query = Callable[..., Answer]


@pytest.fixture(scope="module")
def marts(ran_twice: RanTwice) -> duckdb.DuckDBPyConnection:
    database = ran_twice.road.data / "published" / "current" / "closed_loop.duckdb"
    return duckdb.connect(str(database), read_only=True)


@pytest.fixture(scope="module")
def query(ran_twice: RanTwice, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """`mf query` as it is called from the root, on the road's warehouse and manifest."""
    root = tmp_path_factory.mktemp("root")
    for name in ["dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests"]:
        (root / name).symlink_to(ROOT / name)
    (root / "target").symlink_to(ran_twice.road.folder / "target")

    def ask(metrics: list[str], group_by: list[str], *more: str) -> Answer:
        written = root / "answer.csv"
        written.unlink(missing_ok=True)
        ended = subprocess.run(
            [
                *(str(Path(sys.executable).with_name("mf")), "query"),
                *("--metrics", ",".join(metrics), "--group-by", ",".join(group_by)),
                *("--csv", str(written), *more),
            ],
            cwd=root,
            env=ran_twice.road.environment | {"DO_NOT_TRACK": "1", "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert written.exists(), ended.stdout  # no row, no file
        return read(written, len(group_by))

    return ask


def read(path: Path, keys: int) -> Answer:
    """Rows of the answer, by what they are grouped by."""
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    return {
        tuple(
            cell[:10] if "metric_time" in name else cell
            for name, cell in zip(header, row[:keys], strict=False)
        ): {
            metric: float(cell) if cell not in ("", "None") else None
            for metric, cell in zip(header[keys:], row[keys:], strict=True)
        }
        for row in rows
    }


def test_cost_and_return_by_channel_are_those_of_the_marts(
    query: Query, marts: duckdb.DuckDBPyConnection
) -> None:
    answered = query(["cac", "roi"], ["channel"])
    expected = marts.execute(
        f"select channel, {BY_HAND['cac']}, {BY_HAND['roi']} from marts.fct_channel_performance"
        " where attribution_model = 'first_touch' and basis = 'conversion' group by channel"
    ).fetchall()
    assert len(expected) > 5
    assert answered == {
        (channel,): {
            "cac": cac if cac is None else pytest.approx(float(cac), abs=CENT),
            "roi": roi if roi is None else pytest.approx(float(roi), abs=1e-9),
        }
        for channel, cac, roi in expected
    }


def test_every_metric_of_a_month_and_channel_is_that_of_the_marts(
    query: Query, marts: duckdb.DuckDBPyConnection
) -> None:
    answered = query(list(BY_HAND), ["metric_time__month", "channel"])
    expected = marts.execute(
        "select date_trunc('month', date_day)::date::varchar, channel,"
        f" {', '.join(BY_HAND.values())} from marts.fct_channel_performance"
        " where attribution_model = 'first_touch' and basis = 'conversion' group by all"
    ).fetchall()
    assert len(expected) > 20
    assert answered == {
        (month, channel): {
            metric: value if value is None else pytest.approx(float(value), abs=CENT)
            for metric, value in zip(BY_HAND, values, strict=True)
        }
        for month, channel, *values in expected
    }


def test_what_targets_are_held_against_is_what_metricflow_answers(
    query: Query, marts: duckdb.DuckDBPyConnection
) -> None:
    paced = marts.execute(
        "select metric, period_start::varchar, actual, through_date::varchar"
        " from marts.fct_kpi_pacing where period_grain = 'month' and segment_type = 'all'"
        " and actual is not null and days_elapsed > 0"
    ).fetchall()
    metrics = sorted({metric for metric, *_ in paced})
    assert {"spend", "leads", "customers", "revenue", "cac", "roi_percent"} <= set(metrics)
    [through] = {through for *_, through in paced}
    answered = query(metrics, ["metric_time__month"], "--end-time", through)
    told = {
        (month, metric): value
        for (month,), row in answered.items()
        for metric, value in row.items()
    }
    assert {(month, metric): told[month, metric] for metric, month, *_ in paced} == {
        (month, metric): pytest.approx(float(actual), abs=1e-6)
        for metric, month, actual, _ in paced
    }


def test_the_sample_company_has_targets_in_every_state_of_a_period(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Months that are over, one that runs, one to come: each target understood and measured."""
    states = dict(
        marts.execute("select status, count(*) from marts.fct_kpi_pacing group by all").fetchall()
    )
    assert {"not_started", "met", "missed"} <= set(states)
    assert "not_understood" not in states
