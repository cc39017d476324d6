"""A source that lands has what hangs on it made again, and nothing else."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from orchestration.defs.automation.conditions import (
    WHEN_SOMETHING_CAME,
    finished,
    when_a_source_lands,
)


def model(name: str, *reads: str) -> dg.AssetsDefinition:
    @dg.asset(name=name, deps=list(reads), automation_condition=WHEN_SOMETHING_CAME)
    def built() -> None:
        """Built."""

    return built


@dg.asset
def raw_ga4() -> None:
    """Lands."""


@dg.asset
def raw_salesforce() -> None:
    """Lands."""


@dg.asset(deps=["touches", "deals"])
def published() -> None:
    """Published."""


ROAD = dg.Definitions(
    assets=[
        raw_ga4,
        raw_salesforce,
        model("touches", "raw_ga4"),
        model("deals", "raw_salesforce"),
        *finished([published], None),
    ]
)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def make(instance: dg.DagsterInstance, *names: str) -> None:
    job = ROAD.resolve_implicit_global_asset_job_def()
    keys = [dg.AssetKey(name) for name in names]
    assert job.execute_in_process(instance=instance, asset_selection=keys).success


def wanted(instance: dg.DagsterInstance, cursor: Any = None) -> tuple[set[str], Any]:
    result = dg.evaluate_automation_conditions(ROAD, instance, cursor=cursor)
    names = ["raw_ga4", "raw_salesforce", "touches", "deals", "published"]
    return {one for one in names if result.get_num_requested(dg.AssetKey(one))}, result.cursor


def test_the_first_look_starts_nothing(instance: dg.DagsterInstance) -> None:
    make(instance, "raw_ga4", "raw_salesforce", "touches", "deals", "published")
    assert wanted(instance)[0] == set()


def test_a_source_that_lands_has_what_hangs_on_it_made_again_up_to_the_publish(
    instance: dg.DagsterInstance,
) -> None:
    make(instance, "raw_ga4", "raw_salesforce", "touches", "deals", "published")
    _, cursor = wanted(instance)
    make(instance, "raw_ga4")
    asked, cursor = wanted(instance, cursor)
    assert asked == {"touches", "published"}
    make(instance, *asked)
    assert wanted(instance, cursor)[0] == set()


def test_a_daily_run_that_made_everything_leaves_nothing_to_do(
    instance: dg.DagsterInstance,
) -> None:
    make(instance, "raw_ga4", "raw_salesforce", "touches", "deals", "published")
    _, cursor = wanted(instance)
    make(instance, "raw_ga4", "raw_salesforce", "touches", "deals", "published")
    assert wanted(instance, cursor)[0] == set()


def test_it_runs_wherever_the_daemon_does() -> None:
    assert when_a_source_lands().default_status == dg.DefaultSensorStatus.RUNNING
