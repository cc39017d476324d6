"""Whatever comes, in whatever order: increments give what one full refresh gives, row for row."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.increments import MARTS
from tests.scenarios.contract import PROJECT

VISITORS = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("increments")


def built(folder: Path, seed: int, loads: int) -> None:
    command = [sys.executable, "-m", "tests.properties.increments"]
    outside = {key: value for key, value in os.environ.items() if key[:12] != "CLOSED_LOOP_"}
    ended = subprocess.run(
        [*command, str(folder), str(seed), str(loads), str(VISITORS)],
        cwd=PROJECT,
        env=outside | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.slow
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), loads=st.integers(2, 4))
def test_loads_in_any_order_give_what_one_full_refresh_gives(
    folder: Path, seed: int, loads: int
) -> None:
    """A hundred and fifty visitors an example: starting dbt costs more than building them."""
    built(folder, seed, loads)
    incremental, full = folder / "incremental", folder / "full"
    [(sessions,)] = rows(full, "select count(*) from marts.fct_sessions")
    assert sessions > VISITORS / 2
    for table in ["intermediate.int_event_verdicts", *(f"marts.{mart}" for mart in MARTS)]:
        found = f"select * from {table} order by all"
        assert rows(incremental, found) == rows(full, found), table
