"""Dagster's event log with kept connections holds what Dagster's own would hold."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.event_log import KeptSqliteEventLogStorage
from orchestration.instance import home

MATERIALIZED = dg.DagsterEventType.ASSET_MATERIALIZATION.value
CHECKED = dg.DagsterEventType.ASSET_CHECK_EVALUATION.value
SUCCEEDED = dg.DagsterEventType.RUN_SUCCESS.value


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(home(tmp_path))) as instance:
        yield instance


@dg.asset
def lead() -> None:
    """One asset is enough to have events."""


@dg.asset_check(asset=lead)
def lead_is_whole() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def materialize(instance: dg.DagsterInstance) -> str:
    return dg.materialize([lead, lead_is_whole], instance=instance).run_id


def kept(instance: dg.DagsterInstance) -> KeptSqliteEventLogStorage:
    storage = instance.event_log_storage
    assert isinstance(storage, KeptSqliteEventLogStorage)
    return storage


def kinds(storage: SqliteEventLogStorage, run_id: str) -> list[str]:
    logged = storage.get_logs_for_run(run_id)
    return [entry.get_dagster_event().event_type_value for entry in logged if entry.dagster_event]


def test_dagsters_own_storage_reads_what_was_kept(
    instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    ours = kept(instance)
    run_id = materialize(instance)
    plain = SqliteEventLogStorage(str(tmp_path / "dagster" / "history" / "runs"))
    assert kinds(plain, run_id) == kinds(ours, run_id)
    assert {MATERIALIZED, CHECKED, SUCCEEDED} <= set(kinds(plain, run_id))
    assert plain.get_latest_materialization_events([dg.AssetKey("lead")])


def test_more_runs_than_are_kept_open_are_all_read(instance: dg.DagsterInstance) -> None:
    runs = [materialize(instance) for _ in range(10)]
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(partial(kinds, kept(instance)), runs))
    assert all(SUCCEEDED in events for events in found)


def test_what_was_wiped_is_gone_and_the_log_goes_on(instance: dg.DagsterInstance) -> None:
    before = materialize(instance)
    instance.event_log_storage.wipe()
    assert instance.all_logs(before) == []
    assert instance.all_logs(materialize(instance))
